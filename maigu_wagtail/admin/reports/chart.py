"""
A bar chart of numbers by day, as values for its template.

Coordinates are strings of whole numbers, so that localisation does not reformat them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from maigu_wagtail.sessions.dates import long_date

# In SVG units; the drawing is stretched to the available width.
HEIGHT = 100
STEP = 10
BAR = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of one day, with its text alternative."""

    x: str
    y: str
    height: str
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from the oldest day to today. ``most`` is the number that a bar of full height stands for."""

    name: str
    title: str
    description: str
    most: int
    width: str
    bars: list[Bar]
    ends: tuple[str, str]


def draw(
    name: str,
    title: str,
    numbers: Sequence[tuple[date, int]],
    *,
    words: Callable[[date], str] = long_date,
    note: str | None = None,
) -> Chart:
    """
    Return a chart of ``numbers``, oldest day first. ``name`` must be unique on the page.

    ``words`` returns the text of a day, or of the month that it is the first of. ``note`` says where the numbers are in full.
    """
    most = max((number for _day, number in numbers), default=0)
    bars = []
    for position, (day, number) in enumerate(numbers):
        # Keep a non-zero day visible, however high the highest bar is.
        height = max(round(number * HEIGHT / most), 2) if number else 0
        text = gettext("%(day)s: %(number)d") % {"day": words(day), "number": number}
        bars.append(Bar(str(position * STEP + 1), str(HEIGHT - height), str(height), text))
    return Chart(
        name=name,
        title=title,
        description=_description(numbers, most, words, note),
        most=most,
        width=str(len(numbers) * STEP),
        bars=bars,
        ends=(words(numbers[0][0]), words(numbers[-1][0])),
    )


def _description(numbers: Sequence[tuple[date, int]], most: int, words: Callable[[date], str], note: str | None) -> str:
    total = sum(number for _day, number in numbers)
    if not total:
        return gettext("None in this period.")
    highest = next(day for day, number in numbers if number == most)
    values = {"total": total, "most": most, "day": words(highest)}
    if note:
        return gettext("%(total)d in all; most in %(day)s: %(most)d.") % values + f" {note}"
    return gettext("%(total)d in all; most on %(day)s: %(most)d. The table below has every day.") % values
