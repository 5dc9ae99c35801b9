"""
Which shared passwords a page has, and which of them a typed text is.
"""

from datetime import datetime
from hmac import compare_digest
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from wagtail.log_actions import log

from . import audit_log
from .normalising import normalise
from .scope import own_key
from .sealing import Unreadable, unseal

# So many earlier passwords are told from a wrong one; opening each takes some microseconds.
MOST_EARLIER = 20
# All of a password that says whether it still keeps a device unlocked.
WEIGHED = ("version", "expires_at", "retired_at", "revoked_at")


class SharedPasswordQuerySet(models.QuerySet):
    """Shared passwords."""

    def of_page(self, page: Any) -> "SharedPasswordQuerySet":
        """Return the passwords that belong to ``page``, a section or a session, in whatever state."""
        return self.filter(lock=own_key(page))

    def accepted(self, now: datetime | None = None) -> "SharedPasswordQuerySet":
        """Return those that open a lock when someone types them at ``now``."""
        now = now or timezone.now()
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None, retired_at=None)


class SharedPasswordManager(models.Manager.from_queryset(SharedPasswordQuerySet)):  # type: ignore[misc]
    """Makes shared passwords, and recognises one that was typed."""

    @sensitive_variables()
    def create_password(
        self, page: Any, text: str, *, label: str = "", expires_at: datetime | None = None, user: Any = None
    ) -> Any:
        """
        Add a password that opens ``page``, a section or a session with its own, and return it.

        Raises ``ValidationError`` where ``text`` can be no password or is one of this page
        already, and where ``expires_at`` is over.
        """
        password = self.model(lock=own_key(page), label=label, expires_at=expires_at, created_by=user)
        with transaction.atomic():
            password.put(text)
            password.save()
            log(password, audit_log.CREATED, user=user)
        return password

    @sensitive_variables()
    def recognise(self, lock: UUID, text: str, now: datetime) -> tuple[Any, bool]:
        """
        Return the password of ``lock`` that ``text`` is, accepted or earlier, and whether one can't be read.

        Every password is compared, in constant time, so that the time taken says nothing of
        which one it was. Raises ``UnusablePassword``.
        """
        typed = normalise(text).encode()
        found = None
        is_unreadable = False
        for password in self._candidates(lock, now):
            try:
                is_same = compare_digest(unseal(password.sealed).encode(), typed)
            except Unreadable:
                is_unreadable = is_unreadable or password.is_accepted(now)
                continue
            if is_same and found is None:
                found = password
        return found, is_unreadable

    def _candidates(self, lock: UUID, now: datetime) -> list[Any]:
        """Return all accepted passwords of ``lock`` and after them the last earlier ones."""
        passwords = self.filter(lock=lock).only("sealed", *WEIGHED).order_by("-pk")
        accepted = [password for password in passwords if password.is_accepted(now)]
        earlier = [password for password in passwords if not password.is_accepted(now)]
        return accepted + earlier[:MOST_EARLIER]

    def log_expired(self, now: datetime | None = None) -> None:
        """Write into the log, once each, that passwords have expired."""
        over = self.filter(expires_at__lte=now or timezone.now(), is_expiry_logged=False, revoked_at=None)
        for password in over:
            with transaction.atomic():
                if self.filter(pk=password.pk, is_expiry_logged=False).update(is_expiry_logged=True):
                    log(password, audit_log.EXPIRED)
