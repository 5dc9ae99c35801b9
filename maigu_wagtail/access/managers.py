"""Queries for shared passwords: those of a page, those accepted now, and the one that matches some text."""

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

# Recognise this many old passwords as old, not wrong; decrypting each takes a few microseconds.
MOST_EARLIER = 20
# The fields that decide whether a password still keeps devices unlocked.
STATE_FIELDS = ("version", "expires_at", "retired_at", "revoked_at")


class SharedPasswordQuerySet(models.QuerySet):
    def of_page(self, page: Any) -> "SharedPasswordQuerySet":
        """Return all passwords that belong to ``page``, a section or a session, whatever their state."""
        return self.filter(lock=own_key(page))

    def accepted(self, now: datetime | None = None) -> "SharedPasswordQuerySet":
        """Return the passwords that unlock their page when entered at ``now`` (the current time by default)."""
        now = now or timezone.now()
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None, retired_at=None)


class SharedPasswordManager(models.Manager.from_queryset(SharedPasswordQuerySet)):  # type: ignore[misc]
    """Creates shared passwords and recognises the one a visitor entered."""

    @sensitive_variables()
    def create_password(
        self, page: Any, text: str, *, label: str = "", expires_at: datetime | None = None, user: Any = None
    ) -> Any:
        """
        Create and return a ``SharedPassword`` for ``page``: a section, or a session with its own password.

        Raises ``ValidationError`` if ``text`` is not usable as a password or already in use for
        this page, or if ``expires_at`` has passed.
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
        Return the password of ``lock`` that matches ``text``, or ``None``, and whether one could not be decrypted.

        The match can be an accepted password or one of the last ``MOST_EARLIER`` old ones; check it
        with ``is_accepted``. Every password is compared, in constant time, so that timing does not
        reveal which one matched. Raises ``UnusablePassword`` if ``text`` is not usable as a
        password.
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
        """Return the accepted passwords of ``lock``, followed by the newest old ones."""
        passwords = self.filter(lock=lock).only("sealed", *STATE_FIELDS).order_by("-pk")
        accepted = [password for password in passwords if password.is_accepted(now)]
        earlier = [password for password in passwords if not password.is_accepted(now)]
        return accepted + earlier[:MOST_EARLIER]

    def log_expired(self, now: datetime | None = None) -> None:
        """Log passwords that have expired, once each."""
        over = self.filter(expires_at__lte=now or timezone.now(), is_expiry_logged=False, revoked_at=None)
        for password in over:
            with transaction.atomic():
                if self.filter(pk=password.pk, is_expiry_logged=False).update(is_expiry_logged=True):
                    log(password, audit_log.EXPIRED)
