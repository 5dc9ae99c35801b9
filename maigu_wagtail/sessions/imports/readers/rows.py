"""The rows of a spreadsheet or table as sessions."""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maigu_wagtail.sessions.imports.found import FoundSession, FoundSpeaker, ImportFileError
from maigu_wagtail.sessions.schedule import zone_names

from .addresses import is_file, video_of
from .dates import DateOrder, WrittenDate, find_dates, learn_order
from .descriptions import to_description
from .notes import date_fields, notes_on
from .pages import key_of, with_unique_keys
from .people import read_speaker, read_speakers
from .plain_text import read_text_passages
from .times import TimeFields, time_fields
from .words import AUDIENCES, COLUMN_FILLERS, COLUMNS, FIELDS, MODERATORS, SPEAKERS, plain, split_label

MOST_ROWS = 10_000
# The first rows can hold a title or a note.
_ROWS_BEFORE_HEADER = 20
_MOST_WORDS = 5
# What introduces people or an audience on a page names their column as well.
_LABELS = {"speakers": SPEAKERS, "moderator": MODERATORS, "audience": AUDIENCES}
_BETWEEN_URLS = re.compile(r"[\s,;|]+")


def field_of(header: str) -> str:
    """
    Return the field that a column named ``header`` fills, or "".

    It is one of the names in ``words.ini``, or has the words of one field only: "Date of session (US)".
    """
    name = plain(header.replace("_", " "))
    field = COLUMNS.get(name) or COLUMNS.get(plain(name.split("(")[0]), "")
    words = name.split()
    if not field and (labels := [label for label, labelled in _LABELS.items() if name in labelled]):
        return labels[0]
    if field or len(words) > _MOST_WORDS:
        return field
    fields = {COLUMNS[word] for word in words if word in COLUMNS and word not in COLUMN_FILLERS}
    return fields.pop() if len(fields) == 1 else ""


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the number of the first row with a column for the title and another one that is known."""
    for number, row in enumerate(rows[:_ROWS_BEFORE_HEADER]):
        fields = {field_of(cell) for cell in row} - {""}
        if "title" in fields and len(fields) > 1:
            return number
    return None


def read_rows(rows: Sequence[Sequence[str]], file_name: str, *, day_first: bool) -> list[FoundSession]:
    """Return a session for each row below the header. ``rows`` begins with row 1."""
    header = find_header(rows)
    if header is None:
        raise _no_header(rows, file_name)
    columns = _columns(rows[header], file_name, header + 1)
    date_column = columns.get("date")
    order = learn_order((_cell(row, date_column)[:200] for row in rows[header + 1 :]), day_first=day_first)
    found = [
        _to_session(rows[header], row, columns, number, order)
        for number, row in enumerate(rows[header + 1 :], start=header + 2)
        if any(cell.strip() for cell in row)
    ]
    return with_unique_keys(found)


def too_many_rows(file_name: str) -> ImportFileError:
    """Return the error for a file that is too long."""
    return ImportFileError(
        _("“%(file)s” has more than %(limit)d rows. Divide it into several files.")
        % {"file": file_name, "limit": MOST_ROWS}
    )


def _no_header(rows: Sequence[Sequence[str]], file_name: str) -> ImportFileError:
    names = [cell.strip()[:40] for cell in (rows[0] if rows else []) if cell.strip()][:20]
    missing = [
        name for name, field in ((_("title"), "title"), (_("date"), "date")) if field not in map(field_of, names)
    ]
    return ImportFileError(
        ngettext(
            "“%(file)s”, row 1: no column is named %(missing)s. The columns are: %(names)s. Rename the column, or use the template.",
            "“%(file)s”, row 1: no columns are named %(missing)s. The columns are: %(names)s. Rename the columns, or use the template.",
            len(missing),
        )
        % {
            "file": file_name,
            "missing": ", ".join(f"“{name}”" for name in missing),
            "names": ", ".join(names) or _("none"),
        }
    )


def _columns(header: Sequence[str], file_name: str, number: int) -> dict[str, int]:
    """Return the number of the column for each field. A name of ``words.ini`` comes before one that only has its words."""
    names = [plain(cell) for cell in header]
    for name in ("title", "date"):
        if names.count(name) > 1:
            raise ImportFileError(
                _("“%(file)s”, row %(row)d: two columns are named “%(name)s”. Rename one of them.")
                % {"file": file_name, "row": number, "name": name}
            )
    columns: dict[str, int] = {}
    for column in sorted(range(len(header)), key=lambda column: names[column] not in COLUMNS):
        if field := field_of(header[column]):
            columns.setdefault(field, column)
    return columns


def _cell(row: Sequence[str], column: int | None) -> str:
    return row[column].strip() if column is not None and column < len(row) else ""


def _to_session(
    header: Sequence[str], row: Sequence[str], columns: dict[str, int], number: int, order: DateOrder
) -> FoundSession:
    cells = {field: _cell(row, columns.get(field)) for field in FIELDS}
    title = " ".join(cells["title"].split())
    written = next(iter(find_dates(cells["date"][:200])), None)
    dates = date_fields(written, order, text=cells["date"])
    times, unclear = _times(cells, written)
    speakers, not_people = _speakers(cells)
    video, files, not_files = _addresses(cells)
    return FoundSession(
        place=_("row %(number)d") % {"number": number},
        source_key=key_of("id", cells["id"]) if cells["id"] else key_of(title, cells["date"]),
        title=title,
        **dates,
        **times,
        audience=cells["audience"],
        description=to_description(read_text_passages(cells["description"])),
        speakers=speakers,
        video_url=video,
        file_urls=files,
        not_understood=(*notes_on(title, dates), *unclear, *not_people, *not_files, *_unknown(header, row, columns)),
    )


def _times(cells: dict[str, str], written: WrittenDate | None) -> tuple[TimeFields, list[str]]:
    """Return the times in their columns, or those beside the date."""
    zone = cells["time_zone"]
    text = "–".join(filter(None, (cells["start_time"], cells["end_time"]))) + f" {'' if zone in zone_names() else zone}"
    times, unclear = time_fields([text.strip(), written.text_beside(cells["date"]) if written else ""])
    return times | {"time_zone": zone} if zone in zone_names() else times, unclear


def _addresses(cells: dict[str, str]) -> tuple[str, tuple[str, ...], list[str]]:
    """Return the address of the video, those of files, and what else is in their columns."""
    video = cells["video"]
    parts = [part for part in _BETWEEN_URLS.split(cells["files"]) if part]
    if is_file(video):
        video, parts = "", [*parts, video]
    files = tuple(part for part in parts if part.startswith(("https://", "http://")))
    rest = [part for part in parts if part not in files]
    if not video or video_of(video) or video.startswith("https://"):
        return video_of(video) or video, files, rest
    return "", files, [*rest, video]


def _unknown(header: Sequence[str], row: Sequence[str], columns: dict[str, int]) -> list[str]:
    """Return the cells of the columns that no field has, with the names of their columns."""
    known = set(columns.values())
    cells = [(column, cell.strip()) for column, cell in enumerate(row) if column not in known and cell.strip()]
    return [": ".join(filter(None, (_cell(header, column), cell))) for column, cell in cells]


def _speakers(cells: dict[str, str]) -> tuple[tuple[FoundSpeaker, ...], list[str]]:
    """Return the people in the columns for speakers and moderators, and the texts that are none."""
    people: list[FoundSpeaker] = []
    unknown = []
    for field in ("speakers", "moderator"):
        for text in re.split(r"\n|\s\|\s", cells[field]):
            if not text.strip():
                continue
            found = _people(text)
            people += [replace(person, is_moderator=True) for person in found] if field == "moderator" else found
            unknown += [] if found else [text.strip()]
    return tuple(people), unknown


def _people(text: str) -> list[FoundSpeaker]:
    """Read "Name; Role; Organisation", which the template uses, or any other way to name people."""
    label, rest = split_label(text)
    parts = [part.strip() for part in (rest if label else text).split(";")]
    if 2 <= len(parts) <= 3 and not any(read_speaker(part) for part in parts):
        person = read_speaker(f"{label}: {parts[0]}" if label else parts[0], is_expected=True)
        if person:
            return [replace(person, role=parts[1], organisation=parts[2] if len(parts) == 3 else "")]
    return read_speakers(text)
