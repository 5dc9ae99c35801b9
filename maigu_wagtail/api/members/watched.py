"""The endpoint to which a front end reports how far a recording was played: ``watched/``."""

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.access import policy
from maigu_wagtail.api.problems import problem_response
from maigu_wagtail.members.cross_site import is_cross_site
from maigu_wagtail.members.responses import keep_private
from maigu_wagtail.members.watch_report import InvalidReport, count_report, read_report

from .request_body import WrongType
from .views import endpoint, find_served, invalid_problem, locked_problem

MESSAGES: dict[str, Promise] = {
    "recording": _("Send the “uid” of a recording of this session, from its content."),
    "reached": _("Send “started”, “quarter”, “half”, “three_quarters” or “finished”."),
}


@endpoint("POST")
def watched_view(request: HttpRequest, pk: str) -> HttpResponse:
    """
    Count how far a recording of the session ``pk`` was played.

    A valid report gets 204, whether it was counted or not.
    """
    session = find_served(request, pk)
    if session is None:
        return problem_response(request, "not-found")
    if is_cross_site(request) and policy.COOKIE in request.COOKIES:
        return problem_response(request, "cross-site")
    verdict = policy.examine(request, session)
    if not verdict.is_unlocked:
        return locked_problem(request, verdict, unlock_url=request.build_absolute_uri("../unlock/"))
    if request.content_type != "application/json":
        raise WrongType
    try:
        count_report(request, session, verdict, read_report(request))
    except InvalidReport as error:
        return invalid_problem(request, *((f"/{name}", MESSAGES[name]) for name in error.names))
    return keep_private(HttpResponse(status=204))
