from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from wagtail.rich_text import RichText

from tests.factories import make_session

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def calendar(client):
    def calendar(page):
        response = client.get(f"{page.url}calendar.ics")
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert not response.cookies
        vobject.readOne(response.content.decode()).validate(raiseException=True)
        return icalendar.Calendar.from_ical(response.content)

    return calendar


def test_calendar_of_a_session_has_its_times_in_utc(section, calendar):
    session = make_session(
        section, title="Funding; and, more", date=date(2099, 7, 1), start_time=time(14), end_time=time(15, 30)
    )

    parsed = calendar(session)

    (event,) = parsed.events
    assert event["summary"] == "Funding; and, more"
    assert event.start == datetime(2099, 7, 1, 14, tzinfo=NEW_YORK)
    assert event.end == datetime(2099, 7, 1, 15, 30, tzinfo=NEW_YORK)
    assert event["url"] == f"http://localhost{session.url}"
    assert event["dtstart"].to_ical() == b"20990701T180000Z"
    assert event["dtend"].to_ical() == b"20990701T193000Z"
    assert parsed.timezones == []


def test_calendar_of_a_session_without_times_is_all_day(section, calendar):
    (event,) = calendar(make_session(section, date=date(2099, 1, 1))).events

    assert event["dtstart"].dt == date(2099, 1, 1)
    assert event.duration.days == 1


def test_calendar_of_a_session_without_an_end_has_only_its_start(section, calendar):
    (event,) = calendar(make_session(section, date=date(2099, 1, 1), start_time=time(9))).events

    assert event.start == datetime(2099, 1, 1, 9, tzinfo=NEW_YORK)
    assert "dtend" not in event


def test_calendar_uids_are_stable_and_shared_between_section_and_session(section, calendar):
    session = make_session(section)
    before = calendar(session).events[0]["uid"]
    session.title, session.slug, session.date = "Another", "another", date(2024, 1, 1)
    session.save()

    assert calendar(session).events[0]["uid"] == before
    assert calendar(section).events[0]["uid"] == before


def test_calendar_of_a_section_has_public_sessions(section, calendar):
    make_session(section, title="old", date=date(2020, 1, 1), time_zone="Europe/Berlin", start_time=time(9))
    make_session(section, title="new", date=date(2099, 1, 1), start_time=time(9))
    make_session(section, title="draft", live=False)

    parsed = calendar(section)

    assert [str(event["summary"]) for event in parsed.events] == ["new", "old"]
    assert [event["dtstart"].to_ical() for event in parsed.events] == [b"20990101T140000Z", b"20200101T080000Z"]


def test_calendar_of_an_empty_section_is_a_calendar(section, client):
    response = client.get(f"{section.url}calendar.ics")

    assert icalendar.Calendar.from_ical(response.content).events == []


def test_calendar_of_a_session_without_a_date_is_not_found(section, client):
    session = make_session(section)
    type(session).objects.filter(pk=session.pk).update(date=None, starts_at=None, ends_at=None)

    assert client.get(f"{session.url}calendar.ics").status_code == 404
    assert client.get(session.url).status_code == 200


def test_calendar_contains_no_members_content(section, client):
    session = make_session(
        section,
        description="<p>Public words</p>",
        members_content=[("text", RichText("<p>MEMBERS-CANARY</p>"))],
        access="public",
    )

    assert b"MEMBERS-CANARY" in client.get(f"{session.url}watch/").content
    for page in (section, session):
        content = client.get(f"{page.url}calendar.ics").content
        assert b"Public words" in content
        assert b"MEMBERS-CANARY" not in content


def test_calendar_has_no_other_address(home, section, client):
    assert client.get("/calendar.ics").status_code == 404
    assert client.get(f"{section.url}nothing/calendar.ics").status_code == 404
    assert client.get(f"{section.url}other.ics").status_code == 404


BROKEN = {
    "LF": "Line one\nline two",
    "CR": "Line one\rline two",
    "CRLF": "\r\nLine one \r\n\r\n line two",
    "line separator": "Line one\u2028line two",
    "controls": "Line one\x1b\x0b\x85line two\x7f",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("is_saved", [True, False], ids=["saved", "updated"])
def test_calendar_has_titles_with_line_breaks_in_one_line(section, client, broken, is_saved):
    session = make_session(section, title=broken if is_saved else "x")
    section.title = broken if is_saved else "x"
    section.save()
    if not is_saved:
        for page in (section, session):
            type(page).objects.filter(pk=page.pk).update(title=broken)

    calendars = [client.get(f"{page.url}calendar.ics").content.decode() for page in (section, session)]

    for content in calendars:
        lines = content.removesuffix("\r\n").split("\r\n")
        assert all(line.isprintable() for line in lines)
        assert "SUMMARY:Line one line two" in lines
        assert "X-WR-CALNAME:Line one line two" in lines


def test_calendar_has_no_control_characters_of_a_description(section, client):
    session = make_session(section, description="<p>a\x1bb</p><p>c\rd</p>")

    content = client.get(f"{session.url}calendar.ics").content

    assert b"DESCRIPTION:a b c d\\n\\nhttp" in content


def test_calendar_has_no_property_injected_by_a_title(section, client):
    session = make_session(section, title="Safe\rATTACH:https://evil.example.org/x\nBEGIN:VALARM")

    content = client.get(f"{session.url}calendar.ics").content

    assert b"SUMMARY:Safe ATTACH:https://evil.example.org/x BEGIN:VALARM\r\n" in content
    assert [event.name for event in icalendar.Calendar.from_ical(content).walk()] == ["VCALENDAR", "VEVENT"]


def test_calendar_announces_the_recording(section, calendar):
    session = make_session(
        section,
        description="<p>About it.</p>",
        members_content=[("video_embed", {"url": "https://vimeo.com/1", "title": "One"})],
    )

    (event,) = calendar(session).events

    assert event["description"].split("\n\n") == [
        "About it.",
        "The recording is available for members: video.",
        f"http://localhost{session.url}",
    ]
