"""
Watch figures, summed by month for staff, and broken down by cohort where nobody can be recognised.

A cohort is the members who share a password, or passwords with the same label. The smallest unit
that is broken down is a file in a month that is over. Fewer than ``LEAST`` of a cohort are not
shown, and neither are other numbers from which subtraction would reveal them. All other figures of
cohorts are sums of these units, so no choice of dates or sections reveals more.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth

from .watch_figures import NUMBERS, WatchCounter

LEAST = 5
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class WatchSums:
    """Totals of the counter fields in ``NUMBERS``."""

    started: int = 0
    quarter: int = 0
    half: int = 0
    three_quarters: int = 0
    finished: int = 0
    downloads: int = 0

    def __add__(self, other: "WatchSums") -> "WatchSums":
        return WatchSums(*(getattr(self, name) + getattr(other, name) for name in NUMBERS))

    def share(self, name: str) -> int | None:
        """Return how many per cent of those who started reached ``name``; ``None`` if nobody started."""
        return round(100 * getattr(self, name) / self.started) if self.started else None


@dataclass(frozen=True, slots=True)
class Unit:
    """A file of a session in a month. ``month`` is its first day; ``is_whole`` if the month is over and all of it asked for."""

    month: date
    session_key: UUID
    file: UUID
    is_whole: bool


@dataclass(frozen=True, slots=True)
class UnitOfPassword:
    """The totals of one password for a ``unit``."""

    unit: Unit
    password_key: int
    sums: WatchSums


@dataclass(frozen=True, slots=True)
class UnitOfCohort:
    """
    The numbers of a cohort for a ``unit``, ``None`` where one is not shown.

    Without a ``cohort``, what is not broken down. A unit's numbers add up to its totals.
    """

    unit: Unit
    cohort: str | None
    numbers: Mapping[str, int | None]


def units_of_passwords(counters: QuerySet[WatchCounter], first: date, last: date, today: date) -> list[UnitOfPassword]:
    """Sum ``counters`` from ``first`` to ``last``, newest month first, in one query."""
    months = counters.filter(day__range=(first, last)).order_by().annotate(month=TruncMonth("day"))
    groups = months.values_list("month", "session_key", "file", "password_key")
    rows = groups.annotate(**{f"sum_of_{name}": Sum(name) for name in NUMBERS})
    units = [
        UnitOfPassword(Unit(month, session, file, _is_whole(month, first, last, today)), key, WatchSums(*numbers))
        for month, session, file, key, *numbers in rows
    ]
    return sorted(units, key=lambda row: (-row.unit.month.toordinal(), str(row.unit.session_key), str(row.unit.file)))


def _is_whole(month: date, first: date, last: date, today: date) -> bool:
    end = month.replace(day=monthrange(month.year, month.month)[1])
    return first <= month and end <= last and end < today


def units_of_cohorts(rows: Iterable[UnitOfPassword], cohort_of: Callable[[int], str]) -> list[UnitOfCohort]:
    """Break ``rows`` down by cohort as far as may be shown. ``cohort_of`` names the cohort of a password's key."""
    units: dict[Unit, dict[str, WatchSums]] = defaultdict(dict)
    for row in rows:
        cohorts, cohort = units[row.unit], cohort_of(row.password_key)
        cohorts[cohort] = cohorts.get(cohort, WatchSums()) + row.sums
    return [line for unit, cohorts in units.items() for line in _lines_of(unit, cohorts)]


def _lines_of(unit: Unit, cohorts: dict[str, WatchSums]) -> list[UnitOfCohort]:
    total = sum(cohorts.values(), WatchSums())
    by_name = {name: {cohort: getattr(sums, name) for cohort, sums in cohorts.items()} for name in NUMBERS}
    shown = {name: without_small(numbers) if unit.is_whole else {} for name, numbers in by_name.items()}
    lines = [
        UnitOfCohort(unit, cohort, {name: shown[name].get(cohort) for name in NUMBERS})
        for cohort in sorted(cohorts)
        if any(cohort in numbers for numbers in shown.values())
    ]
    rest = {name: getattr(total, name) - sum(shown[name].values()) for name in NUMBERS}
    return [*lines, UnitOfCohort(unit, None, rest)] if any(rest.values()) else lines


def without_small(numbers: Mapping[Key, int]) -> dict[Key, int]:
    """
    Return those of ``numbers`` that can be shown beside their total.

    Numbers under ``LEAST`` are left out. So that subtraction does not reveal them, at least two are
    left out, and at least ``LEAST`` in all: the next smallest with them. Zeros are left out too.
    """
    ascending = sorted((key for key, number in numbers.items() if number), key=lambda key: numbers[key])
    hidden: list[Key] = [key for key in ascending if numbers[key] < LEAST]
    for key in ascending[len(hidden) :]:
        if not hidden or (len(hidden) > 1 and sum(numbers[each] for each in hidden) >= LEAST):
            break
        hidden.append(key)
    return {key: numbers[key] for key in ascending[len(hidden) :]}
