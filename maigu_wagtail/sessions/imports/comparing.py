"""What differs between a session that was found and the page that exists already."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from maigu_wagtail.sessions.dates import long_date
from maigu_wagtail.sessions.schedule import default_time_zone
from maigu_wagtail.sessions.speakers import speaker_lines

from .checking import video_address
from .description_text import to_text
from .found import FoundSession, FoundSpeaker
from .speaker_text import speakers_text

LABELS = {
    "title": _("Title"),
    "date": _("Date"),
    "times": _("Time"),
    "audience": _("Audience"),
    "description": _("Description"),
    "speakers": _("Speakers"),
    "video_url": _("Video"),
}
# Fields of the page and of what was found by the same name.
PLAIN = ("title", "date", "start_time", "end_time", "time_zone", "audience", "description")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose text in the file (``new``) is not the page's. ``is_edited`` if it did not come from an import."""

    field: str
    old: str
    new: str
    is_edited: bool

    @property
    def label(self) -> Any:
        """The name of the field."""
        return LABELS[self.field]


def differences(found: FoundSession, page: Any, imported: Revision | None) -> list[Difference]:
    """
    Return the fields in which ``found`` has something else than the newest revision of ``page``.

    ``imported`` is the revision that an import saved last; ``None`` if none did. What the file does
    not have is no difference. Makes no query if ``page`` has its ``latest_revision``.
    """
    new, old = texts_of(found), texts_of(current(page))
    before = texts_of(_of_revision(imported, page)) if imported else {}
    return [
        Difference(name, old[name], text, is_edited=bool(old[name]) and before.get(name) != old[name])
        for name, text in new.items()
        if text and text != old[name]
    ]


def texts_of(found: FoundSession) -> dict[str, str]:
    """Return the fields of ``found`` as an editor reads them."""
    return {
        "title": found.title.strip(),
        "date": long_date(found.date),
        "times": times_text(found),
        "audience": found.audience.strip(),
        "description": to_text(found.description),
        "speakers": speakers_text(found.speakers),
        "video_url": video_address(found.video_url),
    }


def times_text(found: FoundSession) -> str:
    """Return when ``found`` starts and ends, with the time zone; "" without a start."""
    times = "–".join(time_format(clock) for clock in (found.start_time, found.end_time) if clock)
    return f"{times} ({found.time_zone or default_time_zone()})" if found.start_time else ""


def current(page: Any) -> FoundSession:
    """Return what the newest revision of ``page`` has."""
    if page.latest_revision:
        return _of_revision(page.latest_revision, page)
    values = {name: getattr(page, name) for name in PLAIN}
    return _found(values, page.speakers.raw_data, page.members_content.raw_data)


def _of_revision(revision: Revision, page: Any) -> FoundSession:
    content = revision.content
    values = {name: page._meta.get_field(name).to_python(content[name]) for name in PLAIN}
    return _found(values, json.loads(content["speakers"] or "[]"), json.loads(content["members_content"] or "[]"))


def _found(
    values: dict[str, Any], speakers: Iterable[Mapping[str, Any]], members_content: Iterable[Mapping[str, Any]]
) -> FoundSession:
    people = (
        FoundSpeaker(line.name, line.role, line.organisation, line.is_moderator) for line in speaker_lines(speakers)
    )
    videos = (block["value"]["url"] for block in members_content if block["type"] == "video_embed")
    return FoundSession(place="", source_key="", **values, speakers=tuple(people), video_url=next(videos, ""))
