"""
How often shared passwords opened, and when last.

Adds up the hours of ``tallies``, where an opening is one change of one row, and what is left of hours
that are no longer kept.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, QuerySet, Sum

from maigu_wagtail.conf import conf

from .counters import ClientAttempts, UnlockCounter
from .models import SharedPassword


@dataclass(frozen=True, slots=True)
class PasswordStatistics:
    """How often a password opened, and when last; ``None`` where it never did."""

    number: int = 0
    last: datetime | None = None

    def __add__(self, other: "PasswordStatistics") -> "PasswordStatistics":
        moments = [moment for moment in (self.last, other.last) if moment]
        return PasswordStatistics(self.number + other.number, max(moments, default=None))


def statistics_of(passwords: Iterable[SharedPassword]) -> dict[int, PasswordStatistics]:
    """Return the statistics of each of ``passwords`` by its key; one query, none for no passwords."""
    found: dict[int, PasswordStatistics] = {}
    locks = set()
    for password in passwords:
        found[password.pk] = _earlier(password)
        locks.add(password.lock)
    if not found:
        return {}
    for key, statistics in _sums(UnlockCounter.objects.filter(lock__in=locks, password_key__in=found)).items():
        found[key] += statistics
    return found


def _earlier(password: SharedPassword) -> PasswordStatistics:
    return PasswordStatistics(password.earlier_unlocks, password.earlier_last_unlocked_at)


def _sums(tallies: QuerySet[UnlockCounter]) -> dict[int, PasswordStatistics]:
    opened = Sum(F("opened") + F("opened_again"))
    rows = tallies.order_by().values_list("password_key").annotate(number=opened, last=Max("last_opened_at"))
    return {key: PasswordStatistics(number, last) for key, number, last in rows}


def clear_old(now: datetime) -> None:
    """Remove counts that say nothing any more; what passwords opened is added to what they keep of earlier hours."""
    window = timedelta(seconds=conf.MAIGU_WAGTAIL_ATTEMPTS_WINDOW)
    ClientAttempts.objects.filter(since__lte=now - window).delete()
    old = UnlockCounter.objects.filter(hour__lt=now - timedelta(days=conf.MAIGU_WAGTAIL_ACTIVITY_DAYS))
    with transaction.atomic():
        # With the rows locked, so that two who clear at the same moment don't both add them.
        sums: dict[int, PasswordStatistics] = defaultdict(PasswordStatistics)
        for row in old.exclude(password_key=0).select_for_update():
            sums[row.password_key] += PasswordStatistics(row.opened + row.opened_again, row.last_opened_at)
        for password in SharedPassword.objects.filter(pk__in=sums).select_for_update():
            statistics = _earlier(password) + sums[password.pk]
            password.earlier_unlocks, password.earlier_last_unlocked_at = statistics.number, statistics.last
            password.save(update_fields=["earlier_unlocks", "earlier_last_unlocked_at"])
        old.delete()
