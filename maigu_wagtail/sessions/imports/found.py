"""What an import found in a file, before anything is written: sessions with their speakers, and what is unclear."""

import datetime
from dataclasses import dataclass, field
from typing import Any


class ImportFileError(ValueError):
    """The file cannot be read. The message says where (row, column, line) and what to do, for an editor."""


@dataclass(frozen=True, slots=True)
class FoundSpeaker:
    """A speaker or moderator as the file names them."""

    name: str
    role: str = ""
    organisation: str = ""
    is_moderator: bool = False


@dataclass(frozen=True, slots=True)
class FoundSession:
    """
    A session as the file describes it.

    ``place`` says where it stands ("row 4", "heading 3"), ``source_key`` is the same each time the
    same file is read. ``date`` is ``None`` if there is none or ``date_choices`` has several: then an
    editor chooses. ``time_zone`` is an IANA name, "" for the site's. ``description`` is clean HTML in
    the features of the description field. ``not_understood`` holds texts of the file that are in no
    other field. ``details`` has what only an export of another section has, as JSON values
    (``details.fill_details``).
    """

    place: str
    source_key: str
    title: str = ""
    date: datetime.date | None = None
    date_text: str = ""
    date_choices: tuple[datetime.date, ...] = ()
    start_time: datetime.time | None = None
    end_time: datetime.time | None = None
    time_zone: str = ""
    audience: str = ""
    description: str = ""
    speakers: tuple[FoundSpeaker, ...] = ()
    video_url: str = ""
    file_urls: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = field(default=())
    details: dict[str, Any] = field(default_factory=dict, hash=False)
