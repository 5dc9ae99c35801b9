"""
What may be said of a session to anybody: in a feed, a calendar or structured data.

Members' content is in none of it. Texts come out plain, moments with their time zone.
"""

import datetime as dt
import re
import uuid
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator
from wagtail.rich_text import get_text_for_indexing

from .titles import one_line

# A page that was live before its publication was dated has no date until ``maigu_rebuild`` gives it one.
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.timezone.utc)

# Characters that a summary in a list may have.
LONGEST_SUMMARY = 240
# After these a full stop ends no sentence, nor after an initial ("J. Smith", "U.S. law").
_TITLES = ("Dr", "Gov", "Hon", "Jr", "Lt", "Mr", "Mrs", "Ms", "Prof", "Rep", "Sen", "Sgt", "Sr", "Sra", "St", "vs")
# Other scripts have full stops of their own, some without a space after them.
_SENTENCE_END = re.compile(
    r"(?<!\b\w)" + "".join(rf"(?<!\b{title})" for title in _TITLES) + r"[.!?…؟۔।]+[”’»\")\]]*(?=\s|$)|[。！？]"
)


def page_uuid(page: Any) -> uuid.UUID:
    """
    Return an id for feeds and calendars that stays when the page's title, address or host changes.

    A page and its translation have one ``translation_key``, so the language is part of it.
    """
    return uuid.uuid5(page.translation_key, page.locale.language_code)


def public_title(page: Any) -> str:
    """Return the title of ``page`` in one line, also where it was set by an update that saves no page."""
    return one_line(page.title)


def plain_text(html: str, length: int | None = None) -> str:
    """Return the words of ``html`` in one line, cut at a word to ``length`` characters where one is given."""
    text = " ".join(one_line(get_text_for_indexing(html)).split())
    return Truncator(text).chars(length) if length else text


def summary(html: str) -> str:
    """Return the first two sentences of ``html`` as plain text, or as much of them as ``LONGEST_SUMMARY`` holds."""
    text = plain_text(html)
    ends = [found.end() for found in _SENTENCE_END.finditer(text[: LONGEST_SUMMARY + 1])]
    return text[: ends[1]].rstrip() if len(ends) > 1 else Truncator(text).chars(LONGEST_SUMMARY)


def last_change(page: Any) -> dt.datetime:
    """Return when the page was last published; of a page that never was, the same moment each time."""
    return page.last_published_at or page.latest_revision_created_at or LONG_AGO


def poster_address(session: Any) -> str:
    """Return the address of the picture of ``session`` that everyone may see, without the host; empty where there is none."""
    poster = session.public_poster
    return reverse("maigu_wagtail:file", args=[poster.uid, poster.poster_name]) if poster else ""


def full_poster_address(request: HttpRequest, session: Any) -> str:
    """Return what ``poster_address`` does, with the host, for those who only get this address."""
    address = poster_address(session)
    return request.build_absolute_uri(address) if address else ""
