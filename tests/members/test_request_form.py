import logging
import re
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from django import VERSION as DJANGO_VERSION
from django.core import mail
from django.core.cache import cache
from django.test import Client
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from maigu_wagtail.access.requests import RequestState
from maigu_wagtail.models import ClientAttempts, PasswordRequest, RequestNotice, SharedPassword
from tests.doors import begin_no_row_that_clears, is_open, queries_of, type_password
from tests.factories import make_section, make_session
from tests.requests import BROKEN_MAIL, TYPED, ask, make_request, says, send_mail_by, started

NOW = datetime(2026, 5, 3, 16, tzinfo=timezone.utc)


@pytest.fixture
def section(home: Any) -> Any:
    return make_section(
        home,
        slug="maig-u",
        offers_request_form=True,
        request_questions="How did you hear of us?\nWhich session do you need?",
        request_addresses="staff@example.org\nother@example.org",
        contact_email="help@example.org",
    )


def field_names(response: Any) -> list[str]:
    found = BeautifulSoup(response.content, "html.parser").select("form[action$='/request/'] :is(input, textarea)")
    return [field["name"] for field in found]


def problem(response: Any) -> str:
    found = BeautifulSoup(response.content, "html.parser").select_one(".maigu-problem")
    return " ".join(found.get_text(" ").split()) if found else ""


# --- The form ---------------------------------------------------------------------------------------------------------


def test_form_asks_for_what_staff_need_and_the_editors_questions(client: Client, section: Any) -> None:
    response = client.get(f"{section.url}request/")

    assert response.status_code == 200
    assert field_names(response) == [
        *("started", "website", "name", "organisation", "role", "email", "message", "answer-1", "answer-2")
    ]
    assert "How did you hear of us? (optional)" in says(response)
    assert "only to answer your request, and delete it 90 days after that." in says(response)
    assert not response.cookies
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_answer_leads_to_the_session_whose_page_the_visitor_came_from(client: Client, section: Any) -> None:
    SharedPassword.objects.create_password(section, "correct horse battery")
    section.trusted_domains = "canary-town.example"
    section.save()
    session = make_session(section, slug="sesión", members_content=[("text", RichText("<p>Canary.</p>"))])
    contact = BeautifulSoup(client.get(session.url).content, "html.parser").select_one("a[href*='/request/']")
    form = BeautifulSoup(client.get(contact["href"]).content, "html.parser")

    ask(client, section, session=form.select_one("input[name=session]")["value"])

    [letter] = [letter for letter in mail.outbox if letter.to == [TYPED["email"]]]
    response = Client().post(urlsplit(re.findall(r"http\S+/unlock/\S+", letter.body)[0]).path)
    assert response.headers["Location"].startswith(f"{session.url}watch/")


@pytest.mark.parametrize("slug", ["", "elsewhere", "draft", "not-there", "x" * 300, "a\x00b", "a b"])
def test_session_that_is_not_in_the_section_is_not_remembered(
    client: Client, home: Any, section: Any, slug: str
) -> None:
    make_session(make_section(home, slug="other"), slug="elsewhere")
    make_session(section, slug="draft", live=False)

    ask(client, section, session=slug)

    assert PasswordRequest.objects.get().session_key is None


def test_form_does_not_tell_which_sessions_there_are(client: Client, section: Any) -> None:
    PageViewRestriction.objects.create(page=make_session(section, slug="hidden"), restriction_type="login")

    hidden, missing = (client.get(f"{section.url}request/", {"session": slug}) for slug in ("hidden", "nowhere"))
    wrong = client.get(f"{section.url}request/", {"session": 'a"><b'})

    assert field_names(hidden) == field_names(missing) == ["started", "session", *field_names(wrong)[1:]]


def test_form_keeps_the_session_while_errors_are_corrected(client: Client, section: Any) -> None:
    make_session(section, slug="talk")

    response = ask(client, section, session="talk", email="nobody")

    assert response.status_code == 400
    assert "session" in field_names(response)


