"""The sessions on a page: from where one begins to where the next one does."""

import hashlib
import re
from collections import Counter
from dataclasses import replace

from django.utils.html import escape
from django.utils.translation import gettext as _

from .addresses import is_file, video_of
from .dates import DateOrder, WrittenDate, find_dates, learn_order
from .descriptions import to_description
from .found import FoundSession, FoundSpeaker, ImportFileError
from .lines import Line, read_line
from .orphans import with_orphans
from .passages import Passage, in_one_line
from .people import split_introduction
from .people_lists import people_of_lines, people_of_paragraphs
from .starts import Start, ends_session, find_starts
from .words import AUDIENCES, DATES, DETAILS, MODERATORS, SPEAKERS, plain, split_label

MOST_SESSIONS = 1000


def too_many_sessions(number: int) -> ImportFileError:
    """Return the error for a file with more sessions than can be checked on one screen."""
    return ImportFileError(
        _("The file has %(number)d sessions. The limit is %(limit)d. Divide it into several files.")
        % {"number": number, "limit": MOST_SESSIONS}
    )


def read_passages(passages: list[Passage], *, day_first: bool, order: DateOrder | None = None) -> list[FoundSession]:
    """Return the sessions that ``passages`` describe, in the order of the page."""
    lines = [read_line(passage) for passage in passages]
    order = order or learn_order((found for line in passages for found in find_dates(line.text)), day_first=day_first)
    starts = with_orphans(lines, find_starts(lines))
    if len(starts) > MOST_SESSIONS:
        raise too_many_sessions(len(starts))
    years = _years(lines)
    ends = [start.index for start in starts[1:]] + [len(lines)]
    found = [
        _to_session(lines, start, end, order, years[start.index], number)
        for number, (start, end) in enumerate(zip(starts, ends, strict=False), start=1)
    ]
    return with_unique_keys(found)


def read_one(passages: list[Passage], order: DateOrder, *, fallback: WrittenDate | None) -> FoundSession:
    """Return the one session of ``passages``, whose first is the title; ``fallback`` is its date if no line has one."""
    lines = [read_line(passage) for passage in passages]
    index = next((index for index, line in enumerate(lines) if line.is_date_only and not line.is_page_heading), None)
    title = lines[0]
    title.title = title.title or in_one_line(passages[0].text)
    if title.date:
        index = 0
    start = Start(0, 0, index, lines[index].date if index is not None else fallback, style=1)
    return _to_session(lines, start, len(lines), order, None, 1)


def with_unique_keys(found: list[FoundSession]) -> list[FoundSession]:
    """Number the sessions whose keys are the same."""
    seen: Counter[str] = Counter()
    sessions = []
    for session in found:
        seen[session.source_key] += 1
        number = seen[session.source_key]
        sessions.append(session if number == 1 else replace(session, source_key=f"{session.source_key}-{number}"))
    return sessions


def key_of(*parts: str) -> str:
    """Return a key that is the same each time the same texts are read."""
    return hashlib.sha256("\n".join(plain(part) for part in parts).encode("utf-8", "replace")).hexdigest()[:32]


def _years(lines: list[Line]) -> list[int | None]:
    """Return for each line the year in the last heading above it, such as "2023" or "Fall 2023"."""
    year: int | None = None
    years = []
    for line in lines:
        if line.is_page_heading:
            digits = [
                word
                for word in plain(line.passage.text).split()
                if len(word) == 4 and word.isascii() and word.isdigit()
            ]
            year = int(digits[0]) if digits else year
        years.append(year)
    return years


def _to_session(
    lines: list[Line], start: Start, end: int, order: DateOrder, year: int | None, number: int
) -> FoundSession:
    own = {start.title_index, start.date_index}
    body = []
    for index in range(start.index, end):
        if index not in own and index > start.index and ends_session(lines[index], start.style):
            break
        if index not in own:
            body.append(lines[index])
    title_line = lines[start.title_index] if start.title_index is not None else None
    title = title_line.title if title_line else ""
    if title_line and (item := title_line.passage.item):
        _free_from_item(body, item)
    content = _Content([title_line] if title_line else [])
    content.read(body)
    choices = start.date.choices(order, year=year) if start.date else ()
    date_text = start.date.text if start.date else ""
    description = to_description(content.description)
    notes = _notes(title, date_text, bool(choices)) + content.not_understood
    place = _("line %(number)d") if lines[start.index].passage.number else _("session %(count)d on the page")
    return FoundSession(
        place=place % {"number": lines[start.index].passage.number, "count": number},
        source_key=key_of(title, date_text) if title else key_of(date_text, description),
        title=title,
        date=choices[0] if len(choices) == 1 else None,
        date_text=date_text,
        date_choices=choices if len(choices) > 1 else (),
        audience=content.audience,
        description=description,
        speakers=tuple(content.speakers),
        video_url=content.videos[0] if content.videos else "",
        file_urls=tuple(dict.fromkeys(content.files)),
        not_understood=tuple(notes),
    )


