"""
The cookies of an unlocked device.

One holds the grants and no script can read it; the other only names the locks that this
device has opened, so that a page which is the same for everyone can offer "Watch now".
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from maigu_wagtail.access import grants
from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.access.policy import COOKIE
from maigu_wagtail.conf import conf

HINT_COOKIE = "maigu_open"
MOST_HINTS = 32
# What the second one holds for a day after this device was locked: it shows that the browser takes cookies.
NO_HINTS, A_DAY = "-", 24 * 60 * 60


def lock_name(key: UUID) -> str:
    """Return a short name for a lock, which says nothing of it to a stranger."""
    return key.hex[:12]


def keep_grant(request: HttpRequest, response: HttpResponse, token: str, key: UUID) -> None:
    """Have this device keep ``token``, which opens the lock ``key``, beside the grants it has."""
    new = grants.read(token)
    kept = [token]
    for other in grants.split(request.COOKIES.get(COOKIE, "")):
        grant = grants.read(other)
        if grant and new and grant.password_id != new.password_id and grant.is_in_time(new.issued_at):
            kept.append(other)
    _set(request, response, COOKIE, grants.join(kept), is_hidden=True)
    hints = [lock_name(key), *(hint for hint in _hints(request) if hint != lock_name(key))]
    _set_hints(request, response, hints[:MOST_HINTS])


def keep_only(request: HttpRequest, response: HttpResponse, tokens: list[str]) -> None:
    """Have this device keep ``tokens`` alone, and remember no other locks than those that they open."""
    password_ids = [grant.password_id for token in tokens if (grant := grants.read(token))]
    keys = SharedPassword.objects.filter(pk__in=password_ids).values_list("lock", flat=True) if tokens else []
    if tokens:
        _set(request, response, COOKIE, grants.join(tokens), is_hidden=True)
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    _set_hints(request, response, list(map(lock_name, keys)))


def drop_hint(request: HttpRequest, response: HttpResponse, key: UUID) -> None:
    """Have this device forget that it has opened the lock ``key``, where it thinks so."""
    hints = _hints(request)
    if lock_name(key) in hints:
        hints.remove(lock_name(key))
        _set_hints(request, response, hints)


def _hints(request: HttpRequest) -> list[str]:
    # Of letters that a header can carry: they are sent back.
    parts = request.COOKIES.get(HINT_COOKIE, "")[:512].split(".")
    return [hint for hint in parts if hint.isascii() and hint.isalnum()][:MOST_HINTS]


def has_cookies(request: HttpRequest) -> bool:
    """Return whether this browser has kept a cookie of ours lately, so that it does not block them."""
    return HINT_COOKIE in request.COOKIES


def _set_hints(request: HttpRequest, response: HttpResponse, hints: list[str]) -> None:
    if hints:
        _set(request, response, HINT_COOKIE, ".".join(hints), is_hidden=False)
    else:
        _set(request, response, HINT_COOKIE, NO_HINTS, is_hidden=False, lifetime=A_DAY)


def _set(
    request: HttpRequest,
    response: HttpResponse,
    name: str,
    value: str,
    *,
    is_hidden: bool,
    lifetime: int | None = None,
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=lifetime or conf.MAIGU_WAGTAIL_UNLOCK_LIFETIME,
        httponly=is_hidden,
        secure=request.is_secure() or conf.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
