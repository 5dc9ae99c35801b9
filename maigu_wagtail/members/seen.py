"""
The view that the player reports to: ``<session>watch/seen/``.

It has a URL pattern of its own for the reason that ``unlock`` gives: a beacon has no CSRF token.
"""

from contextlib import suppress

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from maigu_wagtail.access.policy import Verdict, examine
from maigu_wagtail.access.request_tokens import mask_tokens
from maigu_wagtail.access.watch_figures import is_counted
from maigu_wagtail.sessions.privacy import may_enter
from maigu_wagtail.sessions.session import SessionPageMixin

from .cross_site import is_cross_site
from .json_body import Unreadable
from .responses import keep_private
from .unlock import find_page, serve_page
from .watch_report import InvalidReport, count_report, read_report


@csrf_exempt
@transaction.non_atomic_requests
def seen_view(request: HttpRequest, path: str) -> HttpResponse:
    """
    Count how far a recording was played. The response is empty.

    204 whether it was counted or not, so that a forger learns nothing; 403 if the device is locked
    or another site sent the report.
    """
    mask_tokens(request)
    session = find_page(request, path)
    if not isinstance(session, SessionPageMixin):
        return serve_page(request, f"{path}watch/seen/")
    if request.method != "POST":
        return keep_private(HttpResponseNotAllowed(["POST"]))
    if is_cross_site(request) or not may_enter(request, session):
        return keep_private(HttpResponse(status=403))
    verdict = examine(request, session)
    if not verdict.is_unlocked:
        return keep_private(HttpResponse(status=403))
    if is_counted(request):
        _count(request, session, verdict)
    return keep_private(HttpResponse(status=204))


def _count(request: HttpRequest, session: SessionPageMixin, verdict: Verdict) -> None:
    # A broken report is no reason to trouble the player.
    with suppress(Unreadable, InvalidReport):
        count_report(request, session, verdict, read_report(request))
