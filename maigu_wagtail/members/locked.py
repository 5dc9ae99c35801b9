"""
The page that a locked request gets, whatever it asked for: what is inside, the form, and what went wrong.

Shows what ``access.policy`` has decided and decides nothing itself.
"""

from datetime import datetime
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
from .responses import keep_private

# Our own way of saying that a password has just been typed.
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
    Answer with the form that unlocks ``page``, a session or a section.

    ``verdict`` is why a request for members' content is refused, ``attempt`` what came of a
    password that was typed; ``next_address`` is where the member wants to go.
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
        context.update(_have_wait(response, attempt.again_at))
    if verdict:
        drop_hint(request, response, lock.key)
    return keep_private(response)


def insistent_response(request: HttpRequest, section: Any, address: str, again_at: datetime) -> HttpResponse:
    """Answer shortly a client that goes on typing passwords at ``section``, with that address, though told to wait."""
    links = {"maigu_contact_href": section.contact_href(request), "maigu_section_href": address}
    context: dict[str, Any] = {"section": section, **links}
    response = TemplateResponse(request, "maigu_wagtail/wait.html", context, status=429)
    context.update(_have_wait(response, again_at))
    return keep_private(response)


def _have_wait(response: HttpResponse, again_at: datetime) -> dict[str, Any]:
    """Have the client wait until ``again_at``; returns what a page says of it."""
    wait = max(1, -int(-(again_at - timezone.now()).total_seconds() // 1))
    response.headers["Retry-After"] = str(wait)
    return {"maigu_again_at": timezone.localtime(again_at), "maigu_minutes": -(-wait // 60)}


def unlocked_response(request: HttpRequest, section: Any, verdict: Verdict) -> HttpResponse:
    """Answer that this device is unlocked already, with the way on and the way back."""
    context = section.get_context(request)
    context["maigu_heading"] = gettext("This device is unlocked")
    context["maigu_until"] = verdict.until and timezone.localtime(verdict.until)
    return keep_private(TemplateResponse(request, "maigu_wagtail/section_locked.html", context))


def arriving(address: str) -> str:
    """Return the address of a page for members with the mark that says a password has just been typed."""
    path, query = _path(address), address.partition("#")[0].partition("?")[2]
    if any(_is_mark(part) for part in query.split("&")):
        return f"{path}?{query}"
    return f"{path}?{query}{'&' if query else ''}{JUST_UNLOCKED}"


def without_mark(address: str) -> str:
    """Return ``address`` without the mark that ``arriving`` gave it."""
    path, _mark, query = address.partition("?")
    rest = "&".join(part for part in query.split("&") if not _is_mark(part))
    return f"{path}?{rest}" if rest else path


def _is_mark(part: str) -> bool:
    return unquote_plus(part.partition("=")[0]) == JUST_UNLOCKED


def problem_of(request: HttpRequest, verdict: Verdict | None, attempt: Attempt | None) -> str:
    """Return the name of what the page has to say; empty where it only shows the form."""
    if attempt:
        return attempt.outcome.value
    if verdict is None:
        return ""
    if verdict.reason in (Reason.EXPIRED, Reason.CHANGED):
        return f"unlock-{verdict.reason.value}"
    if verdict.reason == Reason.NO_GRANT and JUST_UNLOCKED in request.GET and _comes_from_here(request):
        # A device that was locked in another tab since then has lost its grant too.
        return "" if has_cookies(request) else "no-cookies"
    return ""


def _comes_from_here(request: HttpRequest) -> bool:
    """Return whether a page of this site led here; someone who was sent the address has not entered a password yet."""
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
