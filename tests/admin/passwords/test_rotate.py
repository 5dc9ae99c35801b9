from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import time_machine
from django.test import Client
from wagtail.models import Locale

from maigu_wagtail.access import audit_log
from maigu_wagtail.access.counters import count_event
from maigu_wagtail.access.models import State
from maigu_wagtail.access.passphrases import _words
from maigu_wagtail.models import SharedPassword
from tests.admin.passwords.screens import SECRET, errors, logged, make_password, make_unreadable, said, soup, url, words
from tests.admin.passwords.test_add import values

NOW = datetime(2026, 5, 3, 16, tzinfo=timezone.utc)
NEW = "copper lantern river stove"


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def password(section: Any) -> SharedPassword:
    """A password that unlocked three devices, one of which is locked again."""
    password = make_password(section)
    for what in ("opened", "opened", "opened", "forgotten"):
        count_event(password.lock, what, NOW, password_key=password.pk)
    return password


def newest() -> SharedPassword:
    return SharedPassword.objects.order_by("-pk").first()


def test_form_says_what_will_happen_to_how_many_devices(as_superuser: Client, password: SharedPassword) -> None:
    response = as_superuser.get(url("password_change", password))

    choices = {radio["value"]: radio for radio in soup(response).select("input[type=radio]")}
    texts = {value: " ".join(radio.find_parent("label").get_text().split()) for value, radio in choices.items()}
    assert texts == {
        "end": "End it now. 2 devices that it unlocked are locked with their next click, and need the new password.",
        "run-out": "Let it expire. It opens nothing new; 2 devices that it unlocked stay so until June 2, 2026 at most.",
        "overlap": "Keep both for a while. The old password and its unlocks end at the time below.",
    }
    assert choices["end"]["data-maigu-button"] == "End 2 unlocks and change the password"
    assert [radio for radio in choices.values() if radio.has_attr("checked")] == []
    assert len(values(response)["password"].split()) == 5
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize(
    ("earlier", "more", "state", "says"),
    [
        ("end", {}, State.REVOKED, "The password was changed, and 2 unlocks were ended."),
        (
            "run-out",
            {},
            State.RUNNING_OUT,
            "The password was changed. 2 devices stay unlocked until June 2, 2026 at most.",
        ),
        (
            "overlap",
            {"until": "2026-05-10 12:00"},
            State.ACTIVE,
            "The password was changed. The old one works until May 10, 2026, noon.",
        ),
    ],
    ids=["end", "run-out", "overlap"],
)
def test_rotation_does_what_was_chosen_and_shows_the_new_password(
    as_superuser: Client, password: SharedPassword, earlier: str, more: dict[str, str], state: State, says: str
) -> None:
    data = {"password": NEW, "earlier": earlier, **more}

    response = as_superuser.post(url("password_change", password), data, follow=True)

    made = newest()
    password.refresh_from_db()
    assert response.redirect_chain == [(url("password", made), 302)]
    assert said(response) == [says]
    assert password.state == state
    assert (made.label, made.lock, made.state) == (password.label, password.lock, State.ACTIVE)
    assert made.reveal() == NEW
    assert logged(made)[0] == (audit_log.CREATED, "superuser")
    assert logged(password)[-1] == (audit_log.ROTATED, "superuser")


def test_both_passwords_are_valid_until_the_chosen_time(as_superuser: Client, password: SharedPassword) -> None:
    data = {"password": NEW, "earlier": "overlap", "until": "2026-05-10 12:00"}

    as_superuser.post(url("password_change", password), data)

    password.refresh_from_db()
    assert password.expires_at == datetime(2026, 5, 10, 16, tzinfo=timezone.utc)
    assert newest().expires_at is None


def test_planned_end_is_kept_and_shown(as_superuser: Client, section: Any) -> None:
    end = NOW + timedelta(days=40)
    password = make_password(section, expires_at=end)

    form = words(as_superuser.get(url("password_change", password)))
    as_superuser.post(url("password_change", password), {"password": NEW, "earlier": "end"})

    assert "It is valid until June 12, 2026, noon, like the old one." in form
    assert newest().expires_at == end


