"""Passages among the sessions of a page that read like one, and have neither a title nor a date."""

import re
from collections import Counter

from .lines import Line
from .passages import PLAIN
from .starts import Start, ends_session

# "This session explores", "In this MAIG U session", "Esta sesión aborda"
_INTRODUCTION = re.compile(
    r"\b(?:this|est[ea])\s(?:[\w-]{1,20}\s){0,3}(?:session|webinar|training|workshop|sesión|seminario|taller|capacitación)\b",
    re.IGNORECASE,
)
_SHORTEST = 120
_FEWEST_SESSIONS = 3
_FEWEST_BLOCKS = 2


def with_orphans(lines: list[Line], starts: list[Start]) -> list[Start]:
    """
    Add the paragraphs that introduce another session.

    That is a paragraph which says "this session" after it has said what it is about, where the
    description above has done so too, and most descriptions on the page are one paragraph.
    """
    starts = sorted([*starts, *_below_empty_headings(lines, starts)], key=lambda start: start.index)
    blocks = _in_blocks(lines, starts) if starts else []
    if blocks or len(starts) < _FEWEST_SESSIONS:
        return sorted([*starts, *blocks], key=lambda start: start.index)
    ends = [start.index for start in starts[1:]] + [len(lines)]
    paragraphs = [_paragraphs(lines, start, end) for start, end in zip(starts, ends, strict=True)]
    if 4 * sum(len(numbers) <= 1 for numbers in paragraphs) < 3 * len(starts):
        return starts
    found = []
    for numbers in paragraphs:
        introductions = [index for index in numbers if _INTRODUCTION.search(lines[index].passage.text)]
        found += [Start(index) for index in introductions[1:] if _introduces_later(lines[index].passage.text)]
    return sorted([*starts, *found], key=lambda start: start.index)


def _below_empty_headings(lines: list[Line], starts: list[Start]) -> list[Start]:
    """Return the paragraphs below headings that somebody left empty, after the first session."""
    known = {start.index for start in starts}
    return [
        Start(index)
        for index in range(starts[0].index if starts else len(lines), len(lines))
        if lines[index].passage.follows_empty_heading
        and index not in known
        and lines[index].passage.style == PLAIN
        and len(lines[index].passage.text) >= _SHORTEST // 2
    ]


def _in_blocks(lines: list[Line], starts: list[Start]) -> list[Start]:
    """Return the cards, rows and panels in which no session begins, between those in which one does."""
    counts = Counter(lines[start.index].passage.block for start in starts)
    del counts[0]
    if len(counts) < _FEWEST_BLOCKS or max(counts.values()) > 1:
        return []
    found: list[Start] = []
    seen = set(counts)
    for index in range(starts[0].index, len(lines)):
        passage = lines[index].passage
        # Below the last session, a rule can be above anything.
        is_among = passage.block > 0 or index < starts[-1].index
        is_text = is_among and passage.block and passage.block not in seen and len(passage.text) >= _SHORTEST // 2
        if is_text and passage.style == PLAIN and not passage.list_tag:
            found.append(Start(index))
        seen.add(passage.block)
    return found


def _introduces_later(text: str) -> bool:
    match = _INTRODUCTION.search(text)
    return bool(match and match.start() > _SHORTEST // 2)


def _paragraphs(lines: list[Line], start: Start, end: int) -> list[int]:
    numbers = []
    for index in range(start.index, end):
        passage = lines[index].passage
        if index > start.index and ends_session(lines[index], start.style):
            break
        is_paragraph = passage.style == PLAIN and not passage.list_tag and not passage.is_continued
        if is_paragraph and len(passage.text) >= _SHORTEST and index not in {start.title_index, start.date_index}:
            numbers.append(index)
    return numbers
