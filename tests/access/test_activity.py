from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from maigu_wagtail.access.activity import Alarm, Sums, alarms, days_of_passwords, last_days, local_day, start_of
from maigu_wagtail.access.counters import count_event, hour_of
from maigu_wagtail.models import UnlockCounter

# Noon in New York, the site's time zone.
NOW = datetime(2026, 5, 3, 16, 30, tzinfo=timezone.utc)


def add(lock: Any, hours_ago: int, *, key: int = 0, **numbers: int) -> None:
    UnlockCounter.objects.create(lock=lock, password_key=key, hour=hour_of(NOW) - timedelta(hours=hours_ago), **numbers)


def test_days_follow_the_site_time_zone(db: Any) -> None:
    lock = uuid4()
    # 3:59 and 4:00 in UTC are the last minute of a day and the first of the next in New York.
    for moment in (datetime(2026, 5, 3, 3, 59, tzinfo=timezone.utc), datetime(2026, 5, 3, 4, tzinfo=timezone.utc)):
        count_event(lock, "wrong", moment)

    rows = days_of_passwords(UnlockCounter.objects.all())

    assert [(row.day, row.sums) for row in rows] == [
        (date(2026, 5, 3), Sums(wrong=1)),
        (date(2026, 5, 2), Sums(wrong=1)),
    ]
    assert start_of(date(2026, 5, 3)) == datetime(2026, 5, 3, 4, tzinfo=timezone.utc)


def test_hours_are_summed_for_each_password(db: Any) -> None:
    lock = uuid4()
    add(lock, 1, key=7, opened=2, forgotten=1)
    add(lock, 2, key=7, opened=3, earlier=4)
    add(lock, 2, key=8, opened=5)
    add(lock, 2, wrong=6, refused=7)

    rows = days_of_passwords(UnlockCounter.objects.all())

    assert {row.password_key: row.sums for row in rows} == {
        7: Sums(opened=5, forgotten=1, earlier=4),
        8: Sums(opened=5),
        0: Sums(wrong=6, refused=7),
    }


def test_days_are_summed_in_one_query(db: Any, django_assert_num_queries: Any) -> None:
    for hours_ago in (1, 30, 60):
        add(uuid4(), hours_ago, wrong=1)

    with django_assert_num_queries(1):
        assert len(days_of_passwords(UnlockCounter.objects.all())) == 3


@pytest.mark.parametrize(
    "now",
    [datetime(2026, 3, 8, 12, tzinfo=timezone.utc), datetime(2026, 11, 1, 12, tzinfo=timezone.utc)],
    ids=["short day", "long day"],
)
def test_last_days_lists_each_day_once_across_a_clock_change(now: datetime) -> None:
    days = last_days(3, now)

    assert days == [now.date() - timedelta(days=ago) for ago in (2, 1, 0)]
    assert local_day(start_of(days[0])) == days[0]


@pytest.mark.parametrize(("number", "is_alarm"), [(99, False), (100, True)])
def test_alarm_now_covers_this_hour_and_the_previous_one(db: Any, number: int, is_alarm: bool) -> None:
    lock = uuid4()
    add(lock, 0, wrong=40)
    add(lock, 1, wrong=number - 40)

    found = alarms(UnlockCounter.objects.all(), NOW)

    assert found == ([Alarm(lock, number, None)] if is_alarm else [])


def test_alarm_of_a_day_covers_the_whole_day_and_lasts_a_week(db: Any) -> None:
    lock, other = uuid4(), uuid4()
    for hours_ago in (2, 3):
        add(lock, hours_ago, wrong=50)
    add(lock, 24 * 6, wrong=300)
    add(lock, 24 * 7, wrong=400)
    add(other, 24, wrong=99)
    add(other, 24 * 2, key=5, earlier=500)

    found = alarms(UnlockCounter.objects.all(), NOW)

    assert found == [Alarm(lock, 100, date(2026, 5, 3)), Alarm(lock, 300, date(2026, 4, 27))]


def test_alarm_now_replaces_that_of_today(db: Any) -> None:
    lock = uuid4()
    add(lock, 0, wrong=100)
    add(lock, 5, wrong=100)
    add(lock, 24, wrong=150)

    found = alarms(UnlockCounter.objects.all(), NOW)

    assert found == [Alarm(lock, 100, None), Alarm(lock, 150, date(2026, 5, 2))]


def test_alarm_starts_at_the_number_in_the_settings(db: Any, settings: Any) -> None:
    settings.MAIGU_WAGTAIL_ALARM = 3
    lock = uuid4()
    add(lock, 0, wrong=3)

    with time_machine.travel(NOW, tick=False):
        assert alarms(UnlockCounter.objects.all(), NOW) == [Alarm(lock, 3, None)]
