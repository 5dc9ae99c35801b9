"""
Members' content as plain data: one function for each type of block.

Only ``views`` calls it, after ``access.policy`` has said that the request is unlocked, and
``viewsets`` for the preview of a draft that an editor sees so in the CMS (``previewing``). A type
that the table does not know is left out. Knows neither Django REST framework nor Ninja.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from wagtail.rich_text import expand_db_html

from maigu_wagtail.members.file_access import signed_address
from maigu_wagtail.recordings.models import Handout, PrivateFileMixin, Recording
from maigu_wagtail.recordings.transcripts import captions_without_text
from maigu_wagtail.sessions.contents import caption_label

# The editor writes addresses of this site without its host, and a front end stands elsewhere.
_LOCAL_ADDRESS = re.compile(r'(<[^<>]*\s(?:href|src)=")(/[^"]*)(?=")')


@dataclass(frozen=True, slots=True)
class Reader:
    """An unlocked request: for which session, and by which token (empty if the session is open)."""

    request: HttpRequest
    session: Any
    token: str = field(repr=False)

    def address(self, file: PrivateFileMixin, name: str) -> tuple[str, datetime | None]:
        """Return an address of ``file`` that a player can ask for as it is, and when it ends."""
        return signed_address(self.request, file, name, self.session, self.token)


def utc_text(moment: datetime) -> str:
    """Return ``moment`` in UTC as RFC 3339 writes it, to the second."""
    return moment.astimezone(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")


def content_blocks(reader: Reader) -> list[dict[str, Any]]:
    """Return the members' content for ``reader``, in its order: ``id``, ``type`` and ``value`` of each block."""
    # A file that was deleted leaves its block without a value.
    blocks = [
        block for block in reader.session.members_content if block.block_type in VALUES and block.value is not None
    ]
    recordings = [block.value for block in blocks if isinstance(block.value, Recording)]
    prefetch_related_objects(recordings, captions_without_text())
    return [
        {"id": block.id, "type": block.block_type, "value": VALUES[block.block_type](reader, block.value)}
        for block in blocks
    ]


def text_value(reader: Reader, value: Any) -> str:
    """Return HTML for a reader, with whole addresses."""
    html = expand_db_html(value.source)
    return _LOCAL_ADDRESS.sub(lambda found: found[1] + reader.request.build_absolute_uri(found[2]), html)


def recording_value(reader: Reader, recording: Recording) -> dict[str, Any]:
    """Return a recording with the addresses of its file, its poster and its captions, all good until ``expires_at``."""
    return {
        **_file(reader, recording),
        "kind": "audio" if recording.is_audio else "video",
        "duration": recording.duration,
        "width": recording.width,
        "height": recording.height,
        "poster": reader.address(recording, recording.poster_name)[0] if recording.poster else None,
        "captions": [
            {
                "language": caption.language,
                "label": caption_label(caption),
                "url": reader.address(recording, caption.name)[0],
            }
            for caption in recording.captions.all()
        ],
        "transcript": recording.transcript,
    }


def resource_value(reader: Reader, handout: Handout) -> dict[str, Any]:
    """Return a document to download."""
    return {**_file(reader, handout), "name": handout.download_name}


def _file(reader: Reader, file: PrivateFileMixin) -> dict[str, Any]:
    url, until = reader.address(file, file.download_name)
    return {
        "title": file.title,
        "url": url,
        "expires_at": until and utc_text(until),
        "content_type": file.content_type,
        "size": file.size,
    }


def video_embed_value(reader: Reader, value: Any) -> dict[str, str]:
    """Return the address of a video at its host; a client that shows it asks that host how."""
    return {"url": value["url"], "title": value["title"]}


def transcript_value(reader: Reader, value: Any) -> dict[str, str]:
    """Return what is said, as plain text: an empty line begins a paragraph."""
    return {"title": value["title"], "text": value["text"]}


VALUES: dict[str, Callable[[Reader, Any], Any]] = {
    "recording": recording_value,
    "resource": resource_value,
    "text": text_value,
    "transcript": transcript_value,
    "video_embed": video_embed_value,
}
