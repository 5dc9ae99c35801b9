"""
Whom a session is open to: the members with its password, or everyone.

The one rule of "open to everyone": in Python ``OpeningMixin.is_open_at``, in SQL ``open_at``.
"""

from datetime import date, datetime, time
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .schedule import FIRST_DAY, LAST_DAY, moment, zone_names


class Access(models.TextChoices):
    """Which password unlocks a session."""

    SECTION = "section", _("The section’s password")
    OWN = "own", _("Its own password")
    PUBLIC = "public", _("No password, open to everyone")


def open_at(now: datetime) -> Q:
    """
    Return the condition that matches sessions which are open to everyone at ``now``, by their own row.

    An alias also needs its original to be open: ``SessionQuerySet.open_to_everyone``.
    """
    return Q(access=Access.PUBLIC) | Q(opens_at__lte=now)


def opening_moment(day: date | None, zone: str) -> datetime | None:
    """
    Return the moment in UTC at which ``day`` begins in ``zone``.

    Where clocks skip midnight, the day begins when they go forward. ``None`` if the date or time zone is missing or
    invalid, which validation reports.
    """
    if day is None or not FIRST_DAY <= day <= LAST_DAY or zone not in zone_names():
        return None
    return moment(day, time.min, zone)


class OpeningMixin(models.Model):
    """Which password opens a session, and from which day on everyone may open it. For a class with ``time_zone``."""

    access = models.CharField(
        _("opened by"),
        max_length=10,
        choices=Access.choices,
        default=Access.SECTION,
        help_text=_("The password members need for the content above."),
    )
    public_from = models.DateField(
        _("open to everyone from"),
        null=True,
        blank=True,
        help_text=_(
            "From the start of this day, in the session’s time zone, everyone can open it without a password. "
            "Leave blank to keep it for members."
        ),
    )
    # Computed from the date and the time zone on save, so that "open" is a comparison in SQL and needs no scheduled task.
    opens_at = models.DateTimeField(null=True, editable=False, db_index=True)

    # Otherwise next year's session, begun as a copy of this one, would be open before its members have seen it.
    exclude_fields_in_copy: ClassVar[list[str]] = ["public_from"]

    # Of the classes it is mixed into.
    time_zone: str
    alias_of: Any
    alias_of_id: int | None

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.public_from and not FIRST_DAY <= self.public_from <= LAST_DAY:
            raise ValidationError({"public_from": _("Check the year of this date.")})
        if self.public_from and self.access == Access.PUBLIC:
            # Otherwise choosing a password later would not lock a session whose day has passed.
            message = _("This session is open to everyone already. Remove the date, or choose a password.")
            raise ValidationError({"public_from": message})

    def compute_opening(self) -> None:
        """Set ``opens_at``."""
        # Pages created in code may still have a string here.
        day = models.DateField().to_python(self.public_from)
        self.opens_at = opening_moment(day, self.time_zone)

    def is_open_at(self, now: datetime) -> bool:
        """Return whether everyone may see the members' content at ``now``. An alias is open while its original is too."""
        is_open = self.access == Access.PUBLIC or (self.opens_at is not None and self.opens_at <= now)
        return is_open and (not self.alias_of_id or self.alias_of.specific.is_open_at(now))

    @property
    def is_public(self) -> bool:
        """Whether everyone may see the members' content now; the equivalent of ``SessionQuerySet.open_to_everyone``."""
        return self.is_open_at(timezone.now())

    @property
    def next_opening(self) -> datetime | None:
        """When the clock alone will open the session to everyone; ``None`` if it is open or no day is set."""
        if self.access == Access.PUBLIC or self.opens_at is None or self.opens_at <= timezone.now():
            return None
        return self.opens_at
