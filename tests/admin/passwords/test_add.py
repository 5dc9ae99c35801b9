import sys
from datetime import datetime, timezone
from typing import Any

import pytest
import time_machine
from django.core.signals import got_request_exception
from django.test import Client
from django.views.debug import ExceptionReporter
from wagtail.models import Locale

from maigu_wagtail.access import audit_log
from maigu_wagtail.access.passphrases import _words
from maigu_wagtail.models import SharedPassword
from tests.admin.passwords.screens import MANAGE, READ, errors, logged, make_password, said, soup, url, words
from tests.factories import make_section, make_session

NOW = datetime(2026, 5, 3, 16, tzinfo=timezone.utc)
GOOD = "copper lantern river stove"


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def values(response: Any) -> dict[str, str]:
    """Return what stands in the fields of the form."""
    form = soup(response).select_one("#w-editor-form")
    texts = {field["name"]: field.get("value", "") for field in form.select("input[type=text]")}
    chosen = form.select_one("select option[selected]")
    return {**texts, "page": chosen["value"] if chosen else ""}


def options(response: Any) -> dict[str, list[str]]:
    """Return what can be chosen to open, by heading."""
    groups = soup(response).select("select[name=page] optgroup")
    return {group["label"]: [option.get_text(strip=True) for option in group.find_all("option")] for group in groups}


def test_form_starts_with_a_passphrase_and_the_only_section(as_superuser: Client, section: Any) -> None:
    first, second = (values(as_superuser.get(url("passwords_add"))) for _time in range(2))

    assert len(first["password"].split()) == 5
    assert first["password"] != second["password"]
    assert first["page"] == str(section.pk)
    assert (first["label"], first["expires_at"]) == ("", "")


def test_form_offers_sections_and_sessions_with_their_own(as_superuser: Client, section: Any) -> None:
    make_session(section, title="By section")
    make_session(section, title="Its own", access="own")
    make_session(section, title="Public", access="public")

    found = options(as_superuser.get(url("passwords_add")))

    place = " › ".join(section.get_ancestors().filter(depth__gt=1).values_list("title", flat=True))
    assert found == {
        "Sections": [f"{place} › MAIG U"],
        "Sessions with a password of their own": [f"{place} › MAIG U › Its own"],
    }


def test_form_offers_only_pages_the_user_may_manage(as_staff: Any, section: Any, home: Any) -> None:
    other = make_section(home, title="Other")
    client = as_staff(MANAGE, page=section)

    response = client.post(url("passwords_add"), {"page": other.pk, "password": GOOD})

    assert [name for names in options(response).values() for name in names] == [
        " › ".join(page.title for page in [*section.get_ancestors().filter(depth__gt=1), section])
    ]
    assert list(errors(response)) == ["page"]
    assert not SharedPassword.objects.exists()


def test_adding_a_password_leads_to_its_detail_view(as_superuser: Client, section: Any) -> None:
    data = {"page": section.pk, "password": f" {GOOD}\u00a0", "label": "Cohort", "expires_at": "2026-06-12 12:00"}

    response = as_superuser.post(url("passwords_add"), data, follow=True)

    made = SharedPassword.objects.get()
    assert response.redirect_chain == [(url("password", made), 302)]
    assert said(response) == ["The password “Cohort” was added. It opens “MAIG U”."]
    assert (made.label, made.lock) == ("Cohort", section.translation_key)
    assert made.expires_at == datetime(2026, 6, 12, 16, tzinfo=timezone.utc)
    assert logged(made) == [(audit_log.CREATED, "superuser")]
    assert made.reveal() == GOOD


def test_user_who_may_not_read_returns_to_the_list(as_staff: Any, section: Any) -> None:
    response = as_staff(MANAGE).post(url("passwords_add"), {"page": section.pk, "password": GOOD})

    assert response["Location"] == url("passwords")


def test_new_passphrase_keeps_the_other_fields(as_superuser: Client, section: Any) -> None:
    make_section(section.get_parent())
    data = {"page": section.pk, "password": GOOD, "label": "Cohort", "expires_at": "yesterday", "another": "1"}

    response = as_superuser.post(url("passwords_add"), data)

    found = values(response)
    assert (found["page"], found["label"], found["expires_at"]) == (str(section.pk), "Cohort", "yesterday")
    assert len(found["password"].split()) == 5
    assert found["password"] != GOOD
    assert soup(response).select(".error-message") == []
    assert not SharedPassword.objects.exists()


