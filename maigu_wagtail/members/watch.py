"""The watch page: a session's members' content, at an address of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.views import serve

from maigu_wagtail.access.policy import Reason, Verdict, examine
from maigu_wagtail.access.request_tokens import mask_tokens
from maigu_wagtail.access.scope import lock_of
from maigu_wagtail.sessions.routing import is_reached_plainly, section_at
from maigu_wagtail.sessions.session import SessionPageMixin
from maigu_wagtail.sessions.sites import site_of

from .locked import JUST_UNLOCKED, arriving, keep_private, locked_response


def watch_door(request: HttpRequest, path: str) -> HttpResponse:
    """
    Answer at ``<session>watch/`` as Wagtail does, by all its hooks, with a session that was found straight away.

    Wagtail's routing looks up every page on the way twice. Where a page on the way may have a say, it does.
    """
    mask_tokens(request)
    *above, slug = path.split("/")[:-1]
    root = (site := site_of(request)) and site.root_page.localized
    section = root and section_at(root.url_path, path[: -len(slug) - 1])
    if section and is_reached_plainly(root, section, above):
        try:
            route = section.route(request, [slug, "watch"])
        except Http404:
            route = None
        # Where ``route_for_request`` leaves what it finds, and looks first.
        request._wagtail_route_for_request = route  # type: ignore[attr-defined]
    return serve(request, f"{path}watch/")


def watch(request: HttpRequest, session: SessionPageMixin) -> HttpResponse:
    """Answer with the members' content, or with 403 and the form that unlocks it."""
    is_preview = getattr(request, "is_preview", False)
    verdict = Verdict(True) if is_preview else examine(request, session)
    if verdict.reason == Reason.NO_SECTION:
        raise Http404("This session is in no published section.")
    if not verdict.is_unlocked:
        lock = lock_of(session)
        if lock is None:
            raise Http404("This session is in no section, so nothing opens it.")
        address = f"{arriving(request.get_full_path())}#maigu-content"
        return locked_response(request, session, lock, verdict=verdict, next_address=address)
    context = session.get_context(request)
    context["maigu_until"] = verdict.until and timezone.localtime(verdict.until)
    context["maigu_just_unlocked"] = JUST_UNLOCKED in request.GET
    return keep_private(TemplateResponse(request, "maigu_wagtail/session_watch.html", context))
