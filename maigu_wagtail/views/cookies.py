"""
The cookies of an unlocked device.

One holds the grants and no script can read it; the other only names the locks that this
device has opened, so that a page which is the same for everybody can offer "Watch now".
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from maigu_wagtail.access import grants
from maigu_wagtail.conf import conf
from maigu_wagtail.models import SharedPassword
from maigu_wagtail.unlocking import COOKIE

HINT_COOKIE = "maigu_open"
MOST_HINTS = 32


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
    _set(request, response, HINT_COOKIE, ".".join(hints[:MOST_HINTS]), is_hidden=False)


def keep_only(request: HttpRequest, response: HttpResponse, tokens: list[str]) -> None:
    """Have this device keep ``tokens`` alone, and remember no other locks than those that they open."""
    password_ids = [grant.password_id for token in tokens if (grant := grants.read(token))]
    keys = SharedPassword.objects.filter(pk__in=password_ids).values_list("lock", flat=True) if tokens else []
    _set_or_forget(request, response, COOKIE, grants.join(tokens), is_hidden=True)
    _set_or_forget(request, response, HINT_COOKIE, ".".join(map(lock_name, keys)), is_hidden=False)


def drop_hint(request: HttpRequest, response: HttpResponse, key: UUID) -> None:
    """Have this device forget that it has opened the lock ``key``, where it thinks so."""
    hints = _hints(request)
    if lock_name(key) in hints:
        hints.remove(lock_name(key))
        _set_or_forget(request, response, HINT_COOKIE, ".".join(hints), is_hidden=False)


def _hints(request: HttpRequest) -> list[str]:
    # Of letters that a header can carry: they are sent back.
    parts = request.COOKIES.get(HINT_COOKIE, "")[:512].split(".")
    return [hint for hint in parts if hint.isascii() and hint.isalnum()][:MOST_HINTS]


def _set_or_forget(request: HttpRequest, response: HttpResponse, name: str, value: str, *, is_hidden: bool) -> None:
    if value:
        _set(request, response, name, value, is_hidden=is_hidden)
    else:
        response.delete_cookie(name, samesite="Lax")


def _set(request: HttpRequest, response: HttpResponse, name: str, value: str, *, is_hidden: bool) -> None:
    response.set_cookie(
        name,
        value,
        max_age=conf.MAIGU_WAGTAIL_UNLOCK_LIFETIME,
        httponly=is_hidden,
        secure=request.is_secure() or conf.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
