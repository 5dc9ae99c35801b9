"""
The endpoints of a session that are not public resources: ``unlock/``, ``lock/`` and ``content/``.

Plain Django views, to which both versions of Wagtail's API route. They read no session and need no
CSRF token, and every error is a problem document. ``access.policy`` makes every decision.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone as clock
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from maigu_wagtail.access import policy
from maigu_wagtail.access.links import UnlockLink
from maigu_wagtail.access.locking_again import lock_again
from maigu_wagtail.access.models import unusable
from maigu_wagtail.access.normalising import UnusablePassword
from maigu_wagtail.access.policy import Attempt, Outcome, Reason, Verdict
from maigu_wagtail.access.request_tokens import mask_tokens, tokens_in_headers
from maigu_wagtail.access.scope import Lock, lock_of
from maigu_wagtail.access.watch_figures import is_counted
from maigu_wagtail.api.problems import problem_response
from maigu_wagtail.api.public.querysets import find_session
from maigu_wagtail.conf import conf
from maigu_wagtail.members.cookies import keep_grant, keep_only
from maigu_wagtail.members.cross_site import is_cross_site
from maigu_wagtail.members.json_body import Unreadable
from maigu_wagtail.members.responses import keep_private, retry_after

from .blocks import Reader, content_blocks, utc_text
from .request_body import Invalid, UnlockBody, WrongType, read_unlock_body

logger = logging.getLogger("maigu_wagtail")

PROBLEM_OF = {
    Outcome.WRONG: "wrong-password",
    Outcome.EARLIER: "password-revoked",
    Outcome.UNREADABLE: "unavailable",
    Outcome.UNAVAILABLE: "unavailable",
    Outcome.LINK_UNKNOWN: "wrong-link",
    Outcome.LINK_ENDED: "link-ended",
}


View = Callable[[HttpRequest, str], HttpResponse]


def endpoint(*methods: str) -> Callable[[View], View]:
    """
    Return a decorator for a view that accepts only ``methods`` and ``OPTIONS``.

    The view takes the request and the session's id as a string. A body that it cannot read, or that is
    not valid, becomes a problem here.
    """
    allow = ", ".join([*methods, "OPTIONS"])

    def decorate(view: View) -> View:
        # Not in a transaction (ATOMIC_REQUESTS): an attempt must stay counted whatever happens later.
        @csrf_exempt
        @transaction.non_atomic_requests
        @wraps(view)
        def answer(request: HttpRequest, pk: str) -> HttpResponse:
            mask_tokens(request)
            if request.method == "OPTIONS":
                return keep_private(HttpResponse(status=204, headers={"Allow": allow}))
            if request.method not in methods:
                return problem_response(request, "method-not-allowed", headers={"Allow": allow})
            try:
                return view(request, pk)
            except WrongType:
                return problem_response(request, "unsupported-media-type", headers={"Accept": "application/json"})
            except Unreadable:
                return problem_response(request, "malformed")
            except Invalid as error:
                return invalid_problem(request, *error.errors)

        return answer

    return decorate


def find_served(request: HttpRequest, pk: str) -> Any:
    """Return the session ``pk`` if its members' content is available, otherwise ``None``."""
    session = find_session(request, pk)
    return session if session and policy.is_served(session) else None


@endpoint("POST")
@sensitive_variables()
def unlock_view(request: HttpRequest, pk: str) -> HttpResponse:
    """Check the password or link in ``request`` for the session ``pk``; return a token, a cookie or a problem."""
    session = find_served(request, pk)
    if session is None:
        return problem_response(request, "not-found")
    lock = None if session.is_public else lock_of(session)
    if lock is None:
        return problem_response(request, "not-locked")
    body = read_unlock_body(request)
    if body.mode == "cookie" and is_cross_site(request):
        return problem_response(request, "cross-site")
    return _add_limit_policy(_compare(request, session, lock, body))


@sensitive_variables()
def _compare(request: HttpRequest, session: Any, lock: Lock, body: UnlockBody) -> HttpResponse:
    if body.link:
        attempt = policy.unlock_by_link(request, lock, UnlockLink.objects.of_token(body.link))
    else:
        attempt = policy.unlock(request, session, body.password, lock=lock)
    if attempt.outcome == Outcome.OPENED:
        return _opened(request, session, lock, attempt, body.mode)
    if attempt.outcome == Outcome.UNUSABLE:
        return invalid_problem(request, ("/password", unusable(UnusablePassword(attempt.detail)).messages[0]))
    if attempt.outcome == Outcome.TOO_MANY:
        return _rate_limited(request, attempt)
    changed_at = attempt.since and utc_text(attempt.since)
    return problem_response(request, PROBLEM_OF[attempt.outcome], changed_at=changed_at, reason=attempt.detail or None)


