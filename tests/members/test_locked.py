from datetime import datetime, timedelta, timezone

import pytest
import time_machine
from bs4 import BeautifulSoup
from wagtail.rich_text import RichText

from maigu_wagtail.access.policy import COOKIE
from maigu_wagtail.members.locked import with_mark, without_mark
from maigu_wagtail.models import Access, SharedPassword
from tests.factories import make_session

PASSWORD = "river lantern maple"
# Late in the evening in New York, which is the time zone of the site: already the next day in UTC.
EVENING = datetime(2026, 5, 4, 3, 30, tzinfo=timezone.utc)


@pytest.fixture
def session(section):
    section.contact_email = "office@example.org"
    section.save()
    return make_session(section, members_content=[("text", RichText("<p>MEMBERS-CANARY</p>"))])


@pytest.fixture
def password(session, section):
    return SharedPassword.objects.create_password(section, PASSWORD)


@pytest.fixture
def attempt(client, section, session):
    def attempt(text, **headers):
        form = {"password": text, "next": f"{session.url}watch/"}
        return client.post(f"{section.url}unlock/", form, headers=headers)

    return attempt


def words(response, selector):
    found = BeautifulSoup(response.content, "html.parser").select_one(selector)
    return " ".join(found.get_text(" ").split()) if found else None


def problem(response):
    return words(response, ".maigu-problem__what")


def test_wrong_password_is_an_error_at_the_field(attempt, password):
    response = attempt("River Lantern Maple")

    soup = BeautifulSoup(response.content, "html.parser")
    field, box = soup.select_one("#maigu-password"), soup.select_one("#maigu-problem")
    assert response.status_code == 403
    assert problem(response) == "That password doesn’t open this section."
    assert (field["aria-describedby"], field["aria-invalid"]) == ("maigu-problem", "true")
    assert (field["type"], field["value"]) == ("password", "River Lantern Maple")
    # The message is read before the field, which takes the focus.
    assert (box["role"], box.has_attr("autofocus"), field.has_attr("autofocus")) == ("alert", False, True)
    assert box.find_next(id="maigu-password") is field
    assert soup.select_one("form a")["href"] == "mailto:office@example.org"
    assert soup.title.get_text().startswith("Still locked: ")
    assert "MEMBERS-CANARY" not in response.content.decode()


def test_typed_text_is_escaped(attempt, password):
    response = attempt('"><script>alert(1)</script>')

    field = BeautifulSoup(response.content, "html.parser").select_one("#maigu-password")
    assert field["value"] == '"><script>alert(1)</script>'
    assert "<script>alert" not in response.content.decode()


def test_earlier_password_message_has_the_site_date_of_the_change(attempt, password):
    with time_machine.travel(EVENING, tick=False):
        password.revoke()

    with time_machine.travel(EVENING + timedelta(days=9), tick=False):
        response = attempt(PASSWORD)

    assert response.status_code == 403
    assert problem(response) == "That was the password until May 3, 2026."
    assert "Ask for the new one." in words(response, "#maigu-problem")


def test_unlock_ended_by_a_rotation_says_so(client, attempt, session, password):
    with time_machine.travel(EVENING, tick=False):
        attempt(PASSWORD)
        password.rotate("granite docket quiet", earlier="end")

        response = client.get(f"{session.url}watch/")

    assert response.status_code == 403
    assert problem(response) == "The password has changed."
    assert "the password that was valid until May 3, 2026" in words(response, "#maigu-problem")


