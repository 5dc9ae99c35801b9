"""
Pages of other types below a section: members-only as a whole.

Wraps the serving of a page, because what is returned has to be kept by nobody: a hook
before it could not set headers. Decides nothing: ``access.policy`` does.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from maigu_wagtail.access.policy import Reason, examine
from maigu_wagtail.access.scope import came_through_no_section, lock_of, section_above
from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import SessionPageMixin

from .locked import JUST_UNLOCKED, arriving, locked_response, without_mark
from .responses import keep_private

Serve = Callable[[Any, HttpRequest, list[Any], dict[str, Any]], HttpResponse]


def require_unlock(serve_next: Serve) -> Serve:
    """Serve a whole page below a section to members alone; every other page as it is."""

    def serve_to_members(page: Any, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse:
        if isinstance(page, SessionIndexPageMixin | SessionPageMixin) or came_through_no_section(page):
            return serve_next(page, request, args, kwargs)
        section = section_above(page)
        lock = section and lock_of(section)
        if lock is None:
            return serve_next(page, request, args, kwargs)
        verdict = examine(request, page, section=section, lock=lock)
        if verdict.reason == Reason.NO_SECTION:
            raise Http404("This page is in no published section.")
        if verdict.is_unlocked and JUST_UNLOCKED in request.GET:
            return keep_private(HttpResponseRedirect(without_mark(request.get_full_path()), status=303))
        if verdict.is_unlocked:
            return keep_private(serve_next(page, request, args, kwargs))
        address = arriving(request.get_full_path())
        return locked_response(request, section, lock, verdict=verdict, next_address=address)

    return serve_to_members
