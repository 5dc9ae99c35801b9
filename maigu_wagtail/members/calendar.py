"""A session's calendar for members: the event with the link to join."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from maigu_wagtail.access.policy import examine
from maigu_wagtail.access.request_tokens import mask_tokens
from maigu_wagtail.sessions.calendars import joining_calendar
from maigu_wagtail.sessions.join_link import join_link_of
from maigu_wagtail.sessions.session import SessionPageMixin

from .responses import keep_private
from .watch import refuse


def members_calendar(request: HttpRequest, session: SessionPageMixin) -> HttpResponse:
    """
    Return the calendar of ``session`` with the link to join, or the unlock form with status 403.

    Redirects to the watch page, which says why, if there is no link or the session is over.
    """
    mask_tokens(request)
    verdict = examine(request, session)
    watch_page = f"{session.get_url(request)}watch/"
    if not verdict.is_unlocked:
        return refuse(request, session, verdict, next_address=watch_page)
    link = join_link_of(session)
    if link is None:
        return keep_private(HttpResponseRedirect(watch_page))
    return keep_private(joining_calendar(request, session, link))
