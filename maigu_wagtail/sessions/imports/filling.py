"""Puts what was found into a session page, without saving it."""

from collections.abc import Collection
from typing import Any

from maigu_wagtail.sessions.schedule import default_time_zone
from maigu_wagtail.sessions.speakers import speaker_key

from .checking import video_address
from .found import FoundSession

SIMPLE = ("title", "date", "audience", "description")
FIELDS = (*SIMPLE, "times", "speakers", "video_url")


def fill_page(page: Any, found: FoundSession, fields: Collection[str] = FIELDS) -> None:
    """
    Set ``fields`` of ``page`` to what ``found`` has.

    Speakers who stay keep their photo, biography and link; other blocks of members' content stay.
    """
    for name in SIMPLE:
        if name in fields:
            value = getattr(found, name)
            setattr(page, name, value.strip() if isinstance(value, str) else value)
    if "times" in fields:
        page.start_time, page.end_time = found.start_time, found.end_time
        page.time_zone = found.time_zone or default_time_zone()
    if "speakers" in fields:
        _set_speakers(page, found)
    if "video_url" in fields and found.video_url:
        _set_video(page, video_address(found.video_url))


def _set_speakers(page: Any, found: FoundSession) -> None:
    existing = {speaker_key(block.value["name"]): block.value for block in page.speakers}
    page.speakers = [
        (
            "moderator" if speaker.is_moderator else "speaker",
            {
                **existing.get(speaker_key(speaker.name), {}),
                "name": speaker.name,
                "role": speaker.role,
                "organisation": speaker.organisation,
            },
        )
        for speaker in found.speakers
    ]


def _set_video(page: Any, address: str) -> None:
    for block in page.members_content:
        if block.block_type == "video_embed":
            block.value["url"] = address
            return
    page.members_content.append(("video_embed", {"url": address, "title": page.title}))