def test_expired_unlock_asks_for_the_password_again(client, attempt, session, password):
    with time_machine.travel(EVENING, tick=False):
        attempt(PASSWORD)

    with time_machine.travel(EVENING + timedelta(days=31), tick=False):
        client.cookies[COOKIE]["expires"] = client.cookies[COOKIE]["max-age"] = ""
        response = client.get(f"{session.url}watch/")

    assert problem(response) == "Please enter the password again."


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "Enter the password."),
        ("x" * 129, "That is too long to be the password."),
        ("nul\x00", "That contains a character we can’t read."),
    ],
    ids=["empty", "long", "characters"],
)
def test_unusable_text_is_explained_and_not_sent_back(attempt, password, text, what):
    response = attempt(text)

    assert response.status_code == 400
    assert problem(response) == what
    assert not BeautifulSoup(response.content, "html.parser").select_one("#maigu-password").has_attr("value")


def test_too_many_attempts_message_has_the_time_to_retry_in_site_time(attempt, password):
    with time_machine.travel(EVENING, tick=False):
        for _time in range(10):
            attempt("wrong")

        response = attempt(PASSWORD)

    assert (response.status_code, response.headers["Retry-After"]) == (429, "900")
    assert "Try again in 15 minutes, at 11:45 p.m. EDT." in words(response, "#maigu-problem")


