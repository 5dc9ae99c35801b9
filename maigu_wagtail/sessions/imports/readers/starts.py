"""Where sessions begin on a page: at dated titles, at headings with a date nearby, and at headings of the same level."""

from collections import Counter
from dataclasses import dataclass

from .dates import WrittenDate
from .lines import Line
from .passages import BOLD, LABELLED, PLAIN
from .words import LISTS, NOT_SESSIONS, plain

# A paragraph below a title without date is at least so long.
_SHORTEST_TEXT = 60
_MOST_LINES_BETWEEN = 2


@dataclass(slots=True)
class Start:
    """The line where a session begins, with the lines of its title and date; either can be missing."""

    index: int
    title_index: int | None = None
    date_index: int | None = None
    date: WrittenDate | None = None
    style: int = PLAIN


def find_starts(lines: list[Line]) -> list[Start]:
    """Return the beginnings of sessions in ``lines``, in their order."""
    if starts := _among_sessions(lines, _dated_starts(lines)):
        return _with_peers(lines, starts)
    return _by_headings(lines)


def _dated_starts(lines: list[Line]) -> list[Start]:
    dates_lead = _do_dates_lead(lines)
    starts: list[Start] = []
    heading: int | None = None
    skipped: int | None = None
    for index, line in enumerate(lines):
        if line.is_dated_title:
            starts.append(Start(index, index, index, line.date, line.passage.style))
            heading = None
        elif line.is_date_sentence and heading is not None and index - heading <= _MOST_LINES_BETWEEN:
            starts.append(Start(heading, heading, index, line.date, lines[heading].passage.style))
            heading = None
        elif line.is_date_only and not line.is_page_heading:
            if heading is None and starts and _is_completed(starts[-1].date, line.date):
                continue
            if index and lines[index - 1].is_like_a_name and lines[index - 1].passage.style < PLAIN:
                heading = index - 1
            if (dates_lead or line.is_number) and (title := _title_after(lines, index)) is not None:
                starts.append(Start(index, title, index, line.date, lines[title].passage.style))
                skipped, heading = title, None
            elif heading is not None and _has_title_above(lines, heading, index):
                starts.append(Start(index - 1, index - 1, index, line.date, lines[index - 1].passage.style))
                heading = None
            elif heading is not None or (heading := _title_just_before(lines, index, starts)) is not None:
                starts.append(Start(heading, heading, index, line.date, lines[heading].passage.style))
                heading = None
        elif line.is_page_heading:
            heading = None
        elif line.is_heading and index != skipped:
            heading = index
    return starts


def _has_title_above(lines: list[Line], heading: int, index: int) -> bool:
    """Return whether the row or card of a date has a title above the date, and the ``heading`` stands elsewhere."""
    above, block = lines[index - 1], lines[index].passage.block
    is_beside = block > 0 and above.passage.block == block != lines[heading].passage.block
    return is_beside and bool(above.title) and not above.date


def _is_completed(incomplete: WrittenDate | None, written: WrittenDate | None) -> bool:
    """Return whether "Tue, Apr 5, 2022" says again when "Tue, Apr 5" was."""
    return bool(incomplete and written and written.days_in(incomplete))


def _among_sessions(lines: list[Line], starts: list[Start]) -> list[Start]:
    """Leave out what is set differently below a heading such as "Resources": the date of a report, say."""
    style = _usual_style(starts)
    closed = [False] * len(lines)
    is_closed = False
    for index, line in enumerate(lines):
        words = plain(line.passage.text) if line.is_page_heading else ""
        if words in NOT_SESSIONS:
            is_closed = not any(word in words for word in LISTS)
        closed[index] = is_closed
    return [start for start in starts if start.style == style or not closed[start.index]]


def _usual_style(starts: list[Start]) -> int:
    return Counter(start.style for start in starts).most_common(1)[0][0] if starts else PLAIN


