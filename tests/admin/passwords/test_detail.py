from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.views.debug import ExceptionReporter
from wagtail.models import Locale, ModelLogEntry

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
from tests.factories import make_session

NOW = datetime(2026, 5, 3, 16, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def password(section: Any) -> SharedPassword:
    return make_password(section)


def test_opening_the_page_does_not_reveal_the_password(as_superuser: Client, password: SharedPassword) -> None:
    response = as_superuser.get(url("password", password))

    assert SECRET not in response.content.decode()
    assert [action for action, _user in logged(password)] == [audit_log.CREATED]
    assert "Show the password" in words(response)


def test_showing_the_password_is_logged(as_superuser: Client, password: SharedPassword) -> None:
    response = as_superuser.post(url("password", password))

    assert soup(response).find(id="maigu-password").get_text() == SECRET
    assert logged(password)[-1] == (audit_log.READ, "superuser")
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_share_message_is_ready_to_copy(as_superuser: Client, password: SharedPassword, section: Any) -> None:
    response = as_superuser.post(url("password", password))

    message = soup(response).find(id="maigu-message-1").get_text()
    assert message.splitlines()[:4] == [
        "The recordings of “MAIG U” are here:",
        section.full_url,
        "",
        f"The password: {SECRET}",
    ]


def test_share_message_has_the_section_text_and_the_end(as_superuser: Client, section: Any) -> None:
    section.share_message = "{address} <b>{password}</b>\nuntil {valid_until}"
    section.save()
    password = make_password(section, expires_at=NOW + timedelta(days=1))

    message = soup(as_superuser.post(url("password", password))).find(id="maigu-message-1").get_text()

    assert message == f"{section.full_url} <b>{SECRET}</b>\nuntil May 4, 2026, noon"


def test_share_message_is_shown_in_each_language_of_the_page(as_superuser: Client, section: Any, settings: Any) -> None:
    settings.WAGTAIL_I18N_ENABLED = True
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("es", "Spanish")]
    spanish = Locale.objects.create(language_code="es")
    section.get_parent().copy_for_translation(spanish, copy_parents=True)
    section.share_message = "Here: {password}"
    section.save()
    translated = section.copy_for_translation(spanish)
    translated.share_message = "Aquí: {password}"
    translated.save()

    page = soup(as_superuser.post(url("password", make_password(section))))

    assert [message.get_text() for message in page.select(".maigu-message")] == [f"Here: {SECRET}", f"Aquí: {SECRET}"]
    assert [" ".join(button.get_text().split()) for button in page.select("[data-maigu-copy]")] == [
        "Copy message (English)",
        "Copy message (Spanish)",
        "Copy password",
        "Copy link (English)",
        "Copy link (Spanish)",
    ]
    addresses = [link["href"] for link in page.select(".maigu-link a")]
    assert addresses == [section.full_url, translated.full_url]


def test_copying_is_logged_and_returns_no_password(as_superuser: Client, password: SharedPassword) -> None:
    response = as_superuser.post(url("password_copied", password))

    assert (response.status_code, response.content) == (204, b"")
    assert "no-store" in response["Cache-Control"]
    assert logged(password)[-1] == (audit_log.COPIED, "superuser")


def test_copying_refuses_get(as_superuser: Client, password: SharedPassword) -> None:
    assert as_superuser.get(url("password_copied", password)).status_code == 405
    assert [action for action, _user in logged(password)] == [audit_log.CREATED]


def test_reading_and_copying_need_a_csrf_token(as_superuser: Client, password: SharedPassword) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = as_superuser.cookies

    for name in ("password", "password_copied"):
        assert client.post(url(name, password)).status_code == 403, name
    assert [action for action, _user in logged(password)] == [audit_log.CREATED]


def test_unreadable_password_is_explained_with_what_to_do(as_superuser: Client, password: SharedPassword) -> None:
    make_unreadable(password)

    for method in (as_superuser.get, as_superuser.post):
        response = method(url("password", password))

        assert "This password cannot be read" in words(response)
        assert "SECRET_KEY" in words(response)
        assert soup(response).select_one(".help-critical a")["href"] == url("password_change", password)
        assert "Show the password" not in words(response)
    assert as_superuser.post(url("password_copied", password)).status_code == 409
    assert [action for action, _user in logged(password)] == [audit_log.CREATED]


