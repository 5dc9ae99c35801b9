"""The sessions on a page: from where one begins to where the next one does."""

import hashlib
from collections import Counter
from dataclasses import replace

from django.utils.translation import gettext as _

from maigu_wagtail.sessions.imports.found import FoundSession, ImportFileError

from .dates import DateOrder, WrittenDate, find_dates, learn_order
from .descriptions import to_description
from .left_out import left_out
from .lines import Line, is_other_date
from .notes import date_fields, notes_on
from .orphans import with_orphans
from .page_lines import read_lines
from .passages import Passage, in_one_line
from .people import may_name_speakers
from .session_text import SessionText
from .starts import Start, ends_session, find_starts
from .times import time_fields
from .words import plain

MOST_SESSIONS = 1000
_LONGEST_WITH_DATE = 500


def too_many_sessions(number: int) -> ImportFileError:
    """Return the error for a file with more sessions than can be checked on one screen."""
    return ImportFileError(
        _("The file has %(number)d sessions. The limit is %(limit)d. Divide it into several files.")
        % {"number": number, "limit": MOST_SESSIONS}
    )


def read_passages(passages: list[Passage], *, day_first: bool, order: DateOrder | None = None) -> list[FoundSession]:
    """Return the sessions that ``passages`` describe, in the order of the page."""
    lines = read_lines(passages)
    order = order or learn_order((passage.text for passage in passages), day_first=day_first)
    starts = with_orphans(lines, find_starts(lines))
    if len(starts) > MOST_SESSIONS:
        raise too_many_sessions(len(starts))
    years = _years(lines)
    ends = [start.index for start in starts[1:]] + [len(lines)]
    found = [
        _to_session(lines, start, end, order, years[start.index], number=number, is_last=end == len(lines))
        for number, (start, end) in enumerate(zip(starts, ends, strict=False), start=1)
    ]
    return with_unique_keys(found)


def read_one(passages: list[Passage], order: DateOrder, *, fallback: WrittenDate | None) -> FoundSession:
    """Return the one session of ``passages``, whose first is the title; ``fallback`` is its date if no line has one."""
    lines = read_lines(passages)
    index = next((index for index, line in enumerate(lines) if line.is_date_only and not line.is_page_heading), None)
    title = lines[0]
    title.title = title.title or in_one_line(passages[0].text)
    if title.date:
        index = 0
    start = Start(0, 0, index, lines[index].date if index is not None else fallback, style=1)
    return _to_session(lines, start, len(lines), order, None, number=1)


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
    lines: list[Line], start: Start, end: int, order: DateOrder, year: int | None, *, number: int, is_last: bool = True
) -> FoundSession:
    title_line = lines[start.title_index] if start.title_index is not None else None
    title = title_line.title if title_line else ""
    body = _body(lines, start, end)
    date_line = lines[start.date_index] if start.date_index is not None else None
    text = SessionText(title_line, date_line, body)
    written = _completed(start.date, body, year)
    dates = date_fields(written, order, year=year)
    times, unclear = time_fields(text.whens)
    videos = list(dict.fromkeys(text.videos))
    description = to_description(text.description)
    place = _("line %(number)d") if lines[start.index].passage.number else _("session %(count)d on the page")
    found = FoundSession(
        place=place % {"number": lines[start.index].passage.number, "count": number},
        source_key=key_of(title or description, start.date.text if start.date else ""),
        title=title,
        **dates,
        **times,
        audience=text.audience,
        description=description,
        speakers=tuple(text.speakers),
        video_url=videos[0] if videos else "",
        file_urls=tuple(dict.fromkeys(text.files)),
        not_understood=(*notes_on(title, dates), *unclear, *videos[1:]),
    )
    if not text.speakers and any(may_name_speakers(passage.text) for passage in text.description):
        found = replace(found, not_understood=(*found.not_understood, _("The description may name speakers.")))
    # What follows the last session is the end of the page.
    rest = left_out(body if is_last else lines[start.index : end], found)
    return replace(found, not_understood=(*found.not_understood, *rest))


def _completed(written: WrittenDate | None, body: list[Line], year: int | None) -> WrittenDate | None:
    """Return ``written``, "March 2024" say, as the one day that ``body`` names and that agrees with it."""
    if not written or not (written.without_day or written.without_year and not year):
        return written
    texts = [line.passage.text[:_LONGEST_WITH_DATE] for line in body]
    found = [date for text in texts for date in find_dates(text) if not is_other_date(text, date)]
    days = {day: date for date in found for day in date.days_in(written)}
    if len(days) != 1:
        return written
    [(day, date)] = days.items()
    return replace(date, month_first=day, day_first=day)


def _body(lines: list[Line], start: Start, end: int) -> list[Line]:
    """Return the lines of a session without those of its title and date."""
    body = []
    for index in range(start.index, end):
        if index not in {start.title_index, start.date_index}:
            if index > start.index and ends_session(lines[index], start.style):
                break
            body.append(lines[index])
    # The number of the next session.
    return body[:-1] if body and body[-1].is_number and end < len(lines) else body
