"""
The page for a locked request: what members get, the unlock form, and what went wrong.

Shows decisions made by ``access.policy``.
"""

from datetime import datetime
from math import ceil
from typing import Any
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext

from maigu_wagtail.access.policy import Attempt, Outcome, Reason, Verdict
from maigu_wagtail.access.scope import Lock
from maigu_wagtail.sessions.session import Access, SessionPageMixin

from .cookies import drop_hint, has_cookies, lock_name
from .responses import keep_private, retry_after

# The query parameter that marks a redirect after unlocking.
JUST_UNLOCKED = "unlocked"
STATUS = {
    Outcome.UNUSABLE: 400,
    Outcome.TOO_MANY: 429,
    Outcome.UNREADABLE: 503,
    Outcome.UNAVAILABLE: 503,
}

WRONG = (Outcome.WRONG, Outcome.EARLIER, Outcome.UNUSABLE)


def locked_response(
    request: HttpRequest,
    page: Any,
    lock: Lock,
    *,
    next_address: str,
    verdict: Verdict | None = None,
    attempt: Attempt | None = None,
    typed: str = "",
    status: int | None = None,
) -> TemplateResponse:
    """
    Return the page with the form that unlocks ``page``, a session or a section.

    ``verdict`` is why a request for members' content was refused, ``attempt`` the result of
    entering a password. ``next_address`` is where to go after unlocking. ``typed`` fills in the
    form. ``status`` overrides the HTTP status.
    """
    is_session = isinstance(page, SessionPageMixin)
    context = page.get_context(request)
    context["maigu_next"] = next_address
    context["maigu_typed"] = typed
    context["lock_name"] = lock_name(lock.key)
    context["maigu_problem"] = problem_of(request, verdict, attempt)
    since = (attempt and attempt.since) or (verdict and verdict.since)
    context["maigu_since"] = since and timezone.localtime(since)
    context["maigu_detail"] = attempt.detail if attempt else ""
    context["maigu_is_wrong"] = bool(attempt and attempt.outcome in WRONG)
    context["maigu_has_own"] = is_session and page.access == Access.OWN
    is_elsewhere = not is_session and _path(next_address) not in (
        page.get_url(request),
        f"{page.get_url(request)}unlock/",
    )
    context["maigu_is_elsewhere"] = is_elsewhere
    context["maigu_heading"] = _heading(request, is_elsewhere)
    response = TemplateResponse(request, _template(page), context)
    response.status_code = status or (STATUS.get(attempt.outcome, 403) if attempt else 403)
    if attempt and attempt.again_at:
        context.update(set_retry_after(response, attempt.again_at))
    if verdict:
        drop_hint(request, response, lock.key)
    return keep_private(response)


def insistent_response(request: HttpRequest, section: Any, address: str, again_at: datetime) -> HttpResponse:
    """
    Return a short 429 page for a client that keeps trying to unlock ``section`` although it was told to wait.

    ``address`` is the section's URL.
    """
    links = {"maigu_contact_href": section.contact_href(request), "maigu_section_href": address}
    context: dict[str, Any] = {"section": section, **links}
    response = TemplateResponse(request, "maigu_wagtail/wait.html", context, status=429)
    context.update(set_retry_after(response, again_at))
    return keep_private(response)


def set_retry_after(response: HttpResponse, again_at: datetime) -> dict[str, Any]:
    """Set ``Retry-After`` on ``response``, and return the context that tells the visitor when to try again."""
    wait = retry_after(again_at)
    response.headers["Retry-After"] = str(wait)
    return {"maigu_again_at": timezone.localtime(again_at), "maigu_minutes": ceil(wait / 60)}


def unlocked_response(request: HttpRequest, section: Any, verdict: Verdict) -> HttpResponse:
    """Return the page that says this device is already unlocked, with links on and back."""
    context = section.get_context(request)
    context["maigu_heading"] = gettext("This device is unlocked")
    context["maigu_until"] = verdict.until and timezone.localtime(verdict.until)
    return keep_private(TemplateResponse(request, "maigu_wagtail/section_locked.html", context))


def with_mark(address: str) -> str:
    """Return ``address`` with the query parameter ``JUST_UNLOCKED``, and without its fragment."""
    path, query = _path(address), address.partition("#")[0].partition("?")[2]
    if any(_is_mark(part) for part in query.split("&")):
        return f"{path}?{query}"
    return f"{path}?{query}{'&' if query else ''}{JUST_UNLOCKED}"


def without_mark(address: str) -> str:
    """Return ``address`` without the query parameter ``JUST_UNLOCKED``."""
    path, _mark, query = address.partition("?")
    rest = "&".join(part for part in query.split("&") if not _is_mark(part))
    return f"{path}?{rest}" if rest else path


def _is_mark(part: str) -> bool:
    return unquote_plus(part.partition("=")[0]) == JUST_UNLOCKED


def problem_of(request: HttpRequest, verdict: Verdict | None, attempt: Attempt | None) -> str:
    """Return the name of the problem for the page to explain, or "" to show only the form."""
    if attempt:
        return attempt.outcome.value
    if verdict is None:
        return ""
    if verdict.reason in (Reason.EXPIRED, Reason.CHANGED):
        return f"unlock-{verdict.reason.value}"
    if verdict.reason == Reason.NO_GRANT and JUST_UNLOCKED in request.GET and _comes_from_here(request):
        # A device that was locked again in another tab has no grant either.
        return "" if has_cookies(request) else "no-cookies"
    return ""


def _comes_from_here(request: HttpRequest) -> bool:
    """Return whether the request came from this site. Someone who was sent the URL has not entered a password yet."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def _path(address: str) -> str:
    return address.partition("#")[0].partition("?")[0]


def _heading(request: HttpRequest, is_elsewhere: bool) -> str:
    if is_elsewhere:
        return gettext("This page is for members")
    is_again = request.method != "POST" and "locked" in request.GET
    return gettext("This device is locked again") if is_again else gettext("For members")


def _template(page: Any) -> str:
    if isinstance(page, SessionPageMixin):
        return "maigu_wagtail/session_locked.html"
    return "maigu_wagtail/section_locked.html"
