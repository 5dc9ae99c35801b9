"""
Unlock activity, summed by day for staff, and the alarms it raises.

The hourly counters are added up into days of the site's time zone in Python, because not every
database has time zone support.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from maigu_wagtail.conf import conf

from .counters import UnlockCounter, hour_of

NUMBERS = ("opened", "forgotten", "wrong", "earlier", "refused")
# How many days of alarms staff see, including today.
DAYS_OF_ALARM = 7


@dataclass(frozen=True, slots=True)
class Sums:
    """Totals of the counter fields in ``NUMBERS``."""

    opened: int = 0
    forgotten: int = 0
    wrong: int = 0
    earlier: int = 0
    refused: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, name) + getattr(other, name) for name in NUMBERS))


@dataclass(frozen=True, slots=True)
class DayOfPassword:
    """The totals of one password on one day; ``password_key`` 0 counts attempts that matched no password."""

    day: date
    lock: UUID
    password_key: int
    sums: Sums


@dataclass(frozen=True, slots=True)
class Alarm:
    """
    Enough wrong passwords at a section for staff to know about: on ``day``, or right now if it is ``None``.

    ``lock`` is the key of the section's lock, ``number`` the count of wrong passwords.
    """

    lock: UUID
    number: int
    day: date | None


def local_day(moment: datetime) -> date:
    """Return the date of ``moment`` in the site's default time zone, whatever time zone is active."""
    return timezone.localtime(moment, timezone.get_default_timezone()).date()


def start_of(day: date) -> datetime:
    """Return midnight at the start of ``day``, as an aware datetime in the site's default time zone."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def last_days(number: int, now: datetime) -> list[date]:
    """Return the last ``number`` days up to and including today, oldest first."""
    today = local_day(now)
    return [today - timedelta(days=ago) for ago in range(number - 1, -1, -1)]


def days_of_passwords(counters: QuerySet[UnlockCounter]) -> list[DayOfPassword]:
    """Sum ``counters`` by day, lock and password, newest day first, in one query."""
    totals: dict[tuple[date, UUID, int], Sums] = defaultdict(Sums)
    for lock, key, hour, *numbers in counters.values_list("lock", "password_key", "hour", *NUMBERS):
        totals[local_day(hour), lock, key] += Sums(*numbers)
    rows = [DayOfPassword(*group, sums) for group, sums in totals.items()]
    return sorted(rows, key=lambda row: (-row.day.toordinal(), str(row.lock), row.password_key))


def sums_by(rows: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, Any]:
    """Group ``rows``, which have ``sums``, by ``key``, and return their totals in order of first appearance."""
    totals: dict[Any, Any] = {}
    for row in rows:
        group = key(row)
        totals[group] = totals[group] + row.sums if group in totals else row.sums
    return totals


def alarms(counters: QuerySet[UnlockCounter], now: datetime) -> list[Alarm]:
    """
    Return the alarms in ``counters``: current ones first, then those of past days, newest first.

    An alarm is current if the wrong passwords of this hour and the previous one reach
    ``MAIGU_WAGTAIL_ALARM``. Unlike the rate limit, this includes wrong passwords that all came from
    one client. Runs one query.
    """
    since = start_of(last_days(DAYS_OF_ALARM, now)[0])
    wrong = counters.filter(password_key=0, hour__gte=since, wrong__gt=0)
    recent: Counter[UUID] = Counter()
    by_day: Counter[tuple[date, UUID]] = Counter()
    for lock, hour, number in wrong.values_list("lock", "hour", "wrong"):
        by_day[local_day(hour), lock] += number
        if hour_of(now) - timedelta(hours=1) <= hour <= now:
            recent[lock] += number
    threshold = conf.MAIGU_WAGTAIL_ALARM
    current = [Alarm(lock, number, None) for lock, number in recent.most_common() if number >= threshold]
    today = {(local_day(now), alarm.lock) for alarm in current}
    past = [
        Alarm(lock, number, day)
        for (day, lock), number in by_day.items()
        if number >= threshold and (day, lock) not in today
    ]
    return current + sorted(past, key=lambda alarm: (-alarm.day.toordinal() if alarm.day else 0, str(alarm.lock)))
