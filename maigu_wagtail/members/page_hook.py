"""
Guards members-only pages: those of other types below a section.

Uses the hook that wraps page serving, because a ``before_serve_page`` hook could not make the
served response private. ``access.policy`` makes the decision.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from maigu_wagtail.access.policy import Reason, examine
from maigu_wagtail.access.scope import came_through_no_section, lock_of, section_above
from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import SessionPageMixin

from .locked import JUST_UNLOCKED, locked_response, with_mark, without_mark
from .responses import is_kept_private, keep_private, see_other

Serve = Callable[[Any, HttpRequest, list[Any], dict[str, Any]], HttpResponse]


def require_unlock(serve_next: Serve) -> Serve:
    """Serve members-only pages to members alone, and other pages as usual; an ``on_serve_page`` hook."""

    def serve_to_members(page: Any, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse:
        if isinstance(page, SessionIndexPageMixin | SessionPageMixin):
            response = serve_next(page, request, args, kwargs)
            # A site's own class may have added a lifetime to whatever it serves.
            return keep_private(response) if is_kept_private(response) else response
        if came_through_no_section(page):
            return serve_next(page, request, args, kwargs)
        section = section_above(page)
        lock = section and lock_of(section)
        if lock is None:
            return serve_next(page, request, args, kwargs)
        verdict = examine(request, page, section=section, lock=lock)
        if verdict.reason == Reason.NO_SECTION:
            raise Http404("This page is in no published section.")
        if verdict.is_unlocked and JUST_UNLOCKED in request.GET:
            return see_other(without_mark(request.get_full_path()))
        if verdict.is_unlocked:
            return keep_private(serve_next(page, request, args, kwargs))
        address = with_mark(request.get_full_path())
        return locked_response(request, section, lock, verdict=verdict, next_address=address)

    return serve_to_members
