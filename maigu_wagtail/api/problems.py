"""
The API's error responses: problem details (RFC 9457).

``PROBLEMS`` lists every problem by its permanent name. The name is the last part of the ``type``
URL, where a page explains the problem. Must not depend on Django REST framework or Ninja.
"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.members.responses import keep_private
from maigu_wagtail.sessions.base_template import base_template

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """A type of problem: its HTTP status, title, and advice on what to do."""

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
    "wrong-link": Problem(
        403,
        _("The link is not valid here"),
        _("Check that its token is complete, and that it is for this session."),
    ),
    "link-ended": Problem(
        403,
        _("The link has ended"),
        _("Ask the user for a new link or for the password. “reason” says why it has ended."),
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
        _("The body must be sent as JSON"),
        _("Send Content-Type: application/json."),
    ),
    "validation": Problem(
        422,
        _("A value is not valid"),
        _("See “errors”: each names a field by its JSON pointer and says what is wrong with it."),
    ),
    "rate-limited": Problem(
        429,
        _("Too many requests"),
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
    """Return the URL that identifies the problem ``name`` and explains it."""
    try:
        return request.build_absolute_uri(reverse("maigu_wagtail:problem", args=[name]))
    except NoReverseMatch:
        # The site does not include our URLs. A relative reference is also a valid type (RFC 9457, section 3.1.1).
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
    Return the problem ``name``, a key of ``PROBLEMS``, as a response that must not be cached.

    ``detail`` replaces the problem's general advice. ``members`` are added to the body, except
    those that are ``None``.
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
    """Show the page that explains the problem ``name``. Raises ``Http404`` for any other name."""
    if name not in PROBLEMS:
        raise Http404("There is no such problem.")
    context = {
        "maigu_base_template": base_template(),
        "maigu_name": name,
        "maigu_problem": PROBLEMS[name],
    }
    return TemplateResponse(request, "maigu_wagtail/api_problem.html", context)
