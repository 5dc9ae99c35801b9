"""
A section's sessions as plain values for a JSON file, which ``sessions.imports.exported`` reads again.

Public values are those of the public pages. Members' content is added only where the caller says
so. Passwords, unlock links and figures are in no export: this module cannot reach them.
"""

from collections.abc import Callable, Collection
from typing import Any

from wagtail.rich_text import expand_db_html

from maigu_wagtail.recordings.models import PrivateFileMixin, Recording

from .public_pages import public_html

FORMAT, VERSION = "maigu_wagtail.sessions", 1
# Copied as they are; dates and times in ISO 8601.
PLAIN = ("title", "slug", "audience", "time_zone", "registration_url", "access")
MOMENTS = ("date", "start_time", "end_time", "public_from")
SPEAKER = ("name", "role", "organisation", "biography", "link")


def exported_section(section: Any, *, members_of: Collection[int] = ()) -> dict[str, Any]:
    """
    Return ``section`` with its sessions, newest first.

    Contains the publicly listed sessions, with what everyone can see. Those with a primary key in
    ``members_of`` are included even if they are drafts, with their members' content.
    """
    listed = set(section.listed_sessions().values_list("pk", flat=True))
    sessions = section.sessions().filter(pk__in=listed | set(members_of))
    # Without a date, a session is a draft that still needs work: first.
    rows = sorted(sessions, key=lambda session: (session.date is None, str(session.date), session.pk), reverse=True)
    return {
        "format": FORMAT,
        "version": VERSION,
        "section": {"title": section.title, "introduction": section.introduction_html},
        "sessions": [exported_session(each, with_members=each.pk in members_of) for each in rows],
    }


def exported_session(session: Any, *, with_members: bool = False) -> dict[str, Any]:
    """Return ``session`` as published, with its members' content if ``with_members``."""
    values = {name: getattr(session, name) for name in PLAIN}
    moments = {name: getattr(session, name) for name in MOMENTS}
    values |= {name: moment.isoformat() if moment else None for name, moment in moments.items()}
    values["is_published"] = session.live
    values["description"] = public_html(session.description, session)
    values["speakers"] = [_speaker(block) for block in session.speakers]
    if with_members:
        values["members_content"] = [_block(block) for block in session.members_content if block.value is not None]
    return values


def _speaker(block: Any) -> dict[str, Any]:
    photo = block.value.get("photo")
    values = {name: block.value.get(name) or "" for name in SPEAKER}
    return {"type": block.block_type, **values, "photo": photo.filename if photo else ""}


def _block(block: Any) -> dict[str, Any]:
    """Return a block of members' content. The files themselves are not in it, only their names."""
    value = VALUES.get(block.block_type, lambda value: block.get_prep_value()["value"])(block.value)
    return {"type": block.block_type, "value": value}


def _file(file: PrivateFileMixin) -> dict[str, Any]:
    return {"uid": str(file.uid), "title": file.title, "file_name": file.original_name}


def _recording(recording: Recording) -> dict[str, Any]:
    captions = [
        {"language": caption.language, "label": caption.label, "webvtt": caption.webvtt}
        for caption in recording.captions.all()
    ]
    facts = {"duration": recording.duration, "is_downloadable": recording.is_downloadable}
    return {**_file(recording), **facts, "transcript": recording.transcript, "captions": captions}


VALUES: dict[str, Callable[[Any], Any]] = {
    "recording": _recording,
    "resource": _file,
    # With the addresses of pages, because their ids mean others on another site.
    "text": lambda value: expand_db_html(value.source),
}