def test_password_is_readable_again_with_the_earlier_key(
    as_superuser: Client, password: SharedPassword, settings: Any
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key"
    client = as_superuser

    response = client.post(url("password", password))

    assert SECRET in response.content.decode()


def test_password_no_longer_in_use_has_no_share_message(as_superuser: Client, password: SharedPassword) -> None:
    password.revoke()

    page = soup(as_superuser.post(url("password", password)))

    assert page.find(id="maigu-password").get_text() == SECRET
    assert page.select(".maigu-message") == []
    assert "This password is no longer in use" in page.get_text()


def test_password_of_a_session_with_other_access_says_so(as_superuser: Client, section: Any) -> None:
    session = make_session(section, access="own")
    password = make_password(session)
    session.access = "section"
    session.save()

    assert "has no effect at the moment" in words(as_superuser.get(url("password", password)))


def test_summary_shows_how_many_devices_are_unlocked(as_superuser: Client, password: SharedPassword) -> None:
    for _time in range(3):
        count_event(password.lock, "opened", NOW, password_key=password.pk)

    facts = soup(as_superuser.get(url("password", password))).select(".maigu-facts > div")

    found = {fact.dt.get_text(): " ".join(fact.dd.get_text(" ").split()) for fact in facts}
    assert list(found) == ["State", "Opens", "Created", "Valid until", "Used", "Unlocked now"]
    assert (found["State"], found["Valid until"], found["Used"]) == (
        "Active",
        "No end date",
        "3 times, last on May 3, 2026",
    )
    assert found["Unlocked now"] == "3 devices"


@pytest.mark.parametrize(
    ("given", "offered"),
    [
        (READ, ["Show the password", "Make a link"]),
        (MANAGE, ["Change the password", "Revoke the password"]),
        (SEE, []),
    ],
)
def test_page_offers_only_permitted_actions(
    as_staff: Any, password: SharedPassword, given: str, offered: list[str]
) -> None:
    page = soup(as_staff(given).get(url("password", password)))

    assert [" ".join(one.get_text().split()) for one in page.select(".maigu-screen .button")] == offered


def test_history_says_who_did_what_without_the_password(
    as_superuser: Client, as_staff: Any, password: SharedPassword
) -> None:
    as_superuser.post(url("password", password))
    as_superuser.post(url("password_copied", password))
    password.rotate("copper lantern river stove", earlier="end")

    response = as_staff(SEE).get(url("password_history", password))

    assert [row[:2] for row in cells(response)] == [
        ["Changed the shared password and ended all earlier unlocks", "system"],
        ["Copied the shared password", "superuser"],
        ["Read the shared password", "superuser"],
        ["Created the shared password", "system"],
    ]
    assert SECRET not in response.content.decode()


def test_site_history_links_to_the_password(as_superuser: Client, password: SharedPassword) -> None:
    as_superuser.post(url("password", password))

    report = as_superuser.get(reverse("wagtailadmin_reports:site_history"))
    exported = as_superuser.get(reverse("wagtailadmin_reports:site_history"), {"export": "csv"})

    link = soup(report).select_one(f'table a[href="{url("password", password)}"]')
    assert link.get_text(strip=True) == "Members"
    assert "Read the shared password" in words(report)
    table = exported.getvalue().decode()
    assert "Read shared password" in table
    assert SECRET not in report.content.decode() + table


def test_log_contains_no_password(as_superuser: Client, password: SharedPassword) -> None:
    as_superuser.post(url("password", password))
    data = {"password": "copper lantern river stove", "earlier": "end"}
    as_superuser.post(url("password_change", password), data)

    entries = list(ModelLogEntry.objects.values())

    assert len(entries) == 4
    assert "copper" not in str(entries)
    assert "canary" not in str(entries)


def test_editor_of_the_page_sees_nothing_of_its_passwords(
    as_superuser: Client, as_editor_of: Any, password: SharedPassword, section: Any
) -> None:
    session = make_session(section, access="own")
    make_password(session)
    for page in (section, session):
        for title in ("First", "Second"):
            page.title = title
            page.save_revision().publish()
    assert SECRET in as_superuser.post(url("password", password)).content.decode()
    editor = as_editor_of(section)

    for page in (section, session):
        older, newer = page.revisions.order_by("pk").values_list("pk", flat=True)
        addresses = [
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            reverse("wagtailadmin_pages:history", args=[page.pk]),
            reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, older, newer]),
            reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, older]),
            reverse("wagtailadmin_pages:set_privacy", args=[page.pk]),
            reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        ]
        for address in addresses:
            response = editor.get(address)
            content = response.content.decode()

            assert response.status_code == 200, address
            assert not any(word in content for word in SECRET.split()), address
            assert password.sealed not in content


def test_database_error_report_hides_the_password(password: SharedPassword, rf: Any, admin_user: Any) -> None:
    def fail_at_log(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "INSERT" in sql and "modellogentry" in sql:
            raise DatabaseError("The log is full.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail_at_log), pytest.raises(DatabaseError) as failure:
        password.reveal(user=admin_user)
    report = ExceptionReporter(rf.get("/"), failure.type, failure.value, failure.tb).get_traceback_html()

    assert "The log is full." in report
    assert "reveal" in report
    assert SECRET not in report
