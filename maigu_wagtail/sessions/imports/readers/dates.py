"""
Dates as people write them, in English and Spanish.

``12/14/2023`` can only be one day, ``10/8/20`` can be two: a ``DateOrder`` learns from all dates of a
file which of them comes first.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from .words import MONTHS, WEEKDAYS

_MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|[nr]d|th|\.?[º°ª])?\b"
# The other days of "14–15", "14 and 15" or "14 to December 16": only the first counts.
_MORE_DAYS = r"(?:\s{0,2}(?:-|–|—|to|and|&|y|al|a|through)\s{0,2}(?:(?P<last>[^\W\d_]{3,10})\.?\s{1,2})?\d{1,2}(?:st|[nr]d|th)?\b(?!:|\s?[ap]\.?m))?"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_WEEKDAY = (
    r"(?:\b(?P<weekday>" + "|".join(sorted(WEEKDAYS, key=len, reverse=True)) + r")\b\.?,?\s{1,2}(?:the\s|el\s)?)?"
)
_DATE = re.compile(
    "|".join(
        pattern.replace("(?P<", f"(?P<{name}_")
        for name, pattern in {
            "iso": r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)(?P<separator>[-/.])(?P<month>\d{1,2})(?:[-/.])(?P<day>\d{1,2})(?![\d/-])",
            "numbers": _WEEKDAY
            + r"(?<![\d/.-])(?P<first>\d{1,2})(?P<separator>[-/.])(?P<second>\d{1,2})(?:[-/.])(?P<year>\d{4}|\d{2})(?![\d/-])",
            "month": _WEEKDAY
            + r"\b"
            + _MONTH
            + r"\s{0,2}"
            + _DAY
            + _MORE_DAYS
            + r"(?:,?\s{1,2}(?:(?:de|del|of)\s)?"
            + _YEAR
            + ")?",
            "day": _WEEKDAY
            + r"(?<![\d:/])"
            + _DAY
            + _MORE_DAYS
            + r"[\s-]{1,2}(?:(?:de|of)\s)?"
            + _MONTH
            + r"(?:,?[\s-]{1,2}(?:(?:de|del|of)\s)?"
            + _YEAR
            + ")?",
            "only": r"\b" + _MONTH + r",?\s{1,2}(?:(?:de|del|of)\s)?" + _YEAR,
        }.items()
    ),
    re.IGNORECASE,
)
# Only the dates of numbers: much quicker in long texts.
_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?![\d/-])", re.ASCII)
_KINDS = ("iso", "numbers", "month", "day", "only")
EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as a text has it: from ``start`` to ``end``, with what it can mean by each order of day and month."""

    text: str
    start: int
    end: int
    month_first: date | None = None
    day_first: date | None = None
    weekday: int | None = None
    # The day and month of a date without a year.
    without_year: tuple[int, int] | None = None
    # The year and month of a date without a day.
    without_day: tuple[int, int] | None = None

    @property
    def choices_are_days(self) -> bool:
        """Whether it has a day, not only a month and a year."""
        return bool(self.month_first or self.day_first or self.without_year)

    def days_in(self, incomplete: "WrittenDate") -> set[date]:
        """Return the days this can be that agree with a date without a day, or without a year."""
        return {
            day
            for day in (self.month_first, self.day_first)
            if day
            and ((day.year, day.month) == incomplete.without_day or (day.day, day.month) == incomplete.without_year)
        }

    def text_beside(self, text: str) -> str:
        """Return ``text``, in which this date was found, without it."""
        return f"{text[: self.start]} {text[self.end :]}".strip()

    def choices(self, order: "DateOrder", *, year: int | None = None) -> tuple[date, ...]:
        """Return the dates it can be, the likeliest first; ``year`` is the one of the heading above."""
        if self.without_year:
            day, month = self.without_year
            years = [year] if year else self._years_by_weekday()
            return tuple(found for year in years if (found := _make(year, month, day)))
        meanings = [self.day_first, self.month_first] if order.is_day_first else [self.month_first, self.day_first]
        dates = list(dict.fromkeys(choice for choice in meanings if choice))
        if self.weekday is not None and len(dates) > 1:
            dates = [choice for choice in dates if choice.weekday() == self.weekday] or dates
        return tuple(dates[:1] if order.is_proven else dates)

    def _years_by_weekday(self) -> list[int]:
        if self.weekday is None or not self.without_year:
            return []
        day, month = self.without_year
        this_year = date.today().year
        dates = [_make(year, month, day) for year in range(this_year + 1, this_year - 12, -1)]
        return [choice.year for choice in dates if choice and choice.weekday() == self.weekday]


@dataclass(frozen=True, slots=True)
class DateOrder:
    """Which comes first in dates such as ``10/8/20``, and whether other dates of the file prove it."""

    is_day_first: bool
    is_proven: bool = False


def find_dates(text: str) -> list[WrittenDate]:
    """Return all dates in ``text``, also those that no calendar has (``13/13/2023``)."""
    return [_read(match) for match in _DATE.finditer(text)] if any(map(str.isdigit, text)) else []


def learn_order(texts: Iterable[str], *, day_first: bool) -> DateOrder:
    """Return the order that the dates in ``texts`` prove which can only be read in one way; otherwise ``day_first``, unproven."""
    orders = set()
    for text in texts:
        for match in _NUMBERS.finditer(text):
            found = _by_numbers(*match.groups())
            if bool(found["month_first"]) != bool(found["day_first"]):
                orders.add(bool(found["day_first"]))
    return DateOrder(orders.pop(), is_proven=True) if len(orders) == 1 else DateOrder(day_first)


def _by_numbers(first: str, second: str, year: str) -> dict[str, date | None]:
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    return {
        "month_first": _make(full_year, int(first), int(second)),
        "day_first": _make(full_year, int(second), int(first)),
    }


def _read(match: re.Match[str]) -> WrittenDate:
    groups = {key: value for key, value in match.groupdict().items() if value}
    kind = next(kind for kind in _KINDS if any(key.startswith(f"{kind}_") for key in groups))
    values = {key.removeprefix(f"{kind}_"): value for key, value in groups.items()}
    weekday = values.get("weekday")
    written = WrittenDate(
        match[0].strip(), match.start(), match.end(), weekday=WEEKDAYS[weekday.lower()] if weekday else None
    )
    if kind == "only":
        return replace(written, without_day=(int(values["year"]), MONTHS[values["month"].lower()]))
    if kind == "numbers":
        found = _by_numbers(values["first"], values["second"], values["year"])
        return replace(written, month_first=found["month_first"], day_first=found["day_first"])
    month = int(values["month"]) if kind == "iso" else MONTHS[values["month"].lower()]
    day = int(values["day"])
    if not values.get("year"):
        return replace(written, without_year=(day, month) if _make(2000, month, day) else None)
    # "December 30 – January 2, 2024" begins in the year before.
    is_next_year = kind == "month" and MONTHS.get((values.get("last") or "").lower(), 12) < month
    day_of_year = _make(int(values["year"]) - is_next_year, month, day)
    return replace(written, month_first=day_of_year, day_first=day_of_year)


def _make(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None
