from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maigu_wagtail.access import audit_log
from maigu_wagtail.access.counters import count_event
from maigu_wagtail.models import SharedPassword
from tests.admin.passwords.screens import (
    MANAGE,
    READ,
    SECRET,
    SEE,
    cells,
    logged,
    make_password,
    make_unreadable,
    soup,
    url,
    words,
)
from tests.factories import make_section, make_session

NOW = datetime(2026, 5, 3, 16, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def labels(response: Any) -> list[str]:
    return [row[0].removesuffix(" Share") for row in cells(response)]


def test_row_shows_what_staff_need(as_superuser: Client, section: Any, django_user_model: Any) -> None:
    # The user model of tests.accounts has no names.
    names = {"first_name": "Ada", "last_name": "Aide"} if hasattr(django_user_model, "first_name") else {}
    user = django_user_model.objects.create_user("aide", **names)
    password = make_password(section, expires_at=NOW + timedelta(days=40), user=user)
    for day in range(2):
        count_event(password.lock, "opened", NOW + timedelta(days=day), password_key=password.pk)

    response = as_superuser.get(url("passwords"))

    assert cells(response) == [
        [
            "Members Share",
            "Active until June 12, 2026, noon",
            f"MAIG U {place_of(section)}",
            f"May 3, 2026 by {'Ada Aide' if names else 'aide'}",
            "2 times, last on May 4, 2026",
        ]
    ]


def place_of(page: Any) -> str:
    return " › ".join(page.get_ancestors().filter(depth__gt=1).values_list("title", flat=True))


def test_row_of_a_session_names_its_section(as_superuser: Client, section: Any) -> None:
    make_password(make_session(section, title="For attorneys", access="own"))

    [[_label, _state, opens, *_others]] = cells(as_superuser.get(url("passwords")))

    assert opens == f"For attorneys {place_of(section)} › MAIG U"


def test_list_never_contains_a_password(as_superuser: Client, section: Any) -> None:
    password = make_password(section)

    assert SECRET in as_superuser.post(url("password", password)).content.decode()

    for name in ("passwords", "passwords_results", "activity"):
        content = as_superuser.get(url(name)).content.decode()
        assert not any(word in content for word in SECRET.split()), name
        assert password.sealed not in content


def test_state_says_what_a_password_unlocks(as_superuser: Client, section: Any) -> None:
    make_password(section, "revoked words one", label="a").revoke()
    make_password(section, "running words two", label="b").rotate("new words two", earlier="run-out")
    with time_machine.travel(NOW - timedelta(days=60)):
        make_password(section, "running words three", label="c").rotate("new words three", earlier="run-out")
        make_password(section, "expired words", label="d", expires_at=NOW)
    make_unreadable(make_password(section, "unreadable words", label="e"))

    response = as_superuser.get(url("passwords"))

    states = {(row[0], row[1]) for row in cells(response)}
    assert states == {
        ("a", "Revoked May 3, 2026, noon"),
        ("b", "Changed earlier unlocks expire by June 2, 2026"),
        ("b Share", "Active"),
        ("c", "Changed all unlocks have expired"),
        ("c Share", "Active"),
        ("d", "Expired May 3, 2026, noon"),
        ("e", "Cannot be read opens nothing"),
    }


def test_passwords_in_use_come_first(as_superuser: Client, section: Any) -> None:
    make_password(section, "words one", label="in use")
    make_password(section, "words two", label="expires", expires_at=NOW + timedelta(days=1))
    make_password(section, "words three", label="changed").rotate("words four", earlier="run-out")
    make_password(section, "words five", label="revoked").revoke()
    with time_machine.travel(NOW + timedelta(days=2)):
        found = labels(as_superuser.get(url("passwords")))

    assert found == ["changed", "in use", "changed", "expires", "revoked"]


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("active", ["changed", "in use"]),
        ("running-out", ["changed"]),
        ("revoked", ["revoked"]),
        ("expired", []),
        ("nonsense", ["changed", "in use", "changed", "revoked"]),
    ],
)
def test_list_is_filtered_by_state(as_superuser: Client, section: Any, state: str, found: list[str]) -> None:
    make_password(section, "words one", label="in use")
    make_password(section, "words two", label="changed").rotate("words four", earlier="run-out")
    make_password(section, "words five", label="revoked").revoke()

    response = as_superuser.get(url("passwords"), {"state": state})

    assert (labels(response) if found else []) == found
    if not found:
        assert "No shared passwords match your query." in words(response)


def test_list_is_filtered_by_section_with_its_sessions(as_superuser: Client, section: Any, home: Any) -> None:
    make_password(section, label="section")
    make_password(make_session(section, access="own"), label="session")
    make_password(make_section(home), label="other")

    response = as_superuser.get(url("passwords"), {"section": section.pk})

    assert labels(response) == ["session", "section"]


def test_expiry_is_logged_once_by_the_list(as_superuser: Client, section: Any) -> None:
    password = make_password(section, expires_at=NOW + timedelta(minutes=1))

    with time_machine.travel(NOW + timedelta(minutes=2)):
        for _time in range(2):
            as_superuser.get(url("passwords"))

    assert [action for action, _user in logged(password)] == [audit_log.CREATED, audit_log.EXPIRED]


def test_share_button_needs_the_read_permission(as_staff: Any, section: Any) -> None:
    make_password(section)

    offered = {given: bool(soup(as_staff(given).get(url("passwords"))).select(".maigu-read")) for given in (READ, SEE)}

    assert offered == {READ: True, SEE: False}


def test_share_button_shows_the_password(as_superuser: Client, section: Any) -> None:
    make_password(section)
    client = Client(enforce_csrf_checks=True)
    client.cookies = as_superuser.cookies

    form = soup(client.get(url("passwords"))).select_one(".maigu-read")
    token = form.find("input", {"name": "csrfmiddlewaretoken"})["value"]
    response = client.post(form["action"], {"csrfmiddlewaretoken": token})

    assert SECRET in response.content.decode()


def test_empty_list_shows_the_next_step(as_staff: Any, as_superuser: Client, db: Any, home: Any) -> None:
    without_section = words(as_superuser.get(url("passwords")))
    make_section(home)
    manager = soup(as_staff(MANAGE).get(url("passwords")))
    reader = words(as_staff(READ).get(url("passwords")))

    assert "add a “session section” page" in without_section
    assert manager.select_one(f'#main p a[href="{url("passwords_add")}"]').get_text() == "Add the first one"
    assert "Ask someone who can add one." in reader


def test_list_needs_a_constant_number_of_queries(as_superuser: Client, section: Any) -> None:
    as_superuser.get(url("passwords"))
    counts = []
    for more in (1, 2):
        for number in range(more):
            session = make_session(section, access="own")
            make_password(session, f"words {session.pk} {number}")
            count_event(session.translation_key, "wrong", NOW)
        with CaptureQueriesContext(connection) as queries:
            response = as_superuser.get(url("passwords"))
        counts.append((len(cells(response)), len(queries)))

    assert [rows for rows, _queries in counts] == [1, 3]
    assert counts[0][1] == counts[1][1], counts


def test_password_of_a_deleted_page_is_still_listed(as_superuser: Client, section: Any) -> None:
    password = make_password(section)
    SharedPassword.objects.filter(pk=password.pk).update(lock="00000000-0000-4000-8000-000000000000")

    [[_label, _state, opens, *_others]] = cells(as_superuser.get(url("passwords")))

    assert opens == "A deleted page"