@pytest.mark.parametrize(
    ("data", "at"),
    [
        ({"password": NEW}, {"earlier": "Choose what happens to the old password."}),
        ({"password": NEW, "earlier": "overlap"}, {"until": "Choose a time in the future until which both work."}),
        (
            {"password": NEW, "earlier": "overlap", "until": "2026-05-03 12:00"},
            {"until": "Choose a time in the future until which both work."},
        ),
        (
            {"password": SECRET.replace(" ", "  "), "earlier": "end"},
            {"password": "This password is already in use, as “Members”. Choose another one."},
        ),
        ({"password": "password1", "earlier": "end"}, {"password": "This password is too common."}),
    ],
    ids=["nothing chosen", "no moment", "moment over", "the same", "common"],
)
def test_form_with_errors_changes_nothing_and_keeps_the_input(
    as_superuser: Client, password: SharedPassword, data: dict[str, str], at: dict[str, str]
) -> None:
    response = as_superuser.post(url("password_change", password), data)

    password.refresh_from_db()
    assert errors(response) == at
    assert values(response)["password"] == data["password"]
    chosen = soup(response).select_one("input[type=radio][checked]")
    assert (chosen and chosen["value"]) == data.get("earlier")
    assert (password.state, SharedPassword.objects.count()) == (State.ACTIVE, 1)


def test_new_passphrase_keeps_the_choice(as_superuser: Client, password: SharedPassword) -> None:
    data = {"password": NEW, "earlier": "run-out", "until": "", "another": "1"}

    response = as_superuser.post(url("password_change", password), data)

    assert [radio["value"] for radio in soup(response).select("input[type=radio][checked]")] == ["run-out"]
    assert values(response)["password"] != NEW
    assert SharedPassword.objects.count() == 1


def test_unreadable_password_can_be_changed(as_superuser: Client, password: SharedPassword) -> None:
    make_unreadable(password)

    as_superuser.post(url("password_change", password), {"password": NEW, "earlier": "end"})

    assert newest().reveal() == NEW


def test_password_no_longer_in_use_cannot_be_changed(as_superuser: Client, password: SharedPassword) -> None:
    password.revoke()

    for method in (as_superuser.get, as_superuser.post):
        response = method(url("password_change", password), {"password": NEW, "earlier": "end"}, follow=True)

        assert response.redirect_chain == [(url("password", password), 302)]
        assert said(response) == ["This password is no longer in use, so it cannot be changed."]
    assert SharedPassword.objects.count() == 1


def test_revoking_is_confirmed_with_its_consequences(as_superuser: Client, password: SharedPassword) -> None:
    response = as_superuser.get(url("password_revoke", password))

    password.refresh_from_db()
    assert "2 devices that it unlocked are locked with their next click." in words(response)
    assert soup(response).select_one("button.serious").get_text(strip=True) == "Revoke the password and end 2 unlocks"
    assert "No other password opens this page." in words(response)
    assert password.state == State.ACTIVE


def test_revoking_one_of_two_passwords_does_not_warn(
    as_superuser: Client, password: SharedPassword, section: Any
) -> None:
    make_password(section, NEW)

    response = as_superuser.get(url("password_revoke", password))

    assert "No other password opens this page." not in words(response)


def test_revoking_says_what_happened(as_superuser: Client, password: SharedPassword) -> None:
    response = as_superuser.post(url("password_revoke", password), follow=True)

    password.refresh_from_db()
    assert response.redirect_chain == [(url("passwords"), 302)]
    assert said(response) == ["The password “Members” was revoked, and 2 unlocks were ended."]
    assert password.state == State.REVOKED
    assert logged(password)[-1] == (audit_log.REVOKED, "superuser")


def test_suggested_words_are_in_the_section_s_language(as_superuser: Client, password: SharedPassword) -> None:
    Locale.objects.update(language_code="es")

    suggested = values(as_superuser.get(url("password_change", password)))["password"]

    assert set(suggested.split()) <= set(_words("es"))
