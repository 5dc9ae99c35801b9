"""
The cookies of an unlocked device.

One holds the grants and is hidden from scripts. The other only names the locks that this device has
opened, so that a cached public page can offer "Watch now".
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix

from maigu_wagtail.access import grants
from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.access.policy import COOKIE
from maigu_wagtail.conf import conf

HINT_COOKIE = "maigu_open"
MOST_HINTS = 32
# The value and lifetime of the second cookie once the device is locked again. It shows that the browser
# accepts cookies.
NO_HINTS, A_DAY = "-", 24 * 60 * 60


def lock_name(key: UUID) -> str:
    """Return a short name for the lock ``key`` that means nothing to outsiders."""
    return key.hex[:12]


def keep_grant(request: HttpRequest, response: HttpResponse, token: str, key: UUID) -> None:
    """Add ``token``, which opens the lock ``key``, to the device's cookies."""
    new = grants.read(token)
    tokens = [token]
    for other in grants.split(request.COOKIES.get(COOKIE, "")):
        grant = grants.read(other)
        if grant and new and grant.password_id != new.password_id and grant.is_in_time(new.issued_at):
            tokens.append(other)
    _set(request, response, COOKIE, grants.join(tokens), is_hidden=True)
    hints = [lock_name(key), *(hint for hint in _hints(request) if hint != lock_name(key))]
    _set_hints(request, response, hints[:MOST_HINTS])


def keep_only(request: HttpRequest, response: HttpResponse, tokens: list[str]) -> None:
    """Replace the grants in the device's cookie with ``tokens``, and its hints with the locks that they open."""
    password_ids = [grant.password_id for token in tokens if (grant := grants.read(token))]
    keys = SharedPassword.objects.filter(pk__in=password_ids).values_list("lock", flat=True) if tokens else []
    if tokens:
        _set(request, response, COOKIE, grants.join(tokens), is_hidden=True)
    else:
        response.delete_cookie(COOKIE, path=get_script_prefix(), samesite="Lax")
    _set_hints(request, response, list(map(lock_name, keys)))


def drop_hint(request: HttpRequest, response: HttpResponse, key: UUID) -> None:
    """Remove the lock ``key`` from the device's hints, if it is there."""
    hints = _hints(request)
    if lock_name(key) in hints:
        hints.remove(lock_name(key))
        _set_hints(request, response, hints)


def _hints(request: HttpRequest) -> list[str]:
    # The value is sent back, so accept only what a header can contain.
    parts = request.COOKIES.get(HINT_COOKIE, "")[:512].split(".")
    return [hint for hint in parts if hint.isascii() and hint.isalnum()][:MOST_HINTS]


def has_cookies(request: HttpRequest) -> bool:
    """Return whether the browser has sent one of our cookies, which shows that it accepts them."""
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
        # Below another path of this host may be another site, with cookies of the same names.
        path=get_script_prefix(),
        httponly=is_hidden,
        secure=request.is_secure() or conf.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
