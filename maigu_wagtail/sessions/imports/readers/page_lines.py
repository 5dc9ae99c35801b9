"""The lines of a page: one for each fact where several stand in a row, and each by what is around it."""

import re
from dataclasses import replace
from itertools import pairwise

from django.utils.html import escape

from .lines import Line, read_line
from .passages import ADDRESS, BOLD, PLAIN, Passage
from .people import read_speakers, split_introduction
from .words import AUDIENCES, DETAILS, MODERATORS, NUMBERED, SPEAKERS, TITLES, plain, split_label

_BETWEEN_FACTS = re.compile(r"\s[|·•]\s")
_LONGEST_WITH_FACTS = 500
_MOST_FACTS = 8
_AFTER_TIME = re.compile(r":\s|\s[–—|-]\s")
_LONGEST_TIME = 60
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3})[.!?]\s(?=[A-ZÁÉÍÓÚÑ])")
_LONGEST_WITH_SPEAKERS = 2000
_LONGEST_SENTENCE = 300
# "With Ana Ruiz" can be about anything: an editor checks it.
_IN_SENTENCES = {"", "with", "con", "featuring"}
# "Session 12", "Webinar #4", "Part 2 of 3"
_NUMBER = re.compile(
    rf"(?:{'|'.join(sorted(NUMBERED))})s?\s?(?:#|no\.?\s|num\.?\s|nº\s?)?\s?\d{{1,3}}(?:\s(?:of|de)\s\d{{1,3}})?"
)


def read_lines(passages: list[Passage]) -> list[Line]:
    """Return the lines of a page, in their order."""
    parts = [
        part for passage in passages for fact in _split_facts(_without_links(passage)) for part in _split_speakers(fact)
    ]
    lines = [read_line(part) for part in parts]
    for line in lines:
        line.is_number = _is_number(line)
    for above, below in pairwise(lines):
        if above.is_number and _heads(below, above):
            _leave_number(above)
        elif below.is_number and above.is_heading and not above.date and above.passage.style < below.passage.style:
            _leave_number(below)
            below.is_number = False
    _set_titles_below_labels(lines)
    _date_by_headings(lines)
    return lines


def _set_titles_below_labels(lines: list[Line]) -> None:
    """Treat the line below each "Title" label as a title, if the page has several of these labels."""
    found = [
        (label, line)
        for label, line in pairwise(lines)
        if plain(label.passage.text) in TITLES and label.passage.style < PLAIN and line.passage.style == PLAIN
    ]
    for label, line in found if len(found) > 1 else []:
        # Above the other labels, which are parts of the session.
        passage = replace(line.passage, style=max(label.passage.style - 1, 1))
        line.passage, line.title, line.is_like_a_name = passage, read_line(passage).title, False
        label.title, label.is_label = "", True


def _date_by_headings(lines: list[Line]) -> None:
    """Give the date in a heading to the titles with a time below it: "10 am: Ghost Guns"."""
    heading: Line | None = None
    for line in lines:
        if (
            line.passage.style < PLAIN
            and not line.title
            and line.is_date_only
            and line.date
            and line.date.choices_are_days
        ):
            heading = line
        elif heading and line.date or line.passage.style <= (heading.passage.style if heading else 0):
            heading = None
        elif heading and line.title and line.passage.style < PLAIN and (end := _end_of_time(line.passage)):
            line.when, line.date = line.passage.text[:end], heading.date
            line.title = read_line(replace(line.passage, text=line.passage.text[end:].lstrip(" :–—|-"))).title
            heading.is_page_heading = True


def _end_of_time(passage: Passage) -> int:
    """Return where the time before a title ends: "10 am – noon ET: Ghost Guns"; 0 if there is none."""
    ends = [match.start() for match in _AFTER_TIME.finditer(passage.text[:_LONGEST_TIME])]
    return max((end for end in ends if read_line(replace(passage, text=passage.text[:end])).is_time_only), default=0)


def _split_facts(passage: Passage) -> list[Passage]:
    """Split "2 pm ET · For: City attorneys" if all its parts, or all but a title before them, are facts."""
    texts = _BETWEEN_FACTS.split(passage.text[: _LONGEST_WITH_FACTS + 1])
    if not 2 <= len(texts) <= _MOST_FACTS or len(passage.text) > _LONGEST_WITH_FACTS:
        return [passage]
    lines = [read_line(replace(passage, text=text)) for text in texts]
    labels = [split_label(text)[0] in AUDIENCES | MODERATORS | SPEAKERS for text in texts]
    are_facts = [label or line.is_date_only or line.is_time_only for label, line in zip(labels, lines, strict=True)]
    if not any(labels) or not all(are_facts[1:]) or not (are_facts[0] or lines[0].title):
        return [passage]
    first = replace(passage, text=texts[0], html=escape(texts[0]))
    style = passage.style if are_facts[0] else PLAIN
    others = [
        Passage(text, escape(text), style, passage.number, urls=tuple(ADDRESS.findall(text)), block=passage.block)
        for text in texts[1:]
    ]
    return [first, *others]


def _without_links(passage: Passage) -> Passage:
    """Remove "Watch | Slides" beside a title or date, whose addresses the passage has."""
    texts = _BETWEEN_FACTS.split(passage.text[: _LONGEST_WITH_FACTS + 1])
    others = [text for text in texts if plain(text) not in DETAILS]
    if not passage.urls or len(passage.text) > _LONGEST_WITH_FACTS or len(others) in {0, len(texts)}:
        return passage
    text = " | ".join(others)
    return replace(passage, text=text, html=escape(text)) if read_line(replace(passage, text=text)).date else passage


def _split_speakers(passage: Passage) -> list[Passage]:
    """Split "Four people plan a garden. Presented by Ana Ruiz, ADL." before the sentences that only name speakers."""
    if "<a " in passage.html or len(passage.text) > _LONGEST_WITH_SPEAKERS or passage.style < BOLD:
        return [passage]
    starts = [match.end() for match in _SENTENCE_END.finditer(passage.text)]
    starts = [
        start
        for start in starts
        if split_introduction(passage.text[start : start + _LONGEST_SENTENCE])[0] not in _IN_SENTENCES
    ]
    ends = [*starts[1:], len(passage.text)] if starts else []
    texts = [passage.text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    if not texts or not all(len(text) < _LONGEST_SENTENCE and read_speakers(text.removesuffix(".")) for text in texts):
        return [passage]
    texts.insert(0, passage.text[: starts[0]].strip())
    first = replace(passage, text=texts[0], html=escape(texts[0]))
    return [first, *(replace(first, text=text, html=escape(text), urls=(), is_continued=True) for text in texts[1:])]


def _is_number(line: Line) -> bool:
    """Return whether ``line`` only numbers a session, beside its date perhaps."""
    text = line.title if line.date else line.passage.text
    return len(text) < 40 and bool(_NUMBER.fullmatch(plain(text)))


def _heads(line: Line, number: Line) -> bool:
    """Return whether ``line`` is the title of the session whose ``number`` is above it."""
    style = line.passage.style
    return (
        bool(line.title) and not line.date and not line.is_number and (style < PLAIN or number.passage.style == PLAIN)
    )


def _leave_number(line: Line) -> None:
    """Leave the date of a line whose title only is a number."""
    line.title = ""
    line.is_time_only, line.when = False, line.when if line.date else ""
    line.is_date_only, line.is_page_heading = bool(line.date), False
