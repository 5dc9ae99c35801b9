"""The watch page: a session's members' content, at its own URL. And below it the calendar with the link to join."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from maigu_wagtail.access.policy import Reason, Verdict, examine
from maigu_wagtail.access.request_tokens import mask_tokens
from maigu_wagtail.access.scope import lock_of
from maigu_wagtail.access.watch_figures import is_counted
from maigu_wagtail.sessions.calendars import joining_calendar
from maigu_wagtail.sessions.join_link import join_link_of
from maigu_wagtail.sessions.session import SessionPageMixin

from .locked import JUST_UNLOCKED, locked_response, with_mark
from .responses import keep_private


def watch(request: HttpRequest, session: SessionPageMixin) -> HttpResponse:
    """Show the members' content of ``session``, or the unlock form with status 403."""
    mask_tokens(request)
    is_preview = getattr(request, "is_preview", False)
    verdict = Verdict(True) if is_preview else examine(request, session)
    if not verdict.is_unlocked:
        return _refuse(request, session, verdict, next_address=request.get_full_path())
    context = session.get_context(request)
    context["maigu_until"] = verdict.until and timezone.localtime(verdict.until)
    # Without a grant, as in previews and for open sessions, nothing is counted.
    context["maigu_is_counted"] = verdict.grant is not None and is_counted(request)
    context["maigu_just_unlocked"] = JUST_UNLOCKED in request.GET
    return keep_private(TemplateResponse(request, "maigu_wagtail/session_watch.html", context))


def members_calendar(request: HttpRequest, session: SessionPageMixin) -> HttpResponse:
    """
    Return the calendar of ``session`` with the link to join, or the unlock form with status 403.

    Redirects to the watch page, which says why, if there is no link or the session is over.
    """
    mask_tokens(request)
    verdict = examine(request, session)
    watch_page = f"{session.get_url(request)}watch/"
    if not verdict.is_unlocked:
        return _refuse(request, session, verdict, next_address=watch_page)
    link = join_link_of(session)
    if link is None:
        return keep_private(HttpResponseRedirect(watch_page))
    return keep_private(joining_calendar(request, session, link))


def _refuse(request: HttpRequest, session: SessionPageMixin, verdict: Verdict, *, next_address: str) -> HttpResponse:
    """
    Return the unlock form for a request that ``verdict`` refuses, which leads on to ``next_address``, with status 403.

    Raises ``Http404`` if nothing opens ``session``.
    """
    if verdict.reason == Reason.NO_SECTION:
        raise Http404("This session is in no published section.")
    lock = lock_of(session)
    if lock is None:
        raise Http404("This session is in no section, so nothing opens it.")
    address = f"{with_mark(next_address)}#maigu-content"
    return locked_response(request, session, lock, verdict=verdict, next_address=address)
