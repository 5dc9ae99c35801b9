"""
The page that a locked request gets, whatever it asked for: what is inside, the form, and what went wrong.

Shows what ``unlocking`` has decided and decides nothing itself.
"""

from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from maigu_wagtail.models import Access, SessionPageMixin
from maigu_wagtail.models.locks import Lock
from maigu_wagtail.unlocking import Attempt, Outcome, Reason, Verdict

from .cookies import drop_hint

Response = TypeVar("Response", bound=HttpResponse)

# The watch page's own way of saying that a password has just been typed.
JUST_UNLOCKED = "unlocked"
STATUS = {
    Outcome.UNUSABLE: 400,
    Outcome.TOO_MANY: 429,
    Outcome.UNREADABLE: 503,
    Outcome.UNAVAILABLE: 503,
}

WRONG = (Outcome.WRONG, Outcome.EARLIER, Outcome.UNUSABLE)


def keep_private(response: Response) -> Response:
    """Have nobody keep or index ``response``."""
    patch_cache_control(response, private=True, no_store=True)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


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
    context["maigu_problem"] = problem_of(request, verdict, attempt)
    context["maigu_since"] = (attempt and attempt.since) or (verdict and verdict.since)
    context["maigu_detail"] = attempt.detail if attempt else ""
    context["maigu_is_wrong"] = bool(attempt and attempt.outcome in WRONG)
    context["maigu_has_own"] = is_session and page.access == Access.OWN
    response = TemplateResponse(request, _template(page), context)
    response.status_code = status or (STATUS.get(attempt.outcome, 403) if attempt else 403)
    if attempt and attempt.again_at:
        wait = max(1, -int(-(attempt.again_at - timezone.now()).total_seconds() // 1))
        response.headers["Retry-After"] = str(wait)
        context["maigu_again_at"] = timezone.localtime(attempt.again_at)
        context["maigu_minutes"] = -(-wait // 60)
    if verdict and verdict.reason != Reason.NO_GRANT:
        drop_hint(request, response, lock.key)
    return keep_private(response)


def arriving(address: str) -> str:
    """Return the address of a watch page with the mark that says a password has just been typed, and its focus."""
    path, _mark, query = address.partition("#")[0].partition("?")
    if JUST_UNLOCKED in query.split("&"):
        return f"{path}?{query}#maigu-content"
    return f"{path}?{query}{'&' if query else ''}{JUST_UNLOCKED}#maigu-content"


def problem_of(request: HttpRequest, verdict: Verdict | None, attempt: Attempt | None) -> str:
    """Return the name of what the page has to say; empty where it only shows the form."""
    if attempt:
        return attempt.outcome.value
    if verdict is None:
        return "locked-again" if "locked" in request.GET else ""
    if verdict.reason in (Reason.EXPIRED, Reason.CHANGED):
        return f"unlock-{verdict.reason.value}"
    if verdict.reason == Reason.NO_GRANT and JUST_UNLOCKED in request.GET:
        return "no-cookies"
    return ""


def _template(page: Any) -> str:
    if isinstance(page, SessionPageMixin):
        return "maigu_wagtail/session_locked.html"
    return "maigu_wagtail/section_locked.html"
