"""
Members' content as plain data: one function for each type of block.

Only ``service`` calls it, after ``unlocking`` has said that the request is unlocked. A type that
the table does not know is left out. Knows neither Django REST framework nor Ninja.
"""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.rich_text import expand_db_html

# The editor writes addresses of this site without its host, and a front end stands elsewhere.
_LOCAL_ADDRESS = re.compile(r'(<[^<>]*\s(?:href|src)=")(/[^"]*)(?=")')


def content_blocks(request: HttpRequest, session: Any) -> list[dict[str, Any]]:
    """Return the members' content of ``session``, in its order: ``id``, ``type`` and ``value`` of each block."""
    return [
        {"id": block.id, "type": block.block_type, "value": VALUES[block.block_type](request, block.value)}
        for block in session.members_content
        # A file that was deleted leaves its block without a value.
        if block.block_type in VALUES and block.value is not None
    ]


def text_value(request: HttpRequest, value: Any) -> str:
    """Return HTML for a reader, with whole addresses."""
    html = expand_db_html(value.source)
    return _LOCAL_ADDRESS.sub(lambda found: found[1] + request.build_absolute_uri(found[2]), html)


def video_embed_value(request: HttpRequest, value: Any) -> dict[str, str]:
    """Return the address of a video at its host; a client that shows it asks that host how."""
    return {"url": value["url"], "title": value["title"]}


def transcript_value(request: HttpRequest, value: Any) -> dict[str, str]:
    """Return what is said, as plain text: an empty line begins a paragraph."""
    return {"title": value["title"], "text": value["text"]}


VALUES: dict[str, Callable[[HttpRequest, Any], Any]] = {
    "text": text_value,
    "transcript": transcript_value,
    "video_embed": video_embed_value,
}
