"""The link to join on the watch page and in the members' calendar, from three days before to a week after."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
import vobject
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import translation
from wagtail.rich_text import RichText

from maigu_wagtail.models import SharedPassword
from tests.doors import queries_of, type_password
from tests.factories import make_recording, make_session

PASSWORD = "correct horse battery"
URL = "https://meet.example.org/j/987?pwd=abc&x=1"
LINK = {
    "url": URL,
    "platform": "Zoom",
    "meeting_id": "987 6543",
    "passcode": "27<18>",
    "dial_in": "+1 202 555 0123\r\n+1 312 555 0199",
}
DETAILS = ["meet.example.org", "987 6543", "27&lt;18&gt;", "+1 202 555 0123", "+1 312 555 0199"]
NEW_YORK = ZoneInfo("America/New_York")
DAY = {"date": date(2099, 7, 1), "start_time": time(14), "end_time": time(15, 30)}
START = datetime(2099, 7, 1, 14, tzinfo=NEW_YORK)
OPENS, END = START - timedelta(minutes=15), START + timedelta(minutes=90)
SECOND = timedelta(seconds=1)


@pytest.fixture
def in_spanish(settings):
    """Have the site answer in the browser's language."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
    with translation.override("en"):
        yield {"Accept-Language": "es"}


@pytest.fixture
def live(section):
    SharedPassword.objects.create_password(section, PASSWORD)
    return make_session(section, title="Live", members_content=[("join_link", LINK)], **DAY)


def at(moment):
    return time_machine.travel(moment, tick=False)


def member_of(session):
    """Return a device that was unlocked just now."""
    member = Client()
    type_password(member, session.section, PASSWORD)
    return member


def watch_page(session, **headers):
    response = member_of(session).get(f"{session.url}watch/", headers=headers)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    return response.content.decode()


def panel(html):
    return BeautifulSoup(html, "html.parser").select_one("[data-maigu-join]")


def words(element):
    return " ".join(element.get_text(" ").replace("\xa0", " ").split())


def test_three_days_before_members_see_a_countdown_and_the_details(live):
    with at(START - timedelta(days=3, hours=2)):
        html = watch_page(live)

    box = panel(html)
    text = " ".join(map(words, box.select("[data-maigu-before]")))
    assert text.startswith(
        "Starts in 3 days, 2 hours. You can join here from 1:45 p.m. EDT, 15 minutes before the start."
    )
    assert "Reload the page then." in text
    assert box.select_one("[data-maigu-before] a")["href"] == f"{live.url}watch/calendar.ics"
    assert "Add to calendar with the link to join" in text
    assert "2 p.m. – to 3:30 p.m. EDT" in words(box)
    assert box.select_one("[data-maigu-open]").has_attr("hidden")
    assert words(box.select_one("[role=status]")) == ""
    assert [detail for detail in DETAILS if detail not in html] == []
    assert datetime.fromisoformat(box["data-maigu-opens"]) == OPENS
    assert datetime.fromisoformat(box["data-maigu-starts"]) == START
    assert datetime.fromisoformat(box["data-maigu-closes"]) == END


@pytest.mark.parametrize(
    ("moment", "is_open"), [(OPENS - SECOND, False), (OPENS, True), (START, True), (END - SECOND, True)]
)
def test_join_now_is_there_from_the_opening_second_to_the_last(live, moment, is_open):
    with at(moment):
        box = panel(watch_page(live))

    place = box.select_one("[data-maigu-open]")
    assert place.has_attr("hidden") != is_open
    assert (place.a.get_text(), place.a["href"]) == ("Join now", URL)
    assert set(place.a["rel"]) == {"external", "noopener", "noreferrer"}
    assert words(box.select_one("[role=status]")) == ("You can join now." if is_open else "")
    assert (box.select_one("[data-maigu-before]") is None) == is_open
    assert ("Starts in" in words(box)) != is_open


@pytest.mark.parametrize("moment", [END, END + timedelta(days=7)])
def test_link_is_gone_from_the_end_on(live, moment):
    with at(END - SECOND):
        before = watch_page(live)
    assert [detail for detail in DETAILS if detail not in before] == []

    with at(moment):
        html = watch_page(live)

    assert [detail for detail in [*DETAILS, "data-maigu-join", "calendar.ics"] if detail in html] == []
    assert "This session is over. The recording will be here." in html


