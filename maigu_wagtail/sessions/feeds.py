"""A section's Atom feed (RFC 4287), written with Django's feed generator."""

import datetime as dt
import re
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed
from wagtail.models import Site

from maigu_wagtail.conf import conf

from .contents import recording_note
from .listing import with_descriptions
from .public_facts import last_change, page_uuid, plain_text, public_title

# Characters that XML 1.0 (section 2.2) forbids, which pasted text can contain.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class SectionFeed(Atom1Feed):
    """An Atom feed with ``xml:base`` set to the section, and a valid date even without entries."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xml:base": self.feed["link"]}

    def latest_post_date(self) -> dt.datetime:
        return super().latest_post_date() if self.items else self.feed["section_changed"]


def section_feed(request: HttpRequest, section: Any) -> HttpResponse:
    """Return a feed of the section's sessions, newest first."""
    address = section.get_full_url(request)
    site = Site.find_for_request(request)
    feed = SectionFeed(
        title=public_title(section),
        link=address,
        description=None,
        subtitle=_xml(plain_text(section.introduction)) or None,
        language=section.locale.language_code,
        author_name=_xml((site.site_name if site else "") or public_title(section)),
        feed_url=f"{address}feed/",
        feed_guid=page_uuid(section).urn,
        section_changed=last_change(section),
    )
    sessions = section.listed_sessions().newest_first().prefetch_related("locale")
    for session in with_descriptions(sessions[: conf.MAIGU_WAGTAIL_FEED_LENGTH], section):
        link, changed, note = session.get_full_url(request), last_change(session), recording_note(session)
        entry = {"description": with_absolute_addresses(session.description_html, link), "note": note}
        feed.add_item(
            title=public_title(session),
            link=link,
            description=_xml(render_to_string("maigu_wagtail/feed_entry.html", entry)) or None,  # type: ignore[arg-type]  # None omits it
            unique_id=page_uuid(session).urn,
            pubdate=session.first_published_at or changed,
            # Mailing tools look for updated entries. A recording that was there before is available once the session is over.
            updateddate=max(changed, session.ends_at) if note and session.ends_at else changed,
            categories=[_xml(session.audience)] if session.audience else (),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def with_absolute_addresses(html: str, base: str) -> str:
    """Return ``html`` with absolute URLs for links and images, because many feed readers ignore ``xml:base``."""
    soup = BeautifulSoup(html, "html.parser")
    for name in ("href", "src"):
        for element in soup.select(f"[{name}]"):
            # Leave invalid URLs as they are.
            with suppress(ValueError):
                element[name] = urljoin(base, str(element[name]))
    return str(soup)


def _xml(text: str) -> str:
    return FORBIDDEN.sub("", text)