def test_form_shows_the_editors_introduction_and_notice(client: Client, section: Any) -> None:
    section.request_introduction = "<p>For city staff.</p>"
    section.request_privacy_notice = "<p>Deleted <b>soon</b>.</p>"
    section.save()

    text = says(client.get(f"{section.url}request/"))

    assert "For city staff." in text
    assert "Deleted soon ." in text


def test_request_is_kept_and_the_visitor_thanked(client: Client, section: Any) -> None:
    response = ask(client, section, **{"answer-2": "All of them"})

    assert (response.status_code, response.headers["Location"]) == (303, f"{section.url}request/?sent")
    asked = PasswordRequest.objects.get()
    assert {name: getattr(asked, name) for name in TYPED} == TYPED
    assert asked.answers == [["Which session do you need?", "All of them"]]
    assert (asked.state, asked.language) == (RequestState.OPEN, "en")
    thanks = client.get(response.headers["Location"])
    assert "We’ve received your request" in says(thanks)
    assert "The answer comes by email." in says(thanks)
    assert field_names(thanks) == []
    assert not response.cookies


def test_second_request_of_the_same_address_replaces_the_open_one(client: Client, section: Any) -> None:
    ask(client, section)
    ask(client, section, message="Again", email="JORDAN@canary-town.example")

    assert list(PasswordRequest.objects.values_list("message", flat=True)) == ["Again"]

    PasswordRequest.objects.get().close(RequestState.DECLINED)
    ask(client, section)
    assert PasswordRequest.objects.count() == 2


def test_same_address_may_ask_for_two_sections(client: Client, home: Any, section: Any) -> None:
    other = make_section(home, offers_request_form=True)

    ask(client, section)
    ask(client, other)

    assert PasswordRequest.objects.count() == 2


# --- Where there is no form -------------------------------------------------------------------------------------------


def test_section_that_does_not_offer_the_form_has_none(client: Client, section: Any) -> None:
    section.offers_request_form = False
    section.save()

    assert client.get(f"{section.url}request/").status_code == 404
    assert ask(client, section).status_code in (403, 404)
    assert not PasswordRequest.objects.exists()


def test_section_that_is_not_published_has_no_form(client: Client, section: Any) -> None:
    section.unpublish()

    assert client.get(f"{section.url}request/").status_code == 404
    assert not PasswordRequest.objects.exists()


def test_restricted_section_is_not_named_by_its_form(client: Client, section: Any) -> None:
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    cache.clear()

    for response in (client.get(f"{section.url}request/"), ask(client, section)):
        assert (response.status_code, response.headers["Location"]) == (303, section.url)
    assert not PasswordRequest.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused_at_the_form(client: Client, section: Any, method: str) -> None:
    response = getattr(client, method)(f"{section.url}request/")

    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_request_from_another_site_is_refused(client: Client, section: Any, headers: dict[str, str]) -> None:
    response = ask(client, section, headers=headers)

    assert response.status_code == 403
    assert "sent from another site" in problem(response)
    assert TYPED["name"] not in response.content.decode()
    assert not PasswordRequest.objects.exists()


