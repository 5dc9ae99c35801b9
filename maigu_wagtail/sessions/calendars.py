"""
Calendars of sessions (RFC 5545), written with icalendar.

Times are in UTC. A session happens once, so its time is all a calendar needs, and every program
shows it in the reader's own time zone. A time zone would need rules (VTIMEZONE) that programs
interpret differently, for no visible gain.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import icalendar
from django.http import Http404, HttpRequest, HttpResponse

from maigu_wagtail.conf import conf

from .contents import recording_note
from .public_facts import last_change, page_uuid, plain_text, public_title

PRODUCT = "-//maigu_wagtail//Sessions//EN"


def section_calendar(request: HttpRequest, section: Any) -> HttpResponse:
    """Return a calendar of the section's sessions, to subscribe to."""
    sessions = section.listed_sessions().newest_first().prefetch_related("locale")
    return _calendar(request, section, sessions[: conf.MAIGU_WAGTAIL_FEED_LENGTH])


def session_calendar(request: HttpRequest, session: Any) -> HttpResponse:
    """Return a calendar of one session. Raises ``Http404`` if it has no date."""
    if session.date is None:
        raise Http404("This session has no date yet.")
    return _calendar(request, session, [session])


def _calendar(
    request: HttpRequest,
    page: Any,
    sessions: Iterable[Any],
) -> HttpResponse:
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("x-wr-calname", icalendar.vText(public_title(page)))
    for session in sessions:
        if session.date:
            calendar.add_component(_event(request, session))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{page.pk}.ics"'
    return response


def _event(request: HttpRequest, session: Any) -> icalendar.Event:
    address = session.get_full_url(request)
    event = icalendar.Event()
    event.add("uid", f"{page_uuid(session)}@maigu-wagtail")
    event.add("dtstamp", last_change(session))
    event.add("summary", public_title(session))
    event.add("dtstart", _in_utc(session.local_start))
    if session.local_end:
        event.add("dtend", _in_utc(session.local_end))
    event.add(
        "description", "\n\n".join(filter(None, [plain_text(session.description), recording_note(session), address]))
    )
    event.add("url", address)
    return event


def _in_utc(when: dt.datetime | dt.date | None) -> dt.datetime | dt.date | None:
    """Convert a datetime to UTC. A date, for a session without times, is the same in every time zone."""
    return when.astimezone(dt.timezone.utc) if isinstance(when, dt.datetime) else when
