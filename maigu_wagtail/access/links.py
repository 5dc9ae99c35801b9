"""
Unlock links: URLs that unlock a device without anyone typing the password.

A link belongs to a shared password and ends with it. Its token is a random key and the site's
signature of it. Staff can therefore see a link again, and the database alone opens nothing.
"""

import secrets
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from wagtail.log_actions import log

from maigu_wagtail.conf import conf
from maigu_wagtail.signed_tokens import SignedTokens

from . import audit_log
from .scope import section_of, translations_of_lock

# In characters: a key of 22 and a signature of 43 fit.
LONGEST_TOKEN = 128
_tokens = SignedTokens(salt="maigu_wagtail.unlock_link", longest=LONGEST_TOKEN)


class LinkState(models.TextChoices):
    ACTIVE = "active", _("Active")
    USED_UP = "used-up", _("Used up")
    EXPIRED = "expired", _("Expired")
    DEACTIVATED = "deactivated", _("Deactivated")
    PASSWORD_ENDED = "password-changed", _("Ended with its password")


def new_key() -> str:
    """Return a random key of 128 bits, as 22 characters that a URL can contain."""
    return secrets.token_urlsafe(16)


class UnlockLinkManager(models.Manager["UnlockLink"]):
    """Creates unlock links and finds the one that a token belongs to."""

    def create_link(
        self,
        password: Any,
        *,
        label: str = "",
        expires_at: datetime | None = None,
        max_uses: int | None = None,
        session: Any = None,
        user: Any = None,
        is_label_logged: bool = True,
    ) -> "UnlockLink":
        """
        Create and return a link for ``password``, and log that ``user`` made it.

        ``max_uses`` is the number of devices that it unlocks (``None``: any number). Visitors come to
        ``session``, or to the section. ``is_label_logged`` is false if the label is what somebody typed
        in a form: the log keeps no personal data. Raises ``ValidationError`` if ``password`` is no longer in
        use, ``expires_at`` has passed or ``max_uses`` is less than 1.
        """
        now = timezone.now()
        if not password.is_accepted(now):
            raise ValidationError(_("This password is no longer in use, so it can have no new links."))
        if expires_at and expires_at <= now:
            raise ValidationError({"expires_at": _("That time has passed. Choose a later one.")})
        if max_uses is not None and max_uses < 1:
            raise ValidationError({"max_uses": _("Enter 1 or more, or leave it blank for any number of devices.")})
        with transaction.atomic():
            link = self.create(
                password=password,
                label=label,
                expires_at=expires_at,
                max_uses=max_uses,
                session_key=session.translation_key if session else None,
                created_by=user,
            )
            data = {"link": link.pk, "label": label if is_label_logged else ""}
            log(password, audit_log.LINK_CREATED, user=user, data=data)
        return link

    @sensitive_variables()
    def of_token(self, token: str) -> "UnlockLink | None":
        """Return the link with its password; ``None`` if we did not sign ``token``, or the link was deleted."""
        key = _tokens.read(token)
        return self.select_related("password").filter(key=key).first() if key else None


class UnlockLink(models.Model):
    """
    A link that unlocks devices as its password does.

    ``uses`` is the number of devices it has unlocked; a device that its password has unlocked
    already is not counted again. ``session_key`` is the translation key of the session that
    visitors come to.
    """

    password = models.ForeignKey("maigu_wagtail.SharedPassword", on_delete=models.CASCADE, related_name="links")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    label = models.CharField(
        _("label"),
        max_length=100,
        blank=True,
        help_text=_("Where you will use it, such as “Spring mailing”. Members do not see it."),
    )
    session_key = models.UUIDField(null=True, editable=False)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    max_uses = models.PositiveIntegerField(
        _("number of devices"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    uses = models.PositiveIntegerField(default=0, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        conf.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    deactivated_at = models.DateTimeField(null=True, editable=False)

    objects = UnlockLinkManager()

    class Meta:
        verbose_name = _("unlock link")
        verbose_name_plural = _("unlock links")
        default_permissions = ()

    def __str__(self) -> str:
        return self.label or str(_("Unlock link"))

    def state_at(self, now: datetime) -> LinkState:
        """Return the state of the link at ``now``."""
        if not self.password.is_accepted(now):
            return LinkState.PASSWORD_ENDED
        if self.deactivated_at:
            return LinkState.DEACTIVATED
        if self.expires_at and self.expires_at <= now:
            return LinkState.EXPIRED
        if self.max_uses is not None and self.uses >= self.max_uses:
            return LinkState.USED_UP
        return LinkState.ACTIVE

    @property
    def ends_at(self) -> datetime | None:
        """The time after which the link opens nothing, its own or its password's; ``None`` if there is none."""
        return min(filter(None, (self.expires_at, self.password.expires_at)), default=None)

    @property
    def token(self) -> str:
        """The token: whoever has it can unlock a device. Keep it out of logs."""
        return _tokens.sign(self.key)

    def url(self, request: HttpRequest | None = None) -> str:
        """
        Return the absolute URL of the link, or "" if its section has none.

        If the section has translations, it is the one whose locale was created first.
        """
        pages = translations_of_lock(self.password.lock)
        return self.url_at(pages[0], request) if pages else ""

    def url_at(self, page: Any, request: HttpRequest | None = None) -> str:
        """Return the absolute URL of the link in the section of ``page``, the section itself or a session in it."""
        section = section_of(page)
        address = section.get_full_url(request) if section else None
        return f"{address}unlock/{self.token}/" if address else ""

    def use(self, now: datetime) -> bool:
        """
        Count one more device, and return whether the link had one left.

        A single update, so that parallel requests cannot exceed ``max_uses``.
        """
        has_one_left = Q(max_uses=None) | Q(uses__lt=F("max_uses"))
        links = type(self).objects.filter(has_one_left, pk=self.pk, deactivated_at=None)
        return bool(links.update(uses=F("uses") + 1, last_used_at=now))

    def deactivate(self, *, user: Any = None) -> None:
        """Deactivate the link, and log it. Devices that it unlocked stay unlocked. Does nothing the second time."""
        if type(self).objects.filter(pk=self.pk, deactivated_at=None).update(deactivated_at=timezone.now()):
            # The label of a link that answered a request is the name of a person or an organisation.
            data = {"link": self.pk, "label": "" if self.requests.exists() else self.label}
            log(self.password, audit_log.LINK_DEACTIVATED, user=user, data=data)
        self.refresh_from_db()