def _do_dates_lead(lines: list[Line]) -> bool:
    """Whether dates stand above their titles on this page, not below."""
    votes: Counter[bool] = Counter()
    for index, line in enumerate(lines):
        if not line.is_date_only or line.is_page_heading:
            continue
        above, below = _style_of_title(lines, index, -1), _style_of_title(lines, index, 1)
        if above != below:
            votes[below < above] += 1
    return votes[True] > votes[False]


def _style_of_title(lines: list[Line], index: int, step: int) -> int:
    """Return how the line before or after the date at ``index`` is set if it can be its title, otherwise more than any style."""
    date, index = lines[index], index + step
    while 0 <= index < len(lines) and lines[index].is_time_only:
        index += step
    if not 0 <= index < len(lines) or not lines[index].title or lines[index].date:
        return PLAIN + 1
    is_elsewhere = date.passage.block and lines[index].passage.block != date.passage.block
    return PLAIN + 1 if is_elsewhere else lines[index].passage.style


def _title_after(lines: list[Line], index: int) -> int | None:
    for following in (index + 1, index + 2):
        if following < len(lines) and lines[following].title and not lines[following].date:
            return following
    return None


def _title_just_before(lines: list[Line], index: int, starts: list[Start]) -> int | None:
    """Return the plain line above a date, or the first one of its row, that can be its title."""
    taken = max(starts[-1].index, starts[-1].date_index or 0) if starts else -1
    block = lines[index].passage.block
    first = index - 1
    while block and first > max(taken + 1, index - 10) and lines[first - 1].passage.block == block:
        first -= 1
    candidates = [
        number for number in range(max(first, taken + 1), index) if lines[number].title and not lines[number].date
    ]
    return candidates[0] if candidates else None


def _with_peers(lines: list[Line], starts: list[Start]) -> list[Start]:
    """Add the headings that are set like those of dated sessions, in the same part of the page."""
    style = _usual_style(starts)
    known = {start.title_index for start in starts} | {start.index for start in starts}
    parts = _parts(lines, style)
    dated_parts = {parts[start.index] for start in starts}
    found = list(starts)
    for index in range(starts[0].index, len(lines)):
        line = lines[index]
        if (
            index in known
            or parts[index] not in dated_parts
            or line.passage.style != style
            or line.date
            or not line.title
        ):
            continue
        if style <= LABELLED or style == BOLD and _is_followed_by_text(lines, index):
            found.append(Start(index, index, style=style))
    return sorted(found, key=lambda start: start.index)


def _parts(lines: list[Line], style: int) -> list[int]:
    """Number the parts of the page that headings above ``style`` and headings such as "Contact" separate."""
    number, numbers = 0, []
    for line in lines:
        is_above = line.passage.style < min(style, BOLD) and not line.is_label and not line.date
        number += is_above or line.is_page_heading and line.passage.style <= style
        numbers.append(number)
    return numbers


def _is_followed_by_text(lines: list[Line], index: int) -> bool:
    following = lines[index + 1].passage if index + 1 < len(lines) else None
    return bool(
        following and following.style == PLAIN and not following.list_tag and len(following.text) >= _SHORTEST_TEXT
    )


def _by_headings(lines: list[Line]) -> list[Start]:
    """Return the headings with text below on the highest level that has several, for a page without dates."""
    by_style: dict[int, list[Start]] = {}
    for index, line in enumerate(lines):
        if line.is_heading and _is_followed_by_text(lines, index):
            style = line.passage.style
            by_style.setdefault(style, []).append(Start(index, index, style=style))
    repeated = [style for style, starts in by_style.items() if len(starts) > 1]
    return by_style[min(repeated)] if repeated else []


def ends_session(line: Line, style: int) -> bool:
    """Whether ``line``, a heading or the footer of the page, ends a session whose title is set in ``style``."""
    if line.is_footer:
        return True
    if line.is_page_heading:
        return line.passage.style <= style and not (line.is_label and line.passage.style > style)
    return line.passage.style < min(style, LABELLED) and not line.is_label and not line.is_date_only