def test_recording_takes_the_place_of_the_promise(private_folder, live):
    live.members_content = [("join_link", LINK), ("recording", make_recording())]
    live.save()

    with at(END):
        html = watch_page(live)

    assert "<video" in html
    assert "The recording will be here" not in html
    assert "There is nothing here" not in html


def test_countdown_and_opening_are_in_the_readers_language(in_spanish, live):
    with at(START - timedelta(days=3, hours=2)):
        box = panel(watch_page(live, **in_spanish))
    with at(OPENS):
        opened = panel(watch_page(live, **in_spanish))

    text = words(box)
    assert "Empieza dentro de 3 días, 2 horas." in text
    assert "13:45 EDT" in text
    assert "15 minutos antes" in text
    assert "{time}" in box.select_one("[data-maigu-left]")["data-maigu-left"]
    assert words(opened.select_one("[data-maigu-open] a")) == "Unirse ahora"


@pytest.mark.parametrize(
    ("times", "minutes", "expected"),
    [
        ({}, 0, "You can join here from 2 p.m. EDT. "),
        ({}, 1, "You can join here from 1:59 p.m. EDT, 1 minute before the start. "),
        ({}, 1440, "You can join here from June 30, 2099, 2 p.m. EDT. "),
        ({"start_time": time(0, 5), "end_time": time(1)}, 15, "You can join here from June 30, 2099, 11:50 p.m. EDT. "),
        ({"start_time": None, "end_time": None}, 15, "You can join here on July 1, 2099. "),
        ({"time_zone": "Europe/Berlin"}, 15, "You can join here from 1:45 p.m. CEST, 15 minutes before the start. "),
        # The clocks go forward between the opening and the start.
        (
            {"date": date(2027, 3, 14), "start_time": time(3, 5), "end_time": time(4)},
            15,
            "You can join here from 1:50 a.m. EST, 15 minutes before the start. ",
        ),
    ],
)
def test_opening_is_told_in_the_sessions_own_time_zone(live, times, minutes, expected):
    for name, value in {**DAY, **times}.items():
        setattr(live, name, value)
    live.members_content = [("join_link", {**LINK, "opens_before": minutes})]
    live.save()

    with at(live.starts_at - timedelta(days=2)):
        box = panel(watch_page(live))

    assert expected in words(box)
    assert box.select_one("[data-maigu-local]") is None or live.start_time


def test_session_without_times_opens_with_its_day(live):
    live.start_time = live.end_time = None
    live.save()
    midnight = datetime(2099, 7, 1, tzinfo=NEW_YORK)

    for moment, is_open in (
        (midnight - SECOND, False),
        (midnight, True),
        (midnight + timedelta(days=1) - SECOND, True),
    ):
        with at(moment):
            assert panel(watch_page(live)).select_one("[data-maigu-open]").has_attr("hidden") != is_open
    with at(midnight + timedelta(days=1)):
        assert panel(watch_page(live)) is None


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://meet.example.org/", "", None])
def test_unsafe_address_saved_in_code_is_not_a_link(live, address):
    live.members_content = [("join_link", {**LINK, "url": address})]
    live.save()

    with at(OPENS):
        html = watch_page(live)
        calendar = member_of(live).get(f"{live.url}watch/calendar.ics").content.decode()

    assert "The address of this meeting can’t be used." in html
    assert not address or address not in html + calendar
    assert "LOCATION" not in calendar


def test_phone_meeting_is_called_at_its_number(live):
    live.members_content = [("join_link", {"url": "tel:+12025550123"})]
    live.save()

    with at(OPENS):
        box = panel(watch_page(live))

    assert (box.select_one("[data-maigu-open] a").get_text(), box.select_one("bdi").get_text()) == (
        "Call now",
        "+12025550123",
    )


def test_link_costs_no_query(live):
    text, link = ("text", RichText("<p>x</p>")), ("join_link", LINK)
    with at(OPENS - SECOND):
        number_without, number_with = (queries_of_watch_page(live, content) for content in ([text], [text, link]))

    assert number_with == number_without


def queries_of_watch_page(session, content):
    session.members_content = content
    session.save()
    member = member_of(session)
    member.get(f"{session.url}watch/")
    return queries_of(lambda: member.get(f"{session.url}watch/"))[1]


def members_calendar(session, client=None):
    return (client or member_of(session)).get(f"{session.url}watch/calendar.ics")