def test_insistent_client_gets_a_short_response(attempt, session, password, section):
    with time_machine.travel(EVENING, tick=False):
        answers = [attempt("wrong") for _time in range(10 + 10)]

        response = attempt(PASSWORD)

    short, at_length = (BeautifulSoup(each.content, "html.parser") for each in (response, answers[-1]))
    assert (response.status_code, response.headers["Retry-After"]) == (429, "900")
    assert (response.headers["Cache-Control"], response.headers["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert not response.cookies
    assert words(response, "#maigu-problem") == words(answers[-1], "#maigu-problem")
    assert "at 11:45 p.m. EDT" in words(response, "#maigu-problem")
    assert [link["href"] for link in short.select("main a")] == ["mailto:office@example.org", section.url]
    assert (short.html["lang"], short.html["dir"]) == ("en", "ltr")
    assert short.title.get_text() == f"Still locked: {section.title}"
    assert session.title not in response.content.decode()
    assert [len(soup.select("#maigu-password")) for soup in (short, at_length)] == [0, 1]


def test_last_seconds_of_waiting_are_shown_as_a_minute(attempt, password):
    with time_machine.travel(EVENING, tick=False):
        for _time in range(10):
            attempt("wrong")

    with time_machine.travel(EVENING + timedelta(seconds=899.5), tick=False):
        response = attempt(PASSWORD)

    assert response.headers["Retry-After"] == "1"
    assert "Try again in one minute, at" in words(response, "#maigu-problem")


def test_unreadable_password_is_called_our_fault_with_a_contact(attempt, password):
    SharedPassword.objects.update(sealed=password.sealed[::-1])

    response = attempt(PASSWORD)

    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 503
    assert "our fault, not yours" in words(response, "#maigu-problem")
    assert soup.select_one("#maigu-problem a")["href"] == "mailto:office@example.org"


def test_section_password_at_a_session_with_its_own_is_explained(attempt, session, password):
    session.access = Access.OWN
    session.save()

    response = attempt(PASSWORD)

    assert problem(response) == "That password doesn’t open this session."
    assert "This session has its own password." in words(response, ".maigu-panel")
    assert words(response, "label") == "Password for this session"


def test_cookies_are_not_blamed_when_another_tab_locked_the_device(client, session, section, attempt, password):
    attempt(PASSWORD)
    client.post(f"{section.url}lock/")

    response = client.get(f"{session.url}watch/", {"unlocked": ""})

    assert (response.status_code, problem(response)) == (403, None)


@pytest.mark.parametrize(
    ("fetch_site", "what"),
    [
        (None, "Your browser didn’t save your access."),
        ("same-origin", "Your browser didn’t save your access."),
        ("none", None),
        ("cross-site", None),
    ],
)
def test_blocked_cookies_are_mentioned_only_right_after_unlocking(client, session, password, fetch_site, what):
    headers = {"Sec-Fetch-Site": fetch_site} if fetch_site else {}

    response = client.get(f"{session.url}watch/", {"unlocked": ""}, headers=headers)

    assert (response.status_code, problem(response)) == (403, what)


@pytest.mark.parametrize("date", ["2099-01-01", "2023-12-14"], ids=["upcoming", "recorded"])
@pytest.mark.parametrize("content", [[], [("text", RichText("<p>x</p>"))]], ids=["nothing yet", "a text"])
def test_locked_watch_page_always_has_the_form(client, section, password, date, content):
    session = make_session(section, date=datetime.fromisoformat(date).date(), members_content=content)

    response = client.get(f"{session.url}watch/")

    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 403
    assert soup.select_one("#maigu-password")
    assert soup.select_one("input[name=next]")["value"] == f"{session.url}watch/?unlocked#maigu-content"


def test_upcoming_session_links_to_existing_members_content(client, section, password):
    content = [("text", RichText("<p>x</p>"))]
    session = make_session(section, date=datetime(2099, 1, 1).date(), members_content=content)

    soup = BeautifulSoup(client.get(session.url).content, "html.parser")

    assert soup.select_one(".maigu-panel .maigu-contents a")["href"] == f"{session.url}watch/"
    assert soup.select_one("#maigu-password") is None


def test_unlock_page_of_a_section_shows_its_state(client, section, session, password):
    address = f"{section.url}unlock/"

    before = client.get(address)
    way_on = BeautifulSoup(before.content, "html.parser").select_one("[name=next]")["value"]
    unlocked = client.post(address, {"password": PASSWORD, "next": way_on}, follow=True)
    again = client.post(f"{section.url}lock/", follow=True)

    assert [words(response, "h1") for response in (before, unlocked, again)] == [
        "For members",
        "This device is unlocked",
        "This device is locked again",
    ]
    assert [response.status_code for response in (before, unlocked, again)] == [200, 200, 200]
    assert [problem(response) for response in (before, unlocked, again)] == [None, None, None]
    assert {response.headers["Cache-Control"] for response in (before, unlocked, again)} == {"private, no-store"}


def test_unlock_page_redirects_unlocked_members(client, attempt, section, session, password):
    attempt(PASSWORD)

    response = client.get(f"{section.url}unlock/", {"next": f"{session.url}watch/"})

    assert (response.status_code, response.headers["Location"]) == (303, f"{session.url}watch/")
    assert response.headers["Cache-Control"] == "private, no-store"


def test_watch_page_says_when_the_unlock_ends_in_site_time(client, attempt, session, password):
    with time_machine.travel(EVENING, tick=False):
        attempt(PASSWORD)

        arrived = client.get(f"{session.url}watch/", {"unlocked": ""})
        later = client.get(f"{session.url}watch/")

    assert words(arrived, "[role=status]") == "Unlocked. This device stays unlocked until June 2, 2026."
    heading = BeautifulSoup(arrived.content, "html.parser").select_one("#maigu-content")
    assert (heading["tabindex"], heading["aria-describedby"]) == ("-1", "maigu-until")
    assert words(later, "[role=status]") is None
    assert "This device stays unlocked until June 2, 2026." in words(later, ".maigu-footer")


@pytest.mark.parametrize(
    ("address", "marked", "clean"),
    [
        ("/a/", "/a/?unlocked", "/a/"),
        ("/a/?b=1", "/a/?b=1&unlocked", "/a/?b=1"),
        ("/a/?unlocked", "/a/?unlocked", "/a/"),
        ("/a/?unlocked=&b=1#c", "/a/?unlocked=&b=1", "/a/?b=1#c"),
        ("/a/?%75nlocked=2", "/a/?%75nlocked=2", "/a/"),
        ("/a/?unlocked-by=me", "/a/?unlocked-by=me&unlocked", "/a/?unlocked-by=me"),
    ],
)
def test_unlocked_parameter_is_added_once_and_removed_completely(address, marked, clean):
    assert with_mark(address) == marked
    assert without_mark(address) == clean
