"""
The parts of public pages that are the same for everyone, cached until something changes.

A page's parts are cached together, under one key that holds everything their HTML depends on. A
change raises the section's version (``versions``), so older parts are no longer looked up, and expire.
The version is read first, so that the pages read after it are at least as new.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.functional import cached_property
from django.utils.translation import get_language
from wagtail import __version__ as wagtail_version
from wagtail.models import Site

from maigu_wagtail import __version__
from maigu_wagtail.conf import conf

from . import cache
from .versions import version_of

# Seconds. Short, because a new template and a change made with SQL count no version up.
LIFETIME = 600


class CachedParts:
    """The cached parts of a page, by name: read together, and written when one is missing."""

    def __init__(self, key: str, *pages: Any) -> None:
        """Read what is cached under ``key``; nothing is cached without one. ``pages`` were loaded before the version."""
        self.key = key
        self.pages = pages
        self.html: dict[str, str] = (key and cache.read(conf.MAIGU_WAGTAIL_PAGE_CACHE, key)) or {}

    def get_or_render(self, name: str, render: Callable[[], str]) -> str:
        """Return the part ``name``, rendered if it is not cached."""
        if name in self.html:
            return self.html[name]
        html = render()
        if self.key and self._is_current:
            self.html[name] = html
            cache.write(conf.MAIGU_WAGTAIL_PAGE_CACHE, self.key, self.html, LIFETIME)
        return html

    @cached_property
    def _is_current(self) -> bool:
        """Whether the pages are still as they were loaded; otherwise old HTML would be cached under the new version."""
        return all(map(_is_unchanged, self.pages))


def parts_of_section(request: HttpRequest, section: Any, listing: Any) -> CachedParts:
    """Return the cached parts of a section's page; none with filters, because there is no end of those."""
    if listing.version is None or not _is_cacheable(request):
        return CachedParts("")
    upcoming = tuple(session.pk for session in listing.upcoming)
    # With each opening another one is next, and the row of a session says that it is open.
    facts = (section.pk, listing.page.number, upcoming, listing.filter_counts.next_opening(listing.now))
    return CachedParts(_key(request, listing.version, *facts), section)


def parts_of_session(request: HttpRequest, session: Any) -> CachedParts:
    """Return the cached parts of a session's public page."""
    section = session.section
    if section is None or not _is_cacheable(request):
        return CachedParts("")
    # With the section: versions of two sections may have the same number, and a session may move from one to the other.
    facts = (section.pk, session.pk, session.is_upcoming, session.next_opening)
    return CachedParts(_key(request, version_of(section), *facts), session, section)


def _is_cacheable(request: HttpRequest) -> bool:
    # A preview shows a draft.
    return bool(conf.MAIGU_WAGTAIL_PAGE_CACHE) and not getattr(request, "is_preview", False)


def _key(request: HttpRequest, version: int | None, *facts: Any) -> str:
    """Return the key of a page's parts; empty where its section has no version, or the request no site."""
    site = Site.find_for_request(request)
    if version is None or site is None:
        return ""
    # Addresses depend on the site of the request, and on where the project is mounted; never on its ``Host`` header, of
    # which there may be any number.
    place = (site.pk, get_script_prefix(), get_language())
    known = repr((__version__, wagtail_version, place, version, facts))
    return f"maigu_wagtail.page.{hashlib.sha256(known.encode()).hexdigest()[:32]}"


def _is_unchanged(page: Any) -> bool:
    now = type(page)._base_manager.filter(pk=page.pk).first()
    fields = page._meta.concrete_fields
    return now is not None and all(field.value_from_object(now) == field.value_from_object(page) for field in fields)
