"""
What the API says when it can't do what it was asked: problem details after RFC 9457.

The one table of the problems there are. Each has a name that never changes, which ends the
address in its ``type``; a page at that address says what it means and what to do. Builds answers
and decides nothing; knows neither Django REST framework nor Ninja.
"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import select_template
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.conf import conf
from maigu_wagtail.members.responses import keep_private

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem: its HTTP status, what it is called, and what to do about it."""

    status: int
    title: Promise
    advice: Promise


PROBLEMS = {
    "malformed": Problem(
        400,
        _("The request is not valid"),
        _("Send what the documentation describes: a JSON object of at most 4,096 bytes, and known parameters."),
    ),
    "unlock-required": Problem(
        401,
        _("This is for members"),
        _("Ask the user for the password, send it to “unlock_url”, and send the token you get back with this request."),
    ),
    "token-expired": Problem(
        401,
        _("The token has expired"),
        _("Discard the token, ask the user for the password again, and send it to “unlock_url”."),
    ),
    "token-invalid": Problem(
        401,
        _("The token is not valid here"),
        _("Discard the token: it was truncated, altered or issued for another section. Unlock again at “unlock_url”."),
    ),
    "token-revoked": Problem(
        401,
        _("The password was changed"),
        _("Discard the token and ask the user for the new password. “changed_at” says when it was changed."),
    ),
    "wrong-password": Problem(
        403,
        _("The password is wrong"),
        _("Check it and send it again. Passwords are case-sensitive."),
    ),
    "password-revoked": Problem(
        403,
        _("This is an old password"),
        _("Ask the user for the new one. “changed_at” says when it was changed."),
    ),
    "cross-site": Problem(
        403,
        _("This was sent from another site"),
        _("Add the origin of your front end to CSRF_TRUSTED_ORIGINS, or use a token instead of the cookie."),
    ),
    "not-found": Problem(
        404,
        _("Session not found"),
        _("Look for the session in the list. It may be unpublished, or only for people who sign in."),
    ),
    "preview-ended": Problem(
        404,
        _("Preview not found"),
        _("Open the preview in the CMS again. A preview expires after a while, and when its editor opens a new one."),
    ),
    "method-not-allowed": Problem(
        405,
        _("This method is not allowed"),
        _("Use one of the methods in the “Allow” header."),
    ),
    "not-acceptable": Problem(
        406,
        _("This format is not available"),
        _("Accept application/json."),
    ),
    "not-locked": Problem(
        409,
        _("This session needs no password"),
        _("Request its content directly."),
    ),
    "unsupported-media-type": Problem(
        415,
        _("The password must be sent as JSON"),
        _("Send Content-Type: application/json."),
    ),
    "validation": Problem(
        422,
        _("The password is not valid"),
        _("See “errors”: each names a field by its JSON pointer and says what is wrong with it."),
    ),
    "rate-limited": Problem(
        429,
        _("Too many wrong passwords"),
        _("Wait for the number of seconds in “Retry-After”. Until then even the right password is refused."),
    ),
    "internal-error": Problem(
        500,
        _("Something went wrong"),
        _("Try again. If this keeps happening, tell the people who run the site."),
    ),
    "unavailable": Problem(
        503,
        _("Passwords can’t be checked at the moment"),
        _("Try again in a few minutes. If this keeps happening, tell the people who run the site."),
    ),
}


def problem_type(request: HttpRequest, name: str) -> str:
    """Return the address that stands for the problem ``name``, and that explains it."""
    try:
        return request.build_absolute_uri(reverse("maigu_wagtail:problem", args=[name]))
    except NoReverseMatch:
        # The site has not included our addresses; a relative reference is a type all the same (RFC 9457, 3.1.1).
        return name


def problem_response(
    request: HttpRequest,
    name: str,
    *,
    headers: dict[str, str] | None = None,
    detail: str | Promise = "",
    **members: Any,
) -> JsonResponse:
    """
    Answer with the problem ``name``, a key of ``PROBLEMS``.

    ``detail`` says more of this one occurrence than the problem's own advice; ``members`` are
    its further facts. Nobody may keep the answer.
    """
    problem = PROBLEMS[name]
    body = {
        "type": problem_type(request, name),
        "title": str(problem.title),
        "status": problem.status,
        "detail": str(detail or problem.advice),
        **{key: value for key, value in members.items() if value is not None},
    }
    response = JsonResponse(body, status=problem.status, content_type=CONTENT_TYPE, headers=headers)
    return keep_private(response)


def problem_page(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with what the problem ``name`` means, and what to do about it."""
    if name not in PROBLEMS:
        raise Http404("There is no such problem.")
    context = {
        "maigu_base_template": select_template(conf.MAIGU_WAGTAIL_BASE_TEMPLATE),
        "maigu_name": name,
        "maigu_problem": PROBLEMS[name],
    }
    return TemplateResponse(request, "maigu_wagtail/api_problem.html", context)