# --- What is no request -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": " "}, "Your name : Enter your name."),
        ({"organisation": ""}, "Your organisation : Enter your organisation."),
        ({"email": ""}, "Your email address : Enter your email address."),
        ({"email": "jordan"}, "Enter an email address in the right format"),
        ({"email": "a@b@c.example"}, "Enter an email address in the right format"),
        ({"email": "a@example.org\nBcc: c@example.org"}, "Enter an email address in the right format"),
        ({"email": f"{'a' * 300}@example.org"}, "Enter an email address in the right format"),
        ({"email": "a" * 10_000}, "Enter an email address in the right format"),
        ({"name": "n" * 101}, "Use at most 100 characters."),
        ({"role": "r" * 10_000}, "Use at most 200 characters."),
        ({"message": "m" * 10_000}, "Use at most 2000 characters."),
        ({"answer-1": "a" * 1001}, "Use at most 1000 characters."),
        ({"name": "Jo\0rdan"}, "This contains a character we can’t read."),
        ({"message": "a\0b"}, "This contains a character we can’t read."),
    ],
    ids=repr,
)
def test_errors_are_at_their_fields_and_everything_typed_is_kept(
    client: Client, section: Any, fields: dict[str, str], error: str
) -> None:
    response = ask(client, section, **fields)

    assert response.status_code == 400
    assert error in problem(response)
    page = BeautifulSoup(response.content, "html.parser")
    [name] = fields
    field = page.find(id=f"maigu-{name}")
    assert field["aria-invalid"] == "true"
    described = [page.find(id=each).get_text(strip=True) for each in field["aria-describedby"].split()]
    assert described[-1] in error or error in described[-1] or described[-1] in problem(response)
    for other, text in TYPED.items():
        if other != name:
            found = page.find(id=f"maigu-{other}")
            assert (found.get("value") or found.get_text(strip=True)) == text
    assert not PasswordRequest.objects.exists()
    assert not ClientAttempts.objects.exists()