def test_members_calendar_has_the_link_and_replaces_the_public_event(live):
    live.description = "<p>What it is about</p>"
    live.save()
    with at(START - timedelta(days=3)):
        response = members_calendar(live)
        public = icalendar.Calendar.from_ical(Client().get(f"{live.url}calendar.ics").content).events[0]

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    vobject.readOne(response.content.decode()).validate(raiseException=True)
    (event,) = icalendar.Calendar.from_ical(response.content).events
    assert event["uid"] == public["uid"]
    assert (event.start, event.end) == (START, END)
    assert (event["location"], event["class"]) == (URL, "PRIVATE")
    assert event["description"] == (
        f"Join: {URL}\nPlatform: Zoom\nMeeting ID: 987 6543\nPasscode: 27<18>\n\n"
        "By phone:\n+1 202 555 0123\n+1 312 555 0199\n\n"
        f"For members: http://localhost{live.url}watch/\n\nWhat it is about\n\nhttp://localhost{live.url}"
    )


def test_members_calendar_takes_no_property_from_the_details(live):
    inject = "x\r\nATTACH:https://evil.example.org/\nBEGIN:VALARM\x0b\x1b\u2028"
    live.members_content = [("join_link", {**LINK, "platform": inject, "meeting_id": inject, "dial_in": inject})]
    live.save()

    with at(OPENS):
        content = members_calendar(live).content

    assert [part.name for part in icalendar.Calendar.from_ical(content).walk()] == ["VCALENDAR", "VEVENT"]
    assert all(line.isprintable() for line in content.decode().removesuffix("\r\n").split("\r\n"))


@pytest.mark.parametrize("method", ["get", "head"])
def test_members_calendar_is_refused_without_a_grant(live, method):
    with at(START - timedelta(days=3)):
        assert URL in members_calendar(live).content.decode().replace("\r\n ", "")
        for visitor in (Client(), Client(headers={"Cookie": "maigu_unlock_token=mgu1_x"})):
            response = getattr(visitor, method)(f"{live.url}watch/calendar.ics")

            assert response.status_code == 403
            assert response.headers["Cache-Control"] == "private, no-store"
            assert response.headers["Content-Type"].startswith("text/html")
            assert [detail for detail in DETAILS if detail in response.content.decode()] == []


def test_locked_members_calendar_leads_to_the_watch_page_after_unlocking(live):
    with at(START - timedelta(days=3)):
        form = BeautifulSoup(Client().get(f"{live.url}watch/calendar.ics").content, "html.parser")

    assert form.select_one("[name=next]")["value"] == f"{live.url}watch/?unlocked#maigu-content"


def test_members_calendar_ends_with_the_password(live):
    with at(START - timedelta(days=3)):
        member = member_of(live)
        assert members_calendar(live, member).status_code == 200
        SharedPassword.objects.get().rotate("another good password", earlier="end")

        assert members_calendar(live, member).status_code == 403


def test_members_calendar_ends_with_the_session_on_the_second(live):
    with at(END - SECOND):
        assert members_calendar(live).status_code == 200
    for moment in (END, END + timedelta(days=7)):
        with at(moment):
            response = members_calendar(live)
            assert (response.status_code, response.headers["Location"]) == (302, f"{live.url}watch/")
            assert response.headers["Cache-Control"] == "private, no-store"


def test_members_calendar_without_a_link_leads_to_the_watch_page(live):
    live.members_content = []
    live.save()

    with at(OPENS):
        assert members_calendar(live).headers["Location"] == f"{live.url}watch/"


def test_members_calendar_is_in_the_readers_language(in_spanish, live):
    with at(OPENS):
        response = member_of(live).get(f"{live.url}watch/calendar.ics", headers=in_spanish)

    (event,) = icalendar.Calendar.from_ical(response.content).events
    assert event["description"].startswith(f"Unirse: {URL}\n")


def test_public_page_says_only_that_members_get_the_link(live):
    with at(START - timedelta(days=3)):
        member = member_of(live)
        html = Client().get(live.url).content.decode()
        same = member.get(live.url).content.decode()
    with at(END):
        afterwards = Client().get(live.url).content.decode()

    assert html == same
    assert "Members get the link to join here, and the recording afterwards." in html
    assert "link to join" not in afterwards
    for page in (html, afterwards):
        assert [detail for detail in [*DETAILS, "Zoom"] if detail in page] == []


def test_preview_shows_what_members_will_see(admin_user, live):
    live.save_revision()
    editor = Client()

    with at(OPENS):
        editor.force_login(admin_user)
        response = editor.get(f"/admin/pages/{live.pk}/view_draft/?mode=members")

    assert URL.replace("&", "&amp;") in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
