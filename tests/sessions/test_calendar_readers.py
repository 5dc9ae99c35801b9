"""
Calendars as programs read them: icalendar, vobject, and ical.js, which Thunderbird and many web clients use.

A reader that takes a session for an hour earlier makes people miss it, so what counts is the moment.
"""

import fcntl
import json
import os
import shutil
import subprocess
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject

from tests.factories import make_session

FOLDER = Path(__file__).resolve().parents[1] / "calendar_reader"
# With and without summer time, on both sides of the equator, and with rules that were changed.
ZONES = {
    "America/New_York": "summer time",
    "Europe/London": "summer time that begins in UTC",
    "Australia/Sydney": "summer in January",
    "Australia/Lord_Howe": "half an hour of summer time",
    "America/Sao_Paulo": "no summer time since 2019",
    "Asia/Kolkata": "half hours and no summer time",
    "Africa/Cairo": "summer time again since 2023",
    "America/Caracas": "changed in 2016",
    "Europe/Istanbul": "changed in 2016",
    "Africa/Casablanca": "winter time in Ramadan",
    "Asia/Tehran": "no summer time since 2022",
    "Pacific/Apia": "crossed the date line in 2011",
    "UTC": "no rules",
}
DAYS = [date(year, month, 20) for year in (2010, 2012, 2016, 2019, 2023, 2027, 2035) for month in (1, 7)]


def by_icalendar(content):
    events = icalendar.Calendar.from_ical(content).events
    return {str(event["summary"]): (event.start, event.end) for event in events}


def by_vobject(content):
    events = vobject.readOne(content.decode()).vevent_list
    return {event.summary.value: (event.dtstart.value, event.dtend.value) for event in events}


def by_ical_js(content):
    if not shutil.which("npm"):
        words = "Node.js is needed, with npm (Debian: apt-get install nodejs npm): ical.js reads a calendar with it."
        assert not os.environ.get("MAIGU_TESTS_NEED_NODE"), words
        pytest.skip(words)
    with (FOLDER / "package.json").open() as file:
        # Until no other process of this test run installs it.
        fcntl.flock(file, fcntl.LOCK_EX)
        if not (FOLDER / "node_modules" / "ical.js").exists():
            run("npm", "ci", "--no-audit", "--no-fund")
    # Somebody else's clock must make no difference.
    events = json.loads(run("node", "read.mjs", stdin=content, TZ="Asia/Tokyo"))
    return {summary: (moment(start), moment(end)) for summary, start, end in events}


def run(*command, stdin=b"", **environment):
    done = subprocess.run(
        command, cwd=FOLDER, input=stdin, capture_output=True, check=False, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


READERS = pytest.mark.parametrize("read", [by_icalendar, by_vobject, by_ical_js])


def in_utc(day, clock, zone):
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(timezone.utc)


@READERS
def test_calendar_readers_agree_on_times_in_many_zones(section, client, settings, read):
    settings.MAIGU_WAGTAIL_FEED_LENGTH = 1000
    expected = {}
    for zone in ZONES:
        for day in DAYS:
            title = f"{zone} {day}"
            make_session(section, title=title, date=day, start_time=time(12), end_time=time(13, 30), time_zone=zone)
            start = in_utc(day, time(12), zone)
            expected[title] = (start, start + timedelta(minutes=90))

    found = read(client.get(f"{section.url}calendar.ics").content)

    assert found == expected


@READERS
@pytest.mark.parametrize("day", [date(2024, 6, 12), date(2027, 1, 20)])
def test_calendar_readers_agree_on_the_time_of_one_session(section, client, read, day):
    # The readers of a section's calendar had 12:00 in New York on 20 January 2027 at 16:00 UTC.
    make_session(section, title="other", date=date(2024, 6, 12), start_time=time(12), end_time=time(13))
    make_session(section, title="asked", date=day, start_time=time(12), end_time=time(13))

    found = read(client.get(f"{section.url}calendar.ics").content)

    assert found["asked"][0] == datetime(
        day.year, day.month, day.day, 16 if day.month == 6 else 17, tzinfo=timezone.utc
    )