def _free_from_item(lines: list[Line], item: int) -> None:
    """Let what follows the title in the item of a list be paragraphs."""
    for line in lines:
        if line.passage.item == item:
            line.passage.list_tag = ""


def _notes(title: str, date_text: str, has_date: bool) -> list[str]:
    if not title and not date_text:
        return [_("This looks like a session, but it has no title and no date.")]
    if not title:
        return [_("This session has no title.")]
    if not date_text:
        return [_("This session has no date.")]
    return [] if has_date else [_("“%(text)s” is not a complete date.") % {"text": date_text}]


_SHORTEST_SENTENCE = 30


class _Content:
    """Sorts the lines of a session into speakers, addresses, audience and description."""

    def __init__(self, titles: list[Line]) -> None:
        self.description: list[Passage] = []
        self.speakers: list[FoundSpeaker] = []
        self.videos: list[str] = []
        self.files: list[str] = []
        self.audience = ""
        self.not_understood: list[str] = []
        for line in titles:
            self._read_addresses(line.passage)
            if line.rest:
                self.description.append(Passage(line.rest, escape(line.rest), number=line.passage.number))

    def read(self, lines: list[Line]) -> None:
        """Sort ``lines``, which are in the order of the page."""
        groups = _groups(lines)
        expected = ""
        for group in groups:
            for line in group:
                self._read_addresses(line.passage)
            group = [line for line in group if line.passage.text and not _is_link_only(line.passage)]
            if not group:
                continue
            first = group[0].passage
            words = plain(first.text)
            expected = plain(first.label) or expected
            if len(group) == 1 and words in SPEAKERS | MODERATORS | AUDIENCES | DETAILS:
                expected = words
            elif not self._read_people(group, expected) and not self._read_label(group, expected):
                self._describe(group)
                expected = expected if expected in SPEAKERS | MODERATORS and first.list_tag else ""

    def _read_addresses(self, passage: Passage) -> None:
        for address in passage.urls:
            if video := video_of(address):
                if not self.videos:
                    self.videos.append(video)
                elif video not in self.videos:
                    self.videos.append(video)
                    self.not_understood.append(video)
            elif is_file(address):
                self.files.append(address)

    def _read_people(self, group: list[Line], expected: str) -> bool:
        texts = [line.passage.text for line in group]
        is_expected = expected in SPEAKERS | MODERATORS
        label, rest = split_introduction(texts[0])
        if label and not rest:
            texts, is_expected = texts[1:], True
        is_list = bool(group[0].passage.list_tag or len(texts) > 1 or is_expected or label)
        people = people_of_lines(texts, is_expected=is_expected or bool(label)) if is_list else []
        people = people or people_of_paragraphs(_paragraphs(group))
        # "Moderator: Ana Ruiz" in a list is about that line only.
        if expected in MODERATORS or (label in MODERATORS and (not rest or len(group) == 1)):
            people = [replace(person, is_moderator=True) for person in people]
        self.speakers += people
        return bool(people)

    def _read_label(self, group: list[Line], expected: str) -> bool:
        text = group[0].passage.text
        label, rest = split_label(text)
        if label in AUDIENCES or expected in AUDIENCES:
            self.audience = (rest if label in AUDIENCES else text)[:255]
            return True
        return group[0].is_date_only or (label in DATES and not rest)

    def _describe(self, group: list[Line]) -> None:
        self.description += [_without_label(line.passage) for line in group]


def _is_link_only(passage: Passage) -> bool:
    """Whether a line has nothing but a link to the recording or the slides."""
    has_link = any(video_of(address) or is_file(address) for address in passage.urls)
    return has_link and len(passage.text_beside_links) < _SHORTEST_SENTENCE


_LABEL = re.compile(r"(?:<[bi]>){0,2}[^<:]{1,40}:\s?(?:</[bi]>){0,2}\s?")


def _without_label(passage: Passage) -> Passage:
    """Remove "Description:" and the like from the beginning of ``passage``."""
    label, rest = split_label(passage.text)
    match = _LABEL.match(passage.html) if label in DETAILS and rest else None
    return replace(passage, text=rest, html=passage.html[match.end() :]) if match else passage


def _groups(lines: list[Line]) -> list[list[Line]]:
    """Group the items of a list, and the lines of a paragraph."""
    groups: list[list[Line]] = []
    for line in lines:
        passage = line.passage
        last = groups[-1][-1].passage if groups else None
        continues = passage.is_continued and not _begins_part(passage.text)
        belongs = last and not passage.label and (continues or (passage.list_tag and passage.list_tag == last.list_tag))
        if belongs:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _begins_part(text: str) -> bool:
    """Whether a line after a line break begins with "Speakers:", "Audience:" or the like."""
    return bool(split_introduction(text)[0]) or split_label(text)[0] in AUDIENCES | DATES


def _paragraphs(group: list[Line]) -> list[str]:
    """Return the text of each paragraph or item, with its line breaks."""
    texts: list[list[str]] = []
    for line in group:
        if line.passage.is_continued and texts:
            texts[-1].append(line.passage.text)
        else:
            texts.append([line.passage.text])
    return ["\n".join(lines) for lines in texts]
