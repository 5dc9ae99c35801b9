"""
Shared passwords, stored encrypted.

The model decides how long a password is accepted and what happens to earlier ones. It does not
depend on a request.
"""

import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import swapper
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from wagtail.log_actions import log

from maigu_wagtail.conf import conf

from . import audit_log
from .counters import UnlockCounter
from .links import UnlockLink
from .managers import SharedPasswordManager
from .normalising import LONGEST_PASSWORD, UnusablePassword, normalise
from .sealing import Unreadable, reseal, seal, unseal

UNUSABLE: dict[str, Any] = {
    "empty": _("Enter a password."),
    "long": _("A password has at most %(most)d characters."),
    "characters": _("The password contains a character that is not text. Type it instead of pasting it."),
}


def unusable(error: UnusablePassword) -> ValidationError:
    """Return a ``ValidationError`` that explains to the user why a text is not usable as a password."""
    return ValidationError(UNUSABLE[error.reason], params={"most": LONGEST_PASSWORD})


class State(models.TextChoices):
    ACTIVE = "active", _("Active")
    RUNNING_OUT = "running-out", _("Changed; earlier unlocks will expire")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")


class SharedPassword(models.Model):
    """
    A password that members of a section share, or members of a session that has its own.

    A page can have several accepted passwords. ``lock`` is the key of the page's lock
    (``access.scope``). Grants are bound to the row and to ``version``, so a row restored from a
    backup or created with the same key does not revive them.
    """

    lock = models.UUIDField(editable=False, db_index=True)
    label = models.CharField(
        _("label"),
        max_length=100,
        blank=True,
        help_text=_("Who it is for, such as “Spring cohort”. Members do not see it."),
    )
    sealed = models.TextField(editable=False)
    version = models.CharField(max_length=32, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        conf.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    expires_at = models.DateTimeField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("After this time the password no longer works, and everyone who used it is locked out."),
    )
    is_expiry_logged = models.BooleanField(default=False, editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    # Totals of the hourly counters deleted so far; ``access.statistics`` adds the rest.
    earlier_unlocks = models.PositiveIntegerField(default=0, editable=False)
    earlier_last_unlocked_at = models.DateTimeField(null=True, editable=False)

    objects = SharedPasswordManager()

    class Meta:
        verbose_name = _("shared password")
        verbose_name_plural = _("shared passwords")
        default_permissions = ()
        permissions = [
            ("see_activity_sharedpassword", _("Can see how often shared passwords are used")),
            ("read_sharedpassword", _("Can read and share shared passwords")),
            ("manage_sharedpassword", _("Can add, change and revoke shared passwords")),
        ]

    def __str__(self) -> str:
        return self.label or str(_("Shared password"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.version:
            self.renew_version()
        if kwargs.get("update_fields") is None:
            # Leave it if it cannot be decrypted: the old key may be restored.
            with suppress(Unreadable):
                self.sealed = reseal(self.sealed)
        super().save(*args, **kwargs)

    @sensitive_variables()
    def put(self, text: str) -> None:
        """
        Encrypt ``text`` and store it as the password, without saving the row.

        Raises ``ValidationError`` if ``text`` is not usable as a password or already in use for
        this lock, or if ``expires_at`` has passed.
        """
        now = timezone.now()
        if self.expires_at and self.expires_at <= now:
            raise ValidationError({"expires_at": _("That time has passed. Choose a later one.")})
        try:
            other, _unreadable = type(self).objects.recognise(self.lock, text, now)
        except UnusablePassword as error:
            raise ValidationError({"password": unusable(error)}) from None
        if other and other.is_accepted(now) and other.pk != self.pk:
            message = _("This password is already in use, as “%(label)s”. Choose another one.")
            raise ValidationError({"password": message % {"label": other}})
        self.sealed = seal(normalise(text))

    def renew_version(self) -> None:
        """Invalidate all grants of this password. Takes effect once the row is saved."""
        self.version = secrets.token_urlsafe(12)

    def is_accepted(self, now: datetime) -> bool:
        """Return whether entering the password at ``now`` unlocks its page."""
        return self.state_at(now) == State.ACTIVE

    def keeps_open(self, now: datetime) -> bool:
        """Return whether devices that were unlocked with this password are still unlocked at ``now``."""
        return self.state_at(now) in (State.ACTIVE, State.RUNNING_OUT)

    def state_at(self, now: datetime) -> State:
        """Return the state of the password at ``now``."""
        if self.revoked_at:
            return State.REVOKED
        if self.expires_at and self.expires_at <= now:
            return State.EXPIRED
        return State.RUNNING_OUT if self.retired_at else State.ACTIVE

    @property
    def state(self) -> State:
        """The state of the password now."""
        return self.state_at(timezone.now())

    @property
    def changed_at(self) -> datetime | None:
        """The time from which members could no longer use this password; ``None`` if they still can."""
        moments = [self.revoked_at, self.retired_at]
        if self.state == State.EXPIRED:
            moments.append(self.expires_at)
        return min((moment for moment in moments if moment), default=None)

    @property
    def is_readable(self) -> bool:
        """Whether the password can be decrypted with one of the site's keys."""
        try:
            unseal(self.sealed)
        except Unreadable:
            return False
        return True

    @sensitive_variables()
    def reveal(self, *, user: Any = None, action: str = audit_log.READ) -> str:
        """
        Return the password as text, and log that ``user`` has read it.

        Pass ``audit_log.COPIED`` as ``action`` if it was copied. Raises ``Unreadable``, and logs
        nothing, if none of the site's keys decrypts it.
        """
        text = unseal(self.sealed)
        log(self, action, user=user)
        return text

    def live_unlocks(self, now: datetime | None = None) -> int:
        """
        Return the number of devices currently unlocked with this password.

        Counts unlocks within ``MAIGU_WAGTAIL_UNLOCK_LIFETIME``, minus devices that were locked
        again.
        """
        now = now or timezone.now()
        if not self.keeps_open(now):
            return 0
        since = now - timedelta(seconds=conf.MAIGU_WAGTAIL_UNLOCK_LIFETIME)
        rows = UnlockCounter.objects.filter(lock=self.lock, password_key=self.pk, hour__gt=since)
        sums = rows.aggregate(opened=Sum("opened"), forgotten=Sum("forgotten"))
        return max((sums["opened"] or 0) - (sums["forgotten"] or 0), 0)

    @sensitive_variables()
    def rotate(self, text: str, *, earlier: str, until: datetime | None = None, user: Any = None) -> "SharedPassword":
        """
        Replace this password with a new one, and return the new ``SharedPassword``.

        ``earlier`` says what happens to this password and to devices it has unlocked:

        - ``"end"``: it is revoked, and the devices are locked from their next request.
        - ``"run-out"``: it unlocks nothing new; the devices stay unlocked until their grants
          expire.
        - ``"overlap"``: both passwords are accepted until ``until``.

        Raises ``ValidationError``, and changes nothing, if ``text`` is not usable as a password or
        already in use, if this password is no longer in use, or if ``until`` is missing or has
        passed.
        """
        now = timezone.now()
        if earlier not in ("end", "run-out", "overlap"):
            raise ValidationError({"earlier": _("Choose what happens to the old password.")})
        if earlier == "overlap" and (until is None or until <= now):
            raise ValidationError({"until": _("Choose a time in the future until which both work.")})
        with transaction.atomic():
            old = type(self).objects.select_for_update().get(pk=self.pk)
            if not old.is_accepted(now):
                raise ValidationError(_("This password is no longer in use, so it cannot be changed."))
            # The new password keeps the planned expiry.
            new = type(self)(lock=old.lock, label=old.label, expires_at=old.expires_at, created_by=user)
            new.put(text)
            if earlier == "end":
                old.revoked_at = now
            elif earlier == "run-out":
                old.retired_at = now
            elif until and not (old.expires_at and old.expires_at < until):
                old.expires_at = until
            old.save(update_fields=["revoked_at", "retired_at", "expires_at"])
            new.save()
            log(new, audit_log.CREATED, user=user)
            log(old, audit_log.ROTATED, user=user, data={"earlier": earlier, "new": new.pk})
        self.refresh_from_db()
        return new

    def create_link(self, **options: Any) -> Any:
        """Create and return an ``UnlockLink`` of this password; ``options`` as in ``UnlockLinkManager.create_link``."""
        return UnlockLink.objects.create_link(self, **options)

    def revoke(self, *, user: Any = None) -> None:
        """
        Revoke the password. Devices it unlocked are locked from their next request.

        Does nothing if it is already revoked.
        """
        now = timezone.now()
        if type(self).objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=now):
            log(self, audit_log.REVOKED, user=user)
        self.refresh_from_db()


def remove_ownerless_passwords(lock: UUID) -> None:
    """Delete the passwords of ``lock`` and their counters if no page with this lock is left."""
    passwords = SharedPassword.objects.filter(lock=lock)
    page_model = swapper.load_model("wagtailcore", "Page")
    if passwords.exists() and not page_model.objects.filter(translation_key=lock).exists():
        passwords.delete()
        UnlockCounter.objects.filter(lock=lock).delete()
