"""
How often shared passwords opened, and when last.

Adds up the hours of ``tallies``, where an opening is one change of one row, and what is left of hours
that are no longer kept. May import nothing of this package above ``passwords``.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, QuerySet, Sum

from maigu_wagtail.conf import conf

from .counters import ClientAttempts, UnlockTally
from .models import SharedPassword


@dataclass(frozen=True, slots=True)
class Openings:
    """How often a password opened, and when last; ``None`` where it never did."""

    number: int = 0
    last: datetime | None = None

    def __add__(self, other: "Openings") -> "Openings":
        moments = [moment for moment in (self.last, other.last) if moment]
        return Openings(self.number + other.number, max(moments, default=None))


def openings_of(passwords: Iterable[SharedPassword]) -> dict[int, Openings]:
    """Return the openings of each of ``passwords`` by its key; one query, none for no passwords."""
    found: dict[int, Openings] = {}
    locks = set()
    for password in passwords:
        found[password.pk] = _earlier(password)
        locks.add(password.lock)
    if not found:
        return {}
    for key, openings in _sums(UnlockTally.objects.filter(lock__in=locks, password_key__in=found)).items():
        found[key] += openings
    return found


def _earlier(password: SharedPassword) -> Openings:
    return Openings(password.earlier_openings, password.earlier_last_opened_at)


def _sums(tallies: QuerySet[UnlockTally]) -> dict[int, Openings]:
    opened = Sum(F("opened") + F("opened_again"))
    rows = tallies.order_by().values_list("password_key").annotate(number=opened, last=Max("last_opened_at"))
    return {key: Openings(number, last) for key, number, last in rows}


def clear_old(now: datetime) -> None:
    """Remove counts that say nothing any more; what passwords opened is added to what they keep of earlier hours."""
    window = timedelta(seconds=conf.MAIGU_WAGTAIL_ATTEMPTS_WINDOW)
    ClientAttempts.objects.filter(since__lte=now - window).delete()
    old = UnlockTally.objects.filter(hour__lt=now - timedelta(days=conf.MAIGU_WAGTAIL_ACTIVITY_DAYS))
    with transaction.atomic():
        # With the rows locked, so that two who clear at the same moment don't both add them.
        sums: dict[int, Openings] = defaultdict(Openings)
        for row in old.exclude(password_key=0).select_for_update():
            sums[row.password_key] += Openings(row.opened + row.opened_again, row.last_opened_at)
        for password in SharedPassword.objects.filter(pk__in=sums).select_for_update():
            openings = _earlier(password) + sums[password.pk]
            password.earlier_openings, password.earlier_last_opened_at = openings.number, openings.last
            password.save(update_fields=["earlier_openings", "earlier_last_opened_at"])
        old.delete()