def _opened(request: HttpRequest, session: Any, lock: Lock, attempt: Attempt, mode: str) -> HttpResponse:
    facts = {"expires_at": attempt.until and utc_text(attempt.until), "section": session.section.pk}
    if mode == "token":
        return keep_private(JsonResponse({"token": attempt.token, "header": conf.MAIGU_WAGTAIL_UNLOCK_HEADER, **facts}))
    response = keep_private(JsonResponse(facts))
    keep_grant(request, response, attempt.token, lock.key)
    return response


def _rate_limited(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    wait = retry_after(attempt.again_at or clock.now())
    headers = {"Retry-After": str(wait), "RateLimit": f'"unlock";r=0;t={wait}'}
    return problem_response(request, "rate-limited", headers=headers, retry_after=wait)


def _add_limit_policy(response: HttpResponse) -> HttpResponse:
    """Add a ``RateLimit-Policy`` header (draft-ietf-httpapi-ratelimit-headers)."""
    limit = f'"unlock";q={conf.MAIGU_WAGTAIL_ATTEMPTS};w={conf.MAIGU_WAGTAIL_ATTEMPTS_WINDOW}'
    response.headers["RateLimit-Policy"] = limit
    return response


def invalid_problem(request: HttpRequest, *errors: tuple[str, Any]) -> HttpResponse:
    """Return the problem with ``errors``, pairs of a JSON pointer and a message."""
    details = [{"pointer": pointer, "detail": str(detail)} for pointer, detail in errors]
    return problem_response(request, "validation", errors=details)


@endpoint("POST")
def lock_view(request: HttpRequest, pk: str) -> HttpResponse:
    """
    Lock this device again: remove the grants for the session's section from its cookie.

    A client with a token only has to discard it.
    """
    session = find_served(request, pk)
    if session is None:
        return problem_response(request, "not-found")
    if is_cross_site(request) and policy.COOKIE in request.COOKIES:
        return problem_response(request, "cross-site")
    response = HttpResponse(status=204)
    if policy.COOKIE in request.COOKIES:
        keep_only(request, response, lock_again(request, session.section))
    return keep_private(response)


@endpoint("GET", "HEAD")
def content_view(request: HttpRequest, pk: str) -> HttpResponse:
    """Return the members' content of the session ``pk``, or a problem that says why it is locked."""
    return vary_by_grant(_content(request, pk))


def vary_by_grant(response: HttpResponse) -> HttpResponse:
    """Return ``response``, which must not be cached. If a cache does so anyway, these headers limit the damage."""
    patch_vary_headers(response, [conf.MAIGU_WAGTAIL_UNLOCK_HEADER, "Authorization", "Cookie"])
    return response


def _content(request: HttpRequest, pk: str) -> HttpResponse:
    session = find_served(request, pk)
    if session is None:
        return problem_response(request, "not-found")
    verdict = policy.examine(request, session)
    if not verdict.is_unlocked:
        return locked_problem(request, verdict, unlock_url=request.build_absolute_uri("../unlock/"))
    try:
        reader = Reader(request, session, verdict.grant)
        body = {
            "id": session.pk,
            "section": session.section.pk,
            "expires_at": verdict.until and utc_text(verdict.until),
            "is_counted": verdict.grant is not None and is_counted(request),
            "blocks": content_blocks(reader),
        }
        return keep_private(JsonResponse(body))
    except Exception:
        # A framework could put the error's message, which may quote members' content, into its response.
        logger.exception("The members' content of session %s can't be given.", pk)
        return problem_response(request, "internal-error")


def locked_problem(request: HttpRequest, verdict: Verdict, *, unlock_url: str | None = None) -> HttpResponse:
    """Return the problem that says why ``request`` is locked, and where to send the password if there is one place."""
    name = _why_locked(request, verdict)
    is_token = name != "unlock-required"
    challenge = 'Bearer realm="members"' + (', error="invalid_token"' if is_token else "")
    return problem_response(
        request,
        name,
        headers={"WWW-Authenticate": challenge},
        unlock_url=unlock_url,
        changed_at=verdict.since and utc_text(verdict.since),
    )


def _why_locked(request: HttpRequest, verdict: Verdict) -> str:
    if verdict.reason == Reason.EXPIRED:
        return "token-expired"
    if verdict.reason == Reason.CHANGED:
        return "token-revoked"
    # A cookie may hold grants for other sections; a token was sent for this one.
    tokens = tokens_in_headers(request)
    return "token-invalid" if tokens.header or tokens.bearer else "unlock-required"
