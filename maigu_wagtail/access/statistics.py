"""
How often each shared password was used, and when last.

Adds up the hourly counters, plus the totals kept on the password for hours already deleted.
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
from .watch_figures import clear_old_figures


@dataclass(frozen=True, slots=True)
class PasswordStatistics:
    """The number of unlocks with a password and the time of the last one, or ``None``."""

    number: int = 0
    last: datetime | None = None

    def __add__(self, other: "PasswordStatistics") -> "PasswordStatistics":
        moments = [moment for moment in (self.last, other.last) if moment]
        return PasswordStatistics(self.number + other.number, max(moments, default=None))


def statistics_of(passwords: Iterable[SharedPassword]) -> dict[int, PasswordStatistics]:
    """Return the statistics of ``passwords`` by primary key, in one query (none if there are no passwords)."""
    totals: dict[int, PasswordStatistics] = {}
    locks = set()
    for password in passwords:
        totals[password.pk] = _stored_totals(password)
        locks.add(password.lock)
    if not totals:
        return {}
    for key, statistics in _sums(UnlockCounter.objects.filter(lock__in=locks, password_key__in=totals)).items():
        totals[key] += statistics
    return totals


def _stored_totals(password: SharedPassword) -> PasswordStatistics:
    return PasswordStatistics(password.earlier_unlocks, password.earlier_last_unlocked_at)


def _sums(counters: QuerySet[UnlockCounter]) -> dict[int, PasswordStatistics]:
    opened = Sum(F("opened") + F("opened_again"))
    rows = counters.order_by().values_list("password_key").annotate(number=opened, last=Max("last_opened_at"))
    return {key: PasswordStatistics(number, last) for key, number, last in rows}


def clear_old(now: datetime) -> None:
    """Delete attempts, counters and watch figures that have expired. Totals of the deleted counters are added to their passwords."""
    window = timedelta(seconds=conf.MAIGU_WAGTAIL_ATTEMPTS_WINDOW)
    ClientAttempts.objects.filter(since__lte=now - window).delete()
    clear_old_figures(now)
    old = UnlockCounter.objects.filter(hour__lt=now - timedelta(days=conf.MAIGU_WAGTAIL_ACTIVITY_DAYS))
    with transaction.atomic():
        # With the rows locked, so that two processes clearing at the same time don't both add them.
        sums: dict[int, PasswordStatistics] = defaultdict(PasswordStatistics)
        for row in old.exclude(password_key=0).select_for_update():
            sums[row.password_key] += PasswordStatistics(row.opened + row.opened_again, row.last_opened_at)
        for password in SharedPassword.objects.filter(pk__in=sums).select_for_update():
            statistics = _stored_totals(password) + sums[password.pk]
            password.earlier_unlocks, password.earlier_last_unlocked_at = statistics.number, statistics.last
            password.save(update_fields=["earlier_unlocks", "earlier_last_unlocked_at"])
        old.delete()
