from typing import Any

import pytest
import swapper
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from maigu_wagtail.models import ImportRun
from tests.admin.imports.screens import LIST, last_run, preview, send
from tests.admin.passwords.screens import words
from tests.factories import make_section, make_session

VIEWS = ("", "preview/", "create/", "undo/")


def titles() -> list[str]:
    return list(swapper.load_model("maigu_wagtail", "SessionPage").objects.values_list("title", flat=True))


def addresses(run: ImportRun) -> list[str]:
    return [LIST, f"{LIST}results/", f"{LIST}template.csv", *(f"{LIST}{run.pk}/{name}" for name in VIEWS)]


def test_only_users_who_may_add_sessions_get_in(as_superuser: Client, as_editor_of: Any, section: Any) -> None:
    send(as_superuser, preview(as_superuser, section))
    reader = as_editor_of(section, "change")

    for address in addresses(last_run()):
        for response in (reader.get(address), reader.post(address)):
            assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_home")), address
    assert len(titles()) == 2


def test_editor_of_one_section_neither_sees_nor_undoes_an_import_of_another(
    as_superuser: Client, as_editor_of: Any, home: Any, section: Any
) -> None:
    theirs = make_section(home, title="Theirs")
    send(as_superuser, preview(as_superuser, theirs))
    run = last_run()
    editor = as_editor_of(section)
    assert "Theirs" in words(as_superuser.get(LIST))

    assert "No imports yet." in words(editor.get(LIST))
    for name in VIEWS:
        assert editor.get(f"{LIST}{run.pk}/{name}").status_code == 404
        assert editor.post(f"{LIST}{run.pk}/{name}", {"action": "create"}).status_code in (404, 405)
    assert len(titles()) == 2


def test_unfinished_import_is_its_users_alone(as_superuser: Client, as_editor_of: Any, section: Any) -> None:
    address = preview(as_superuser, section)
    editor = as_editor_of(section)
    assert as_superuser.get(address).status_code == 200

    assert editor.get(address).status_code == 404
    assert editor.post(address, {"action": "create"}).status_code == 404
    assert "No imports yet." in words(editor.get(LIST))


def test_editor_with_the_right_to_add_removes_own_drafts_alone(
    as_superuser: Client, as_editor_of: Any, section: Any
) -> None:
    send(as_superuser, preview(as_superuser, section, "First (12/14/2023)\n\nText.\n"))
    others = last_run()
    editor = as_editor_of(section, "add")
    send(editor, preview(editor, section, "Second (12/15/2023)\n\nText.\n"))
    own = last_run()

    for run in (others, own):
        editor.post(f"{LIST}{run.pk}/undo/")

    assert titles() == ["First"]


def test_forms_are_protected_against_other_sites(section: Any, as_superuser: Client) -> None:
    address = preview(as_superuser, section)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.get())

    for target in (LIST, address, address.replace("preview", "create"), address.replace("preview", "undo")):
        assert strict.post(target, {"action": "create"}).status_code == 403
    assert titles() == []


@pytest.mark.parametrize("live", [True, False])
def test_update_needs_the_right_to_edit_the_page(as_editor_of: Any, section: Any, live: bool) -> None:
    session = make_session(section, title="Mine", live=live)
    editor = as_editor_of(section, "add")
    address = preview(editor, section, "Mine (12/14/2023)\n\nNew text.\n")

    send(editor, address, row0_updates=["description"])

    session.refresh_from_db()
    assert session.latest_revision_id is None
    assert not PageLogEntry.objects.filter(action="wagtail.edit").exists()
