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
        if block.block_type in VALUES
    ]


def text_value(request: HttpRequest, value: Any) -> str:
    """Return HTML for a reader, with whole addresses."""
    html = expand_db_html(value.source)
    return _LOCAL_ADDRESS.sub(lambda found: found[1] + request.build_absolute_uri(found[2]), html)


VALUES: dict[str, Callable[[HttpRequest, Any], Any]] = {
    "text": text_value,
}
