"""
Locking a device again: which of its grants it keeps.

Must not depend on responses or templates.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from maigu_wagtail.sessions.section import SessionIndexPageMixin

from . import grants
from .counters import count_event
from .models import SharedPassword
from .policy import COOKIE
from .scope import lock_of


def lock_again(request: HttpRequest, page: Any, *, now: datetime | None = None) -> list[str]:
    """
    Return the tokens in the cookie except those that unlock anything in the section of ``page``.

    Also counts the passwords whose valid grants are dropped as "locked again".
    """
    now = now or timezone.now()
    lock = lock_of(page)
    read = ((token, grants.read(token)) for token in grants.split(request.COOKIES.get(COOKIE, "")))
    held = [(token, grant) for token, grant in read if grant]
    passwords = SharedPassword.objects.in_bulk({grant.password_id for _token, grant in held})
    locks = {password.lock for password in passwords.values()}
    section_keys = {lock.section_key, *_own_keys(page, locks)} if lock else set()
    kept = []
    for token, grant in held:
        password = passwords.get(grant.password_id)
        if password is None or password.lock not in section_keys:
            kept.append(token)
        elif grant.is_of(password) and grant.is_in_time(now):
            count_event(password.lock, "forgotten", now, password_key=password.pk)
    return kept


def _own_keys(page: Any, locks: set[UUID]) -> set[UUID]:
    """Return those of ``locks`` that belong to sessions in ``page``, a section, or to originals of its aliases."""
    if not isinstance(page, SessionIndexPageMixin):
        return set()
    keys = ("translation_key", "alias_of__translation_key")
    sessions = page.sessions().filter(Q(translation_key__in=locks) | Q(alias_of__translation_key__in=locks))
    return {key for row in sessions.values_list(*keys) for key in row if key}
