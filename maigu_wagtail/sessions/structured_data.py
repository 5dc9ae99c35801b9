"""
What search engines and other programs read of a page: schema.org's terms as JSON-LD.

An upcoming session is an ``Event``, a recorded one a ``VideoObject`` without the
address of any file, because that is the members'.
"""

from typing import Any

from django.http import HttpRequest
from wagtail.models import Site

from .public_facts import full_poster_address, last_change, plain_text
from .public_pages import public_pages
from .section import SessionIndexPageMixin
from .session import SessionPageMixin

DESCRIPTION_LENGTH = 1000


def section_data(request: HttpRequest, section: SessionIndexPageMixin, upcoming: list[Any]) -> list[dict[str, Any]]:
    """Return the section's place in the site, and the sessions to come."""
    return [_breadcrumbs(request, section), *(_event(request, session) for session in upcoming)]


def session_data(request: HttpRequest, session: SessionPageMixin) -> list[dict[str, Any]]:
    """Return the session's place in the site, and what it is."""
    data = [_breadcrumbs(request, session)]
    if session.date:
        data.append(_event(request, session) if session.is_upcoming else _video(request, session))
    return data


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
    return {"@type": "Organization", "name": name, "url": site.root_url if site else ""}


def _above(page: SessionPageMixin | SessionIndexPageMixin) -> list[Any]:
    """Return the pages above ``page`` that a stranger may see too, and its section."""
    section = page.section if isinstance(page, SessionPageMixin) else None
    own = [section] if section and section.live else []
    below = section or page
    # A reader of a session may see its section, whatever an API leaves out.
    return [*public_pages().ancestor_of(below).filter(depth__gt=1).order_by("path"), *own]


def _breadcrumbs(request: HttpRequest, page: SessionPageMixin | SessionIndexPageMixin) -> dict[str, Any]:
    pages = [*_above(page), page]
    addresses = [(ancestor.title, ancestor.get_full_url(request)) for ancestor in pages]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": title, "item": address}
            for position, (title, address) in enumerate(((t, a) for t, a in addresses if a), start=1)
        ],
    }
