"""Sessions as calendars (RFC 5545), written by the library icalendar."""

from collections.abc import Iterable
from datetime import timedelta

import icalendar
from django.http import Http404, HttpRequest, HttpResponse

from maigu_wagtail.conf import conf
from maigu_wagtail.models import SessionIndexPageMixin, SessionPageMixin

from .public_facts import last_change, page_uuid, plain_text

A_YEAR = timedelta(days=366)
PRODUCT = "-//maigu_wagtail//Sessions//EN"


def section_calendar(request: HttpRequest, section: SessionIndexPageMixin) -> HttpResponse:
    """Answer with a calendar of the section's sessions, to subscribe to."""
    sessions = section.listed_sessions().newest_first().prefetch_related("locale")
    return _calendar(request, section, sessions[: conf.MAIGU_WAGTAIL_FEED_LENGTH])


def session_calendar(request: HttpRequest, session: SessionPageMixin) -> HttpResponse:
    """Answer with a calendar of the one session; a session without a date has none."""
    if session.date is None:
        raise Http404("This session has no date yet.")
    return _calendar(request, session, [session])


def _calendar(
    request: HttpRequest,
    page: SessionPageMixin | SessionIndexPageMixin,
    sessions: Iterable[SessionPageMixin],
) -> HttpResponse:
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("x-wr-calname", page.title)
    days = []
    for session in sessions:
        if session.date:
            calendar.add_component(_event(request, session))
            days.append(session.date)
    if days:
        # Only the changes between summer and winter time that the sessions need.
        calendar.add_missing_timezones(min(days) - A_YEAR, max(days) + A_YEAR)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{page.pk}.ics"'
    return response


def _event(request: HttpRequest, session: SessionPageMixin) -> icalendar.Event:
    address = session.get_full_url(request)
    event = icalendar.Event()
    event.add("uid", f"{page_uuid(session)}@maigu-wagtail")
    event.add("dtstamp", last_change(session))
    event.add("summary", session.title)
    event.add("dtstart", session.local_start)
    if session.local_end:
        event.add("dtend", session.local_end)
    event.add("description", "\n\n".join(filter(None, [plain_text(session.description), address])))
    event.add("url", address)
    return event
