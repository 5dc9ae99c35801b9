"""The block with the link to join: what it accepts, and when it opens."""

from datetime import date, datetime, time, timedelta, timezone

import pytest
import time_machine
from django.utils import translation
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError

from maigu_wagtail.sessions.blocks import MembersContentBlock
from maigu_wagtail.sessions.contents import contents
from maigu_wagtail.sessions.join_link import JoinLinkBlock, is_join_address, join_link_of, opening_time, time_left
from tests.factories import make_session

UTC = timezone.utc
LINK = {"url": "https://meet.example.org/j/123?pwd=abc"}
DAY = {"date": date(2099, 7, 1), "start_time": time(14), "end_time": time(15, 30)}

SAFE = [
    "https://zoom.us/j/98765432100?pwd=QmFzZTY0.1",
    "HTTPS://meet.example.org/maig-u",
    "https://meet.example.org:8443/room#config.startWithVideoMuted=true",
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_a%40thread.v2/0?context=%7b%22Tid%22%3a%221%22%7d",
    "tel:+12025550123",
    "tel:+1-202-555-0123;ext=5",
    "tel:+12025550123,,98765432100#,,,,*271828#",
    "tel:112",
    "sip:98765432100@zoomcrc.com",
    "sips:room.5@meet.example.org:5061;transport=tls",
]
UNSAFE = [
    *("", "https://", "https:///path", "//meet.example.org/", "meet.example.org/j/1", "/j/1"),
    *("http://meet.example.org/", "ftp://meet.example.org/", "ws://meet.example.org/", "file:///etc/passwd"),
    *("javascript:alert(1)", "JavaScript:alert(1)//https://a.org", "java\nscript:alert(1)", "\x01javascript:alert(1)"),
    *("data:text/html,<b>", "vbscript:x", "blob:https://meet.example.org/1", "intent://meet.example.org#Intent;end"),
    *("https://user@meet.example.org/", "https://user:secret@meet.example.org/", "https://meet.example.org:99999/"),
    *("https://meet.example.org:0/", "https://meet.example.org:x/", "https://[::1/", 'https://a.org/"onclick="x'),
    *(
        "https://a.org/<b>",
        "https://a.org/\x00",
        "https://a.org/ b",
        "https://a.org\\@b.org/",
        "https://a.org/\u2028b c",
    ),
    *("tel:", "tel:+", "tel:abc", "tel:+1 202 555 0123", "tel://evil.example.org", "tel:<b>1", "tel:１２３"),
    *("sip:", "sip:room", "sip:@meet.example.org", "sip:room@", "mailto:a@example.org", "sms:+12025550123"),
    "https://meet.example.org/" + "a" * 2000,
]


@pytest.mark.parametrize("address", SAFE)
def test_join_address_is_web_or_call(address):
    assert is_join_address(address)
    assert JoinLinkBlock().clean(JoinLinkBlock().to_python({"url": address}))["url"] == address


@pytest.mark.parametrize("address", UNSAFE)
def test_join_address_of_another_kind_is_refused(address):
    block = JoinLinkBlock()

    assert not is_join_address(address)
    with pytest.raises(StructBlockValidationError) as error:
        block.clean(block.to_python({"url": address}))
    assert set(error.value.block_errors) == {"url"}


@pytest.mark.parametrize("minutes", [-1, 1441, None])
def test_opening_outside_a_day_is_refused(minutes):
    block = JoinLinkBlock()

    with pytest.raises(StructBlockValidationError) as error:
        block.clean(block.to_python({**LINK, "opens_before": minutes}))
    assert set(error.value.block_errors) == {"opens_before"}


def test_session_has_no_more_than_one_link():
    block = MembersContentBlock()
    two = [{"type": "join_link", "value": LINK}] * 2

    assert len(block.clean(block.to_python(two[:1]))) == 1
    with pytest.raises(StreamBlockValidationError):
        block.clean(block.to_python(two))


def test_link_in_code_needs_only_an_address(section):
    session = make_session(section, members_content=[("join_link", LINK)], **DAY)

    (block,) = type(session).objects.get(pk=session.pk).members_content
    assert dict(block.value) == {
        **LINK,
        "platform": "",
        "meeting_id": "",
        "passcode": "",
        "dial_in": "",
        "opens_before": 15,
    }


