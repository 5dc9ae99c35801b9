"""
Serialises members' content: one function for each block type.

Only called once ``access.policy`` has found the request unlocked, and by the preview viewsets for a
draft that an editor can see in the CMS. A block type that is not in ``VALUES`` is left out. Must
not depend on Django REST framework or Ninja.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from wagtail.rich_text import expand_db_html

from maigu_wagtail.access.grants import Grant
from maigu_wagtail.members.file_access import signed_address
from maigu_wagtail.recordings.models import Handout, PrivateFileMixin, Recording
from maigu_wagtail.recordings.transcripts import captions_without_text
from maigu_wagtail.sessions.contents import caption_label
from maigu_wagtail.sessions.join_link import join_address, opening_time

# The editor stores links within the site without a host, but a front end may be on another host.
_LOCAL_ADDRESS = re.compile(r'(<[^<>]*\s(?:href|src)=")(/[^"]*)(?=")')


@dataclass(frozen=True, slots=True)
class Reader:
    """An unlocked request: its session, and the grant that unlocked it (``None`` if the session is public)."""

    request: HttpRequest
    session: Any
    grant: Grant | None = field(repr=False)

    def address(self, file: PrivateFileMixin, name: str) -> tuple[str, datetime | None]:
        """Return a URL of ``file`` that a player can use as it is, and when it expires (``None`` if it does not)."""
        return signed_address(self.request, file, name, self.session, self.grant)


def utc_text(moment: datetime) -> str:
    """Return ``moment`` in UTC in RFC 3339 format, to the second."""
    return moment.astimezone(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")


def content_blocks(reader: Reader) -> list[dict[str, Any]]:
    """Return the blocks of the members' content as dicts with ``id``, ``type`` and ``value``, in order."""
    # A block whose file was deleted has no value.
    blocks = [
        block for block in reader.session.members_content if block.block_type in VALUES and block.value is not None
    ]
    if not reader.session.is_upcoming:
        blocks = [block for block in blocks if block.block_type != "join_link"]
    recordings = [block.value for block in blocks if isinstance(block.value, Recording)]
    prefetch_related_objects(recordings, captions_without_text())
    return [
        {"id": block.id, "type": block.block_type, "value": VALUES[block.block_type](reader, block.value)}
        for block in blocks
    ]


def text_value(reader: Reader, value: Any) -> str:
    """Return the HTML of a text block, with absolute URLs."""
    html = expand_db_html(value.source)
    return _LOCAL_ADDRESS.sub(lambda found: found[1] + reader.request.build_absolute_uri(found[2]), html)


def recording_value(reader: Reader, recording: Recording) -> dict[str, Any]:
    """Return a recording with URLs of its file, poster and captions, all valid until ``expires_at``."""
    return {
        **_file(reader, recording),
        "uid": str(recording.uid),
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
    """Return a handout, with the URL to download it."""
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
    """Return the URL of a video at its host. The client has to ask the host how to embed it."""
    return {"url": value["url"], "title": value["title"]}


def transcript_value(reader: Reader, value: Any) -> dict[str, str]:
    """Return a transcript as plain text, with paragraphs separated by blank lines."""
    return {"title": value["title"], "text": value["text"]}


def join_link_value(reader: Reader, value: Any) -> dict[str, Any]:
    """
    Return how to join a session that is not over, and when.

    Members get the details before ``opens_at`` too, to put them in their calendar; the client shows
    "Join now" from then until ``closes_at``. ``url`` is ``None`` if it is not safe to link to.
    """
    session = reader.session
    return {
        "url": join_address(value) or None,
        **{name: value[name] or "" for name in ("platform", "meeting_id", "passcode", "dial_in")},
        "opens_at": utc_text(opening_time(session, value)),
        "closes_at": utc_text(session.ends_at),
    }


VALUES: dict[str, Callable[[Reader, Any], Any]] = {
    "join_link": join_link_value,
    "recording": recording_value,
    "resource": resource_value,
    "text": text_value,
    "transcript": transcript_value,
    "video_embed": video_embed_value,
}
