"""A chart of numbers by day, as the values that its template draws: whole numbers, so that no language changes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from maigu_wagtail.sessions.dates import long_date

# Units of the drawing, which is stretched to the width there is.
HEIGHT = 100
STEP = 10
BAR = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: where its bar stands and how high it is, with the words that say so."""

    x: str
    y: str
    height: str
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from the oldest day to today; ``most`` is the number as high as the chart."""

    name: str
    title: str
    description: str
    most: int
    width: str
    bars: list[Bar]
    ends: tuple[str, str]


def draw(name: str, title: str, numbers: Sequence[tuple[date, int]]) -> Chart:
    """Return the chart of ``numbers``, the oldest day first; ``name`` tells it from others on the page."""
    most = max((number for _day, number in numbers), default=0)
    bars = []
    for place, (day, number) in enumerate(numbers):
        # A day with anything at all can be seen, however high the highest is.
        height = max(round(number * HEIGHT / most), 2) if number else 0
        words = gettext("%(day)s: %(number)d") % {"day": long_date(day), "number": number}
        bars.append(Bar(str(place * STEP + 1), str(HEIGHT - height), str(height), words))
    return Chart(
        name=name,
        title=title,
        description=_description(numbers, most),
        most=most,
        width=str(len(numbers) * STEP),
        bars=bars,
        ends=(long_date(numbers[0][0]), long_date(numbers[-1][0])),
    )


def _description(numbers: Sequence[tuple[date, int]], most: int) -> str:
    total = sum(number for _day, number in numbers)
    if not total:
        return gettext("None in this period.")
    highest = next(day for day, number in numbers if number == most)
    values = {"total": total, "most": most, "day": long_date(highest)}
    return gettext("%(total)d in all; most on %(day)s: %(most)d. The table below has every day.") % values