@pytest.mark.parametrize(
    ("times", "minutes", "expected"),
    [
        ({}, 15, datetime(2099, 7, 1, 17, 45, tzinfo=UTC)),
        ({}, 0, datetime(2099, 7, 1, 18, tzinfo=UTC)),
        ({}, None, datetime(2099, 7, 1, 17, 45, tzinfo=UTC)),
        ({}, 1440, datetime(2099, 6, 30, 18, tzinfo=UTC)),
        ({}, 10**9, datetime(2099, 6, 30, 18, tzinfo=UTC)),
        ({}, -5, datetime(2099, 7, 1, 18, tzinfo=UTC)),
        # In winter, and in another time zone.
        ({"date": date(2099, 1, 5)}, 15, datetime(2099, 1, 5, 18, 45, tzinfo=UTC)),
        ({"time_zone": "Europe/Berlin"}, 15, datetime(2099, 7, 1, 11, 45, tzinfo=UTC)),
        # At the start of its day.
        ({"start_time": None, "end_time": None}, 15, datetime(2099, 7, 1, 4, tzinfo=UTC)),
        # Clocks go forward from 2 to 3 on that day: 15 minutes are 15 minutes.
        ({"date": date(2026, 3, 8), "start_time": time(3, 5)}, 15, datetime(2026, 3, 8, 6, 50, tzinfo=UTC)),
        # Clocks show 1:05 twice; the first is meant.
        ({"date": date(2026, 11, 1), "start_time": time(1, 5)}, 15, datetime(2026, 11, 1, 4, 50, tzinfo=UTC)),
    ],
)
def test_opening_time_is_minutes_before_the_start(section, times, minutes, expected):
    session = make_session(section, **{**DAY, **times})

    assert opening_time(session, {"opens_before": minutes}) == expected


def test_link_ends_with_the_session_on_the_second(section):
    session = make_session(section, members_content=[("join_link", LINK)], **DAY)

    with time_machine.travel(session.ends_at - timedelta(seconds=1), tick=False):
        assert join_link_of(session)["url"] == LINK["url"]
        assert session.has_join_link
        assert contents(session) == ["link to join"]
    with time_machine.travel(session.ends_at, tick=False):
        assert join_link_of(session) is None
        assert not session.has_join_link
        assert contents(session) == []


def test_session_without_an_end_keeps_the_link_until_the_end_of_its_day(section):
    session = make_session(section, members_content=[("join_link", LINK)], date=date(2099, 7, 1), start_time=time(14))

    assert session.ends_at == datetime(2099, 7, 2, 4, tzinfo=UTC)
    with time_machine.travel(session.ends_at - timedelta(seconds=1), tick=False):
        assert join_link_of(session)
    with time_machine.travel(session.ends_at, tick=False):
        assert not join_link_of(session)


def test_session_without_a_date_gives_no_link(section):
    session = make_session(section, members_content=[("join_link", LINK)], **DAY)
    type(session).objects.filter(pk=session.pk).update(date=None, starts_at=None, ends_at=None)
    session.refresh_from_db()

    assert join_link_of(session) is None
    assert not session.has_join_link


@pytest.mark.parametrize(
    ("seconds", "english", "spanish"),
    [
        (3 * 86400 + 2 * 3600 + 59, "3 days, 2 hours", "3 días, 2 horas"),
        (86400, "1 day", "1 día"),
        (86400 + 3600 + 60, "1 day, 1 hour", "1 día, 1 hora"),
        (86399, "1 day", "1 día"),
        (7200 + 60, "2 hours, 1 minute", "2 horas, 1 minuto"),
        (3600, "1 hour", "1 hora"),
        (3541, "1 hour", "1 hora"),
        (3540, "59 minutes", "59 minutos"),
        (1, "1 minute", "1 minuto"),
        (0, "1 minute", "1 minuto"),
        (-5, "1 minute", "1 minuto"),
    ],
)
def test_time_left_has_its_two_largest_units(seconds, english, spanish):
    now = datetime(2026, 1, 1, tzinfo=UTC)

    assert time_left(now + timedelta(seconds=seconds), now) == english
    with translation.override("es"):
        assert time_left(now + timedelta(seconds=seconds), now) == spanish
