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
from django.utils.translation import gettext

from maigu_wagtail.conf import conf

from .contents import recording_note
from .join_link import join_address
from .public_facts import last_change, page_uuid, plain_text, public_title
from .titles import one_line

PRODUCT = "-//maigu_wagtail//Sessions//EN"


def section_calendar(request: HttpRequest, section: Any) -> HttpResponse:
    """Return a calendar of the section's sessions, to subscribe to."""
    sessions = section.listed_sessions().newest_first().prefetch_related("locale")
    sessions = sessions[: conf.MAIGU_WAGTAIL_FEED_LENGTH]
    return _calendar(section, [_event(request, session) for session in sessions if session.date])


def session_calendar(request: HttpRequest, session: Any) -> HttpResponse:
    """Return a calendar of one session. Raises ``Http404`` if it has no date."""
    if session.date is None:
        raise Http404("This session has no date yet.")
    return _calendar(session, [_event(request, session)])


def joining_calendar(request: HttpRequest, session: Any, link: Any) -> HttpResponse:
    """
    Return a calendar of one session for members, with ``link``, the value of its ``join_link`` block.

    The event has the same id as in the public calendars, so it replaces theirs where a member has it already.
    """
    watch_page = f"{session.get_full_url(request)}watch/"
    event = _event(
        request, session, *_joining_lines(link), gettext("For members: %(address)s") % {"address": watch_page}
    )
    if address := join_address(link):
        event.add("location", address)
    # Others who may see the member's calendar see that there is an event, and no details (RFC 5545, section 3.8.1.3).
    event.add("class", "PRIVATE")
    return _calendar(session, [event])


def _joining_lines(link: Any) -> list[str]:
    address = join_address(link)
    lines = [
        gettext("Join: %(address)s") % {"address": address} if address else "",
        gettext("Platform: %(name)s") % {"name": one_line(link["platform"])} if link["platform"] else "",
        gettext("Meeting ID: %(number)s") % {"number": one_line(link["meeting_id"])} if link["meeting_id"] else "",
        gettext("Passcode: %(passcode)s") % {"passcode": one_line(link["passcode"])} if link["passcode"] else "",
    ]
    numbers = [one_line(line) for line in (link["dial_in"] or "").splitlines() if line.strip()]
    return ["\n".join(filter(None, lines)), "\n".join([gettext("By phone:"), *numbers]) if numbers else ""]


def _calendar(page: Any, events: Iterable[icalendar.Event]) -> HttpResponse:
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("x-wr-calname", icalendar.vText(public_title(page)))
    for event in events:
        calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{page.pk}.ics"'
    return response


def _event(request: HttpRequest, session: Any, *notes: str) -> icalendar.Event:
    """Return the event of a session. ``notes`` are put above its public description."""
    address = session.get_full_url(request)
    event = icalendar.Event()
    event.add("uid", f"{page_uuid(session)}@maigu-wagtail")
    event.add("dtstamp", last_change(session))
    event.add("summary", public_title(session))
    event.add("dtstart", _in_utc(session.local_start))
    if session.local_end:
        event.add("dtend", _in_utc(session.local_end))
    texts = [*notes, plain_text(session.description), recording_note(session), address]
    event.add("description", "\n\n".join(filter(None, texts)))
    event.add("url", address)
    return event


def _in_utc(when: dt.datetime | dt.date | None) -> dt.datetime | dt.date | None:
    """Convert a datetime to UTC. A date, for a session without times, is the same in every time zone."""
    return when.astimezone(dt.timezone.utc) if isinstance(when, dt.datetime) else when
