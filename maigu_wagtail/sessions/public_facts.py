"""
Public information about sessions, for feeds, calendars and structured data.

Never includes members' content.
"""

import datetime as dt
import re
import uuid
from typing import Any
from urllib.parse import urljoin

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator
from wagtail.rich_text import get_text_for_indexing

from .titles import one_line

# For a live page without a publication date; ``maigu_rebuild`` sets one.
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.timezone.utc)

# In characters.
LONGEST_SUMMARY = 240
# A longer one is taken for a script without spaces.
LONGEST_WORD = 40
# A full stop after these does not end a sentence; the same goes for initials ("J. Smith", "U.S. law").
_TITLES = ("Dr", "Gov", "Hon", "Jr", "Lt", "Mr", "Mrs", "Ms", "Prof", "Rep", "Sen", "Sgt", "Sr", "Sra", "St", "vs")
# Other scripts have their own full stops, some without a space after them.
_SENTENCE_END = re.compile(
    r"(?<!\b\w)" + "".join(rf"(?<!\b{title})" for title in _TITLES) + r"[.!?…؟۔।]+[”’»\")\]]*(?=\s|$)|[。！？]"
)


def page_uuid(page: Any) -> uuid.UUID:
    """
    Return an id for feeds and calendars that survives changes to the page's title, URL or host.

    Translations share a ``translation_key``, so the language is part of the id.
    """
    return uuid.uuid5(page.translation_key, page.locale.language_code)


def public_title(page: Any) -> str:
    """Return the title of ``page`` on one line, even if it was set without saving the page."""
    return one_line(page.title)


def plain_text(html: str, length: int | None = None) -> str:
    """Return the text of ``html`` on one line, truncated to ``length`` characters if given."""
    text = " ".join(one_line(get_text_for_indexing(html)).split())
    return _cut(text, length) if length else text


def _cut(text: str, length: int) -> str:
    """Return ``text``, or as many of its words as ``length`` holds; scripts without spaces are cut at a character."""
    cut = str(Truncator(text).chars(length))
    words, _space, rest = cut[:-1].rpartition(" ")
    if cut == text or not words or len(rest) > LONGEST_WORD:
        return cut
    return words.rstrip(" ,;:–—") + cut[-1]


def summary(html: str) -> str:
    """Return the first two sentences of ``html`` as plain text, truncated to ``LONGEST_SUMMARY`` characters."""
    text = plain_text(html)
    ends = [found.end() for found in _SENTENCE_END.finditer(text[: LONGEST_SUMMARY + 1])]
    return text[: ends[1]].rstrip() if len(ends) > 1 else _cut(text, LONGEST_SUMMARY)


def last_change(page: Any) -> dt.datetime:
    """Return when the page was last published; if never, a time that does not change between calls."""
    return page.last_published_at or page.latest_revision_created_at or LONG_AGO


def poster_address(session: Any) -> str:
    """Return the URL path of the public poster of ``session``, or ""."""
    poster = session.public_poster
    return reverse("maigu_wagtail:file", args=[poster.uid, poster.poster_name]) if poster else ""


def full_poster_address(request: HttpRequest, session: Any) -> str:
    """Return what ``poster_address`` does, on the page's own site, for those who only get this address."""
    address = poster_address(session)
    parts = session.get_url_parts(request) if address else None
    return urljoin(parts[1], address) if parts else ""
