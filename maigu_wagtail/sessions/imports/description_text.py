"""The description of a session as plain text, and back, for a form without a script."""

import re
from html import unescape

from django.utils.html import linebreaks, strip_tags

_ENDS = re.compile(r"</(?:p|h[1-6]|ul|ol)>", re.IGNORECASE)
_BREAKS = re.compile(r"<br\s*/?>|</li>", re.IGNORECASE)
_PLAIN_TAGS = re.compile(r"</?p>|<br\s*/?>", re.IGNORECASE)


def to_text(html: str) -> str:
    """Return ``html`` as text, with a blank line between paragraphs."""
    text = unescape(strip_tags(_BREAKS.sub("\n", _ENDS.sub("\n\n", html))))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def from_text(text: str) -> str:
    """Return ``text`` as HTML, in which no tag of ``text`` survives."""
    return str(linebreaks(text.strip(), autoescape=True)).replace("\n\n", "") if text.strip() else ""


def is_formatted(html: str) -> bool:
    """Return whether ``html`` has links, lists or emphasis, which text cannot show."""
    return "<" in _PLAIN_TAGS.sub("", html)
