"""
Structured data for search engines: schema.org terms as JSON-LD.

An upcoming session is an ``Event``. A recorded one is a ``VideoObject`` without any file's URL, as
files are for members.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix
from wagtail.models import Site

from maigu_wagtail.conf import conf

from .public_facts import full_poster_address, last_change, plain_text
from .public_pages import public_pages
from .section import SessionIndexPageMixin
from .session import SessionPageMixin

DESCRIPTION_LENGTH = 1000


def section_data(request: HttpRequest, section: SessionIndexPageMixin, upcoming: list[Any]) -> list[dict[str, Any]]:
    """Return the breadcrumbs of ``section``, and its upcoming sessions."""
    return _for_us([_breadcrumbs(request, section), *(_event(request, session) for session in upcoming)])


def session_data(request: HttpRequest, session: SessionPageMixin) -> list[dict[str, Any]]:
    """Return the breadcrumbs of ``session``, and its event or video."""
    data = [_breadcrumbs(request, session)]
    if session.date:
        data.append(_event(request, session) if session.is_upcoming else _video(request, session))
    return _for_us(data)


def _for_us(data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return ``data`` without what the site's base template has."""
    has = conf.MAIGU_WAGTAIL_BASE_TEMPLATE_HAS
    return [
        thing
        for thing in data
        if ("breadcrumbs" if thing["@type"] == "BreadcrumbList" else "structured_data") not in has
    ]


def _thing(request: HttpRequest, session: SessionPageMixin, kind: str) -> dict[str, Any]:
    thing = {
        "@context": "https://schema.org",
        "@type": kind,
        "name": session.title,
        "url": session.get_full_url(request),
        "inLanguage": session.locale.language_code,
        "description": plain_text(session.description, DESCRIPTION_LENGTH) or session.title,
    }
    if session.audience:
        thing["audience"] = {"@type": "Audience", "audienceType": session.audience}
    return thing


def _event(request: HttpRequest, session: SessionPageMixin) -> dict[str, Any]:
    event = _thing(request, session, "Event")
    if session.local_start:
        event["startDate"] = session.local_start.isoformat()
    if session.local_end:
        event["endDate"] = session.local_end.isoformat()
    event["eventStatus"] = "https://schema.org/EventScheduled"
    event["eventAttendanceMode"] = "https://schema.org/OnlineEventAttendanceMode"
    event["location"] = {"@type": "VirtualLocation", "url": session.registration_url or event["url"]}
    event["organizer"] = _organizer(request)
    if people := _people(session):
        event["performer"] = people
    return event


def _video(request: HttpRequest, session: SessionPageMixin) -> dict[str, Any]:
    video = _thing(request, session, "VideoObject")
    if session.date:
        video["dateCreated"] = session.date.isoformat()
    video["uploadDate"] = last_change(session).isoformat()
    if seconds := session.members_summary.get("seconds"):
        video["duration"] = f"PT{seconds}S"
    if poster := full_poster_address(request, session):
        video["thumbnailUrl"] = poster
    video["isAccessibleForFree"] = session.is_public
    video["publisher"] = _organizer(request)
    if people := _people(session):
        video["actor"] = people
    return video


def _people(session: SessionPageMixin) -> list[dict[str, Any]]:
    people = []
    for line in session.speaker_lines:
        person: dict[str, Any] = {"@type": "Person", "name": line.name}
        if line.role:
            person["jobTitle"] = line.role
        if line.organisation:
            person["affiliation"] = {"@type": "Organization", "name": line.organisation}
        people.append(person)
    return people


def _organizer(request: HttpRequest) -> dict[str, Any]:
    site = Site.find_for_request(request)
    name = (site.site_name or site.hostname) if site else request.get_host()
    # Wagtail's root URL leaves out the sub-path that the site is served below.
    url = f"{site.root_url}{get_script_prefix().rstrip('/')}" if site else ""
    return {"@type": "Organization", "name": name, "url": url}


def _ancestors(page: SessionPageMixin | SessionIndexPageMixin) -> list[Any]:
    """Return the ancestors of ``page`` that are public, and its section."""
    section = page.section if isinstance(page, SessionPageMixin) else None
    own = [section] if section and section.live else []
    below = section or page
    # Readers of a session may see its section, even if it is restricted.
    return [*public_pages().ancestor_of(below).filter(depth__gt=1).order_by("path"), *own]


def _breadcrumbs(request: HttpRequest, page: SessionPageMixin | SessionIndexPageMixin) -> dict[str, Any]:
    pages = [*_ancestors(page), page]
    addresses = [(ancestor.title, ancestor.get_full_url(request)) for ancestor in pages]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": title, "item": address}
            for position, (title, address) in enumerate(((t, a) for t, a in addresses if a), start=1)
        ],
    }
