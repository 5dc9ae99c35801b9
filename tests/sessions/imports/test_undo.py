from typing import Any

import pytest
import swapper
from django.contrib.auth import get_user_model
from wagtail.models import PageLogEntry

from maigu_wagtail.sessions.imports.drafts import create_drafts
from maigu_wagtail.sessions.imports.undo import UNDONE, plan_undo, undo
from tests.factories import make_section, make_session
from tests.sessions.imports.found import make_found


@pytest.fixture
def boss(db: Any) -> Any:
    return get_user_model().objects.create_superuser("boss")


def titles() -> list[str]:
    return list(swapper.load_model("maigu_wagtail", "SessionPage").objects.values_list("title", flat=True))


def test_undo_removes_what_the_import_created_and_nothing_else(section: Any, boss: Any) -> None:
    make_session(section, title="Mine")
    create_drafts(section, [make_found(3)], user=boss, file_name="first.html")
    run = create_drafts(section, [make_found(1), make_found(2), make_found(3)], user=boss, file_name="second.html")

    plan = undo(run, user=boss)

    assert [page.title for page in plan.removed] == ["Session 1", "Session 2"]
    assert sorted(titles()) == ["Mine", "Session 3"]
    run.refresh_from_db()
    assert run.undone_at
    assert (run.number, run.pages.count()) == (2, 0)
    entry = PageLogEntry.objects.get(action=UNDONE)
    assert (entry.page_id, entry.user) == (section.pk, boss)
    assert entry.message == "Removed drafts that came from “second.html” (2)"
    assert PageLogEntry.objects.filter(action="wagtail.delete", user=boss).count() == 2


@pytest.mark.parametrize("change", ["edited", "published", "published once", "moved"])
def test_page_that_somebody_worked_on_stays(home: Any, section: Any, boss: Any, change: str) -> None:
    run = create_drafts(section, [make_found(1), make_found(2)], user=boss, file_name="x")
    page = run.pages.first().page
    if change == "edited":
        page.save_revision()
    elif change == "moved":
        page.move(make_section(home), pos="last-child")
    else:
        page.get_latest_revision().publish()
    if change == "published once":
        page.refresh_from_db()
        page.unpublish()

    plan = undo(run, user=boss)

    assert [(stay.page.title, stay.reason) for stay in plan.staying] == [
        ("Session 1", f"It has been {change.split()[0]}.")
    ]
    assert titles() == ["Session 1"]


def test_undo_needs_the_right_to_delete_each_page(section: Any, boss: Any) -> None:
    run = create_drafts(section, [make_found()], user=boss, file_name="x")
    stranger = get_user_model().objects.create_user("stranger")

    plan = undo(run, user=stranger)

    assert [stay.reason for stay in plan.staying] == ["You do not have permission to delete it."]
    assert titles() == ["Session 1"]


def test_plan_changes_nothing(section: Any, boss: Any) -> None:
    run = create_drafts(section, [make_found()], user=boss, file_name="x")

    assert len(plan_undo(run, user=boss).removed) == 1

    assert titles() == ["Session 1"]


def test_file_can_be_imported_again_after_an_undo(section: Any, boss: Any) -> None:
    undo(create_drafts(section, [make_found()], user=boss, file_name="x"), user=boss)

    assert create_drafts(section, [make_found()], user=boss, file_name="x").number == 1
