from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from maigu_wagtail.access import audit_log
from tests.admin.passwords.screens import MANAGE, READ, SEE, make_password
from tests.factories import make_section, make_session

PAGES = ["wagtailadmin_reports:site_history", "wagtailadmin_reports:site_history_results"]


@pytest.fixture
def passwords(section: Any, home: Any) -> list[Any]:
    other = make_section(home, title="Theirs")
    return [
        make_password(section, label="Mine to see"),
        make_password(make_session(section, access="own"), label="Of my session"),
        make_password(other, label="Theirs alone"),
    ]


def history(client: Client, **query: str) -> list[str]:
    """Return all that Wagtail's history of the site says to this user: page, results and spreadsheet."""
    answers = [client.get(reverse(name), query) for name in PAGES]
    answers.append(client.get(reverse(PAGES[0]), {**query, "export": "csv"}))
    assert {answer.status_code for answer in answers} == {200}
    return [answer.getvalue().decode() for answer in answers]


@pytest.mark.parametrize("permission", [SEE, READ, MANAGE])
def test_site_history_hides_passwords_of_other_sections(
    as_staff: Any, section: Any, passwords: list[Any], permission: str
) -> None:
    client = as_staff(permission, page=section)

    for text in history(client):
        assert "Mine to see" in text
        assert "Of my session" in text
        assert "Theirs alone" not in text
    for text in history(client, label="Theirs"):
        assert "Theirs alone" not in text


def test_site_history_shows_deleted_passwords_to_those_who_see_all(
    as_superuser: Client, as_staff: Any, section: Any, passwords: list[Any]
) -> None:
    client = as_staff(SEE, page=section)
    for password in passwords:
        password.delete()

    assert not any("Mine to see" in text or "Theirs alone" in text for text in history(client))
    assert all("Theirs alone" in text for text in history(as_superuser))


def test_site_history_shows_superusers_and_staff_without_pages_every_password(
    as_superuser: Client, as_staff: Any, passwords: list[Any]
) -> None:
    for client in (as_superuser, as_staff(SEE)):
        for text in history(client):
            for label in ("Mine to see", "Of my session", "Theirs alone"):
                assert label in text


def test_site_history_offers_only_visible_actions_and_users(as_staff: Any, section: Any, passwords: list[Any]) -> None:
    passwords[2].reveal(user=get_user_model().objects.create_superuser("reader-of-theirs"))

    page = history(as_staff(SEE, page=section))[0]

    assert f'value="{audit_log.CREATED}"' in page
    assert f'value="{audit_log.READ}"' not in page
    assert "reader-of-theirs" not in page


def test_site_history_shows_passwords_to_nobody_without_a_permission_for_them(
    as_editor_of: Any, section: Any, passwords: list[Any]
) -> None:
    assert not any("Mine to see" in text for text in history(as_editor_of(section)))


def test_site_history_shows_each_entry_once(as_superuser: Client, passwords: list[Any]) -> None:
    rows = history(as_superuser)[2].splitlines()

    assert sum("Mine to see" in row for row in rows) == ModelLogEntry.objects.filter(label="Mine to see").count() == 1