def test_enter_key_submits_the_form(as_superuser: Client, section: Any) -> None:
    first = soup(as_superuser.get(url("passwords_add"))).select("#w-editor-form button[type=submit]")[0]

    assert first.get("name") is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter a password."),
        (" \u200b ", "Enter a password."),
        ("short", "This password is too short. It must contain at least 8 characters."),
        ("s h o\u200b\u200b\u200b", "This password is too short. It must contain at least 8 characters."),
        ("password1", "This password is too common."),
        ("31415926535", "This password is entirely numeric."),
        ("The Mayors Library", "The password is too similar to the title."),
        ("x" * 129, "A password has at most 128 characters."),
        ("eight\x00letters", "Null characters are not allowed."),
    ],
    ids=["empty", "unseen", "short", "short unseen", "common", "numbers", "title", "long", "nul"],
)
def test_invalid_password_is_an_error_of_its_field(as_superuser: Client, home: Any, typed: str, says: str) -> None:
    section = make_section(home, title="The Mayors’ Library", slug="library")
    data = {"page": section.pk, "password": typed, "label": "Cohort"}

    form = as_superuser.get(url("passwords_add")).context["form"]
    response = as_superuser.post(url("passwords_add"), data)

    assert form.fields["password"].required
    assert says in errors(response)["password"]
    assert list(errors(response)) == ["password"]
    assert values(response)["label"] == "Cohort"
    assert not SharedPassword.objects.exists()


def test_minimum_length_follows_the_setting(as_superuser: Client, section: Any, settings: Any) -> None:
    settings.MAIGU_WAGTAIL_PASSWORD_MIN_LENGTH = 20

    response = as_superuser.post(url("passwords_add"), {"page": section.pk, "password": "nineteen characters"})

    assert errors(response) == {"password": "This password is too short. It must contain at least 20 characters."}


def test_input_stays_when_the_end_has_passed(as_superuser: Client, section: Any) -> None:
    data = {"page": section.pk, "password": GOOD, "label": "Cohort", "expires_at": "2026-05-03 11:59"}

    response = as_superuser.post(url("passwords_add"), data)

    assert errors(response) == {"expires_at": "That time has passed. Choose a later one."}
    assert said(response)[0].startswith("The password was not added. Correct the errors below.")
    assert values(response) == {name: str(value) for name, value in data.items()}


def test_password_already_used_under_another_label_is_refused(as_superuser: Client, section: Any) -> None:
    make_password(section, GOOD, label="Members")

    response = as_superuser.post(url("passwords_add"), {"page": section.pk, "password": GOOD})

    assert errors(response) == {"password": "This password is already in use, as “Members”. Choose another one."}


def test_form_is_not_offered_without_a_section(as_superuser: Client, home: Any) -> None:
    response = as_superuser.get(url("passwords_add"), follow=True)

    assert response.redirect_chain == [(url("passwords"), 302)]
    assert said(response) == ["There is no section yet that you can add a password to."]


def test_form_offers_translations_of_a_section_once(as_superuser: Client, section: Any, settings: Any) -> None:
    settings.WAGTAIL_I18N_ENABLED = True
    spanish = Locale.objects.create(language_code="es")
    section.get_parent().copy_for_translation(spanish, copy_parents=True)
    section.copy_for_translation(spanish)

    found = options(as_superuser.get(url("passwords_add")))

    assert len(found["Sections"]) == 1
    assert "MAIG U" in found["Sections"][0]


def test_form_names_the_time_zone_of_the_user(as_superuser: Client, section: Any) -> None:
    assert "The time zone is America/New_York." in words(as_superuser.get(url("passwords_add")))


def test_form_error_report_hides_the_password(as_staff: Any, section: Any, settings: Any) -> None:
    client = as_staff(MANAGE, READ)
    failures = []

    def keep(request: Any, **_more: Any) -> None:
        failures.append((request, *sys.exc_info()))

    got_request_exception.connect(keep)
    settings.MAIGU_WAGTAIL_PASSWORD_MIN_LENGTH = "not a number"  # so that the form fails with the password in hand

    with pytest.raises(ValueError, match="not a number"):
        client.post(url("passwords_add"), {"page": section.pk, "password": GOOD, "label": "told-label"})
    got_request_exception.disconnect(keep)
    report = ExceptionReporter(*failures[0]).get_traceback_html()

    assert "told-label" in report
    assert "refuse_the_worst" in report
    assert GOOD not in report


def test_suggested_words_are_in_the_section_s_language(as_superuser: Client, section: Any) -> None:
    Locale.objects.filter(pk=section.locale_id).update(language_code="es")

    suggested = values(as_superuser.get(url("passwords_add")))["password"]

    assert set(suggested.split()) <= set(_words("es"))


def test_suggested_words_follow_the_chosen_section(as_superuser: Client, section: Any, home: Any) -> None:
    spanish = make_section(home, title="En español", slug="es")
    type(spanish).objects.filter(pk=spanish.pk).update(locale=Locale.objects.create(language_code="es"))

    first = values(as_superuser.get(url("passwords_add")))["password"]
    another = as_superuser.post(url("passwords_add"), {"page": spanish.pk, "password": first, "another": "1"})

    # Several languages to choose from: the reader's.
    assert set(first.split()) <= set(_words("en"))
    assert set(values(another)["password"].split()) <= set(_words("es"))
