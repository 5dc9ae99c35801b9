"""
What happened at the locks, in sums for staff, and which of it stands out.

Adds up the hours of ``tallies`` into days of the site's time zone: here and not in the
database, because not every database knows time zones.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from maigu_wagtail.conf import conf

from .counters import UnlockCounter, hour_of

NUMBERS = ("opened", "forgotten", "wrong", "earlier", "refused")
# Days back from today of which staff are still warned.
DAYS_OF_ALARM = 7


@dataclass(frozen=True, slots=True)
class Sums:
    """How often what happened; the names are those of ``UnlockCounter``."""

    opened: int = 0
    forgotten: int = 0
    wrong: int = 0
    earlier: int = 0
    refused: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, name) + getattr(other, name) for name in NUMBERS))


@dataclass(frozen=True, slots=True)
class DayOfPassword:
    """What happened on one day with one password of a lock; under key 0, with none of them."""

    day: date
    lock: UUID
    password_key: int
    sums: Sums


@dataclass(frozen=True, slots=True)
class Alarm:
    """So many wrong passwords at a section that staff should know: on ``day``, or now where that is ``None``."""

    lock: UUID
    number: int
    day: date | None


def local_day(moment: datetime) -> date:
    """Return the day of ``moment`` in the site's time zone, whatever zone the reader has chosen."""
    return timezone.localtime(moment, timezone.get_default_timezone()).date()


def start_of(day: date) -> datetime:
    """Return the moment at which ``day`` begins in the site's time zone."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def last_days(number: int, now: datetime) -> list[date]:
    """Return today and the days before it, ``number`` in all, the oldest first."""
    today = local_day(now)
    return [today - timedelta(days=ago) for ago in range(number - 1, -1, -1)]


def days_of_passwords(tallies: QuerySet[UnlockCounter]) -> list[DayOfPassword]:
    """Return ``tallies`` in sums of a day and a password, the newest day first; one query."""
    found: dict[tuple[date, UUID, int], Sums] = defaultdict(Sums)
    for lock, key, hour, *numbers in tallies.values_list("lock", "password_key", "hour", *NUMBERS):
        found[local_day(hour), lock, key] += Sums(*numbers)
    rows = [DayOfPassword(*place, sums) for place, sums in found.items()]
    return sorted(rows, key=lambda row: (-row.day.toordinal(), str(row.lock), row.password_key))


def alarms(tallies: QuerySet[UnlockCounter], now: datetime) -> list[Alarm]:
    """
    Return where wrong passwords stand out: now first, then the days before, the newest first.

    Now is this hour and the one before. Staff are told of wrong passwords from one client too; one query.
    """
    since = start_of(last_days(DAYS_OF_ALARM, now)[0])
    wrong = tallies.filter(password_key=0, hour__gte=since, wrong__gt=0)
    lately: Counter[UUID] = Counter()
    by_day: Counter[tuple[date, UUID]] = Counter()
    for lock, hour, number in wrong.values_list("lock", "hour", "wrong"):
        by_day[local_day(hour), lock] += number
        if hour_of(now) - timedelta(hours=1) <= hour <= now:
            lately[lock] += number
    least = conf.MAIGU_WAGTAIL_ALARM
    current = [Alarm(lock, number, None) for lock, number in lately.most_common() if number >= least]
    today = {(local_day(now), alarm.lock) for alarm in current}
    past = [
        Alarm(lock, number, day)
        for (day, lock), number in by_day.items()
        if number >= least and (day, lock) not in today
    ]
    return current + sorted(past, key=lambda alarm: (-alarm.day.toordinal() if alarm.day else 0, str(alarm.lock)))