def test_bytes_that_are_no_utf8_are_refused(client: Client, section: Any) -> None:
    body = f"started={started(section)}&name=Jo%FFrdan&organisation=City&email=a@example.org"

    response = client.post(f"{section.url}request/", body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 400
    assert "This contains a character we can’t read." in problem(response)


def test_form_in_another_charset_is_read_as_utf8(client: Client, section: Any) -> None:
    body = f"started={started(section)}&name=Jos%C3%A9&organisation=City&email=a@example.org"

    client.post(f"{section.url}request/", body, content_type="application/x-www-form-urlencoded; charset=utf-7")

    assert PasswordRequest.objects.get().name == "José"


def test_more_than_a_form_holds_is_not_read(client: Client, section: Any) -> None:
    response = ask(client, section, message="m" * 200_000)

    assert response.status_code == 413
    assert "That is more text than we can take." in problem(response)


def test_fields_at_their_limits_are_taken_in_any_script(client: Client, section: Any) -> None:
    ask(
        client,
        section,
        name="𝔍" * 100,
        organisation="市" * 200,
        role="市" * 200,
        message="𝔍" * 2000,
        **{"answer-1": "𝔍" * 1000},
    )

    assert len(PasswordRequest.objects.get().message) == 2000


def test_line_breaks_and_controls_become_spaces(client: Client, section: Any) -> None:
    ask(
        client,
        section,
        name="Jordan\r\nBcc: x@example.org",
        organisation="City\u2028of\x07Canary",
        message="One\r\nTwo\x1b[31m",
    )

    asked = PasswordRequest.objects.get()
    assert (asked.name, asked.organisation) == ("Jordan Bcc: x@example.org", "City of Canary")
    assert asked.message == "One\nTwo [31m"


def test_international_domain_is_kept(client: Client, section: Any) -> None:
    ask(client, section, email="jordan@münchen.example")

    assert PasswordRequest.objects.get().email == "jordan@münchen.example"


# --- Programs ---------------------------------------------------------------------------------------------------------


def test_program_that_fills_in_the_hidden_field_gets_the_same_answer(client: Client, section: Any) -> None:
    person, program = (
        ask(client, section),
        ask(Client(), section, website="https://spam.example", email="b@example.org"),
    )

    assert (program.status_code, dict(program.headers)) == (person.status_code, dict(person.headers))
    assert program.content == person.content
    assert list(PasswordRequest.objects.values_list("email", flat=True)) == [TYPED["email"]]


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=1), "That was very fast."),
        (timedelta(days=1, seconds=1), "This page was open for too long."),
        (timedelta(seconds=-60), "That was very fast."),
    ],
)
def test_form_sent_too_soon_or_too_late_is_shown_again(
    client: Client, section: Any, ago: timedelta, words: str
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        response = ask(client, section, started=started(section, ago))

        assert response.status_code == 400
        assert words in problem(response)
        page = BeautifulSoup(response.content, "html.parser")
        assert page.find(id="maigu-name")["value"] == TYPED["name"]
        assert not PasswordRequest.objects.exists()

        clock.shift(timedelta(seconds=70))
        again = ask(client, section, started=page.find(attrs={"name": "started"})["value"])
        assert again.status_code == 303


def test_time_of_another_section_or_our_own_making_counts_for_nothing(client: Client, home: Any, section: Any) -> None:
    other = make_section(home, offers_request_form=True)

    for forged in ("", "1", "x" * 500, f"{int(NOW.timestamp())}.abc", started(other)):
        response = ask(client, section, started=forged)
        assert "This page was open for too long." in problem(response)
    assert not PasswordRequest.objects.exists()


def test_correcting_an_error_does_not_start_the_time_again(client: Client, section: Any) -> None:
    first = started(section)

    response = ask(client, section, started=first, name="")

    assert BeautifulSoup(response.content, "html.parser").find(attrs={"name": "started"})["value"] == first


def test_check_of_the_site_can_refuse_a_request(client: Client, section: Any, settings: Any) -> None:
    settings.MAIGU_WAGTAIL_REQUEST_CHECK = "tests.requests.refuse_without_captcha"

    response = ask(client, section)
    assert response.status_code == 400
    assert "Solve the puzzle." in problem(response)
    assert not PasswordRequest.objects.exists()

    assert ask(client, section, headers={"X-Captcha": "solved"}).status_code == 303


# --- Limits -----------------------------------------------------------------------------------------------------------


def test_client_can_send_ten_requests_and_keeps_what_it_typed(client: Client, section: Any) -> None:
    statuses = [ask(client, section, email=f"a{number}@example.org").status_code for number in range(10)]
    response = ask(client, section, email="b@example.org")

    assert statuses == [303] * 10
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 800
    assert "Too many requests were sent from your connection. Send it again in 15 minutes." in problem(response)
    assert "b@example.org" in response.content.decode()
    assert ask(client, section, email="b@example.org", address="192.0.2.9").status_code == 303


def test_requests_do_not_use_up_the_attempts_at_the_password(client: Client, section: Any) -> None:
    session = make_session(section)
    SharedPassword.objects.create_password(section, "correct horse")
    for number in range(11):
        ask(client, section, email=f"a{number}@example.org")

    assert type_password(client, section, "correct horse").status_code == 303
    assert session


def test_table_of_open_requests_is_bounded(client: Client, section: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maigu_wagtail.access.requests.MOST_OPEN", 3)
    for number in range(3):
        make_request(section, email=f"a{number}@example.org")

    response = ask(client, section)

    assert response.status_code == 503
    assert "We have more requests than we can answer" in problem(response)
    assert "mailto:help@example.org" in response.content.decode()
    assert ask(client, section, email="a1@example.org").status_code == 303
    assert PasswordRequest.objects.count() == 3


def test_requests_are_not_taken_where_they_cannot_be_counted(client: Client, section: Any, settings: Any) -> None:
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "missing"

    response = ask(client, section)

    assert response.status_code == 503
    assert "We can’t take your request right now." in problem(response)
    assert not PasswordRequest.objects.exists()


def test_form_needs_a_constant_number_of_queries(section: Any) -> None:
    def visit(number: int) -> tuple[int, int]:
        client = Client()
        _shown, looking = queries_of(lambda: client.get(f"{section.url}request/"))
        response, sending = queries_of(
            lambda: ask(client, section, email=f"a{number}@example.org", address=f"192.0.2.{number}")
        )
        assert response.status_code == 303
        return looking, sending

    begin_no_row_that_clears()
    visit(1)
    first = visit(2)
    for number in range(3, 9):
        make_request(section, email=f"b{number}@example.org")

    assert visit(10) == first


# --- Telling staff ----------------------------------------------------------------------------------------------------


def test_staff_get_one_email_an_hour_without_personal_data(client: Client, section: Any) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for number in range(5):
            ask(client, section, email=f"a{number}@canary.example", address=f"192.0.2.{number}")
            clock.shift(timedelta(seconds=1))
        [letter] = mail.outbox
        assert letter.to == ["staff@example.org", "other@example.org"]
        assert letter.subject == "1 new request for the password of MAIG U"

        clock.shift(timedelta(hours=1))
        ask(client, section, email="last@canary.example")

    [_first, letter] = mail.outbox
    assert letter.subject == "5 new requests for the password of MAIG U"
    assert "6 requests are open." in letter.body
    assert "http://testserver/admin/maigu/requests/" in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    for part in (letter.subject, letter.body, letter.alternatives[0].content):
        assert "canary" not in part.lower()


def test_burst_of_requests_sends_one_email(section: Any) -> None:
    clients = [Client() for _ in range(60)]

    statuses = [
        ask(client, section, email=f"a{number}@example.org", address=f"198.51.100.{number}").status_code
        for number, client in enumerate(clients)
    ]

    assert statuses == [303] * 60
    assert len(mail.outbox) == 1
    assert RequestNotice.objects.count() == 1


def test_section_that_names_nobody_sends_no_email(client: Client, section: Any) -> None:
    section.request_addresses = ""
    section.save()

    ask(client, section)

    assert mail.outbox == []


def test_broken_mail_is_not_shown_to_visitors_and_logged_without_addresses(
    client: Client, section: Any, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    send_mail_by(settings, BROKEN_MAIL)

    response = ask(client, section)

    assert response.status_code == 303
    assert PasswordRequest.objects.count() == 1
    assert "An email about requests for the password could not be sent: OSError." in caplog.text
    assert "example.org" not in caplog.text
    assert RequestNotice.objects.get().told_at is None


def test_nothing_of_the_form_is_in_a_log(client: Client, section: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    ask(client, section)
    ask(client, section, name="")

    messages = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert "canary" not in messages.lower()


def test_error_is_reported_without_the_form(section: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ADMINS = ["admin@example.org"] if DJANGO_VERSION >= (6, 0) else [("Staff", "admin@example.org")]
    settings.DEBUG = False

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("maigu_wagtail.access.requests.PasswordRequestManager._replace", fail)
    client = Client(raise_request_exception=False)
    assert ask(client, section).status_code == 500

    [report] = mail.outbox
    text = report.body + "".join(part.content for part in report.alternatives)
    assert "broken" in text
    assert "Canary" not in text
    assert "jordan" not in text


# --- Links to the form ------------------------------------------------------------------------------------------------


def test_every_link_to_ask_leads_to_the_form_that_is_offered(client: Client, section: Any) -> None:
    session = make_session(section, slug="one", members_content=[("text", RichText("<p>For members</p>"))])
    SharedPassword.objects.create_password(section, "correct horse")
    pages = (section.url, session.url, f"{session.url}watch/", f"{section.url}unlock/")

    for address in pages:
        page = BeautifulSoup(client.get(address).content, "html.parser")
        links = page.select(f".maigu a[href^='{section.url}request/']")
        assert len(links) == 1, address
        [link] = links
        assert link.get_text(strip=True) == "Ask for the password"

    section.offers_request_form = False
    section.save_revision().publish()
    for address in pages:
        page = BeautifulSoup(client.get(address).content, "html.parser")
        assert not page.select(f"a[href='{section.url}request/']")
        assert page.select("a[href='mailto:help@example.org']")


def test_help_for_members_stays_the_contact(client: Client, section: Any) -> None:
    session = make_session(section, access="public")

    page = BeautifulSoup(client.get(f"{session.url}watch/").content, "html.parser")

    [link] = page.select(".maigu-footer a[href='mailto:help@example.org']")
    assert link.get_text(strip=True) == "Send us a message"
    assert not is_open(client, session)


def test_session_cannot_take_the_address_of_the_form(section: Any) -> None:
    session = make_session(section)
    session.slug = "request"

    with pytest.raises(Exception, match="The section uses this slug itself"):
        session.full_clean()
