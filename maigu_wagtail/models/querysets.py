"""
Which sessions of a section the public sees, in which order.

The one place that turns "upcoming", "recorded" and "open to everybody" into SQL. May
import nothing of this package above ``conf``.
"""

from datetime import date, datetime
from typing import Any

import swapper
from django.db.models import Q
from django.utils import timezone
from wagtail.models import PageManager, PageQuerySet, PageViewRestriction

swapper.set_app_prefix("wagtailcore", "wagtail")


class SessionQuerySet(PageQuerySet):
    """Pages of sessions."""

    def upcoming(self, now: datetime | None = None) -> "SessionQuerySet":
        """Return the sessions that are not over at ``now``, the soonest first."""
        return self.filter(ends_at__gt=now or timezone.now()).order_by("starts_at", "pk")

    def recorded(self, now: datetime | None = None) -> "SessionQuerySet":
        """Return the sessions that are over at ``now``, the newest first."""
        return self.filter(ends_at__lte=now or timezone.now()).newest_first()

    def newest_first(self) -> "SessionQuerySet":
        """Order by the end: the one order that an index of every database gives."""
        return self.order_by("-ends_at", "-pk")

    def unrestricted(self) -> "SessionQuerySet":
        """
        Leave out sessions with a privacy setting of their own.

        Wagtail's ``public()`` adds an expression for each restriction of the whole site and
        fails on SQLite from some hundreds on. A section's own restriction was checked before
        its list is asked for, and sessions are its direct children, so one look-up will do.
        """
        return self.exclude(id__in=PageViewRestriction.objects.values("page_id"))

    def listed(self) -> "SessionQuerySet":
        """Return what a list shows to everybody, and load no members' content for it."""
        return self.live().unrestricted().select_related("locale").defer("members_content")

    def of_year(self, year: int) -> "SessionQuerySet":
        """Return the sessions that take place in ``year``, by the calendar of their own place."""
        return self.filter(date__gte=date(year, 1, 1), date__lte=date(year, 12, 31))

    def with_speaker(self, key: str) -> "SessionQuerySet":
        """Return the sessions of the speaker whose name has this key (``speaker_key``)."""
        return self.filter(speaker_index__key=key)

    def newer_than(self, session: Any) -> "SessionQuerySet":
        """Return what stands above ``session`` in the order of ``newest_first``, the nearest first."""
        beyond = Q(ends_at__gt=session.ends_at) | Q(ends_at=session.ends_at, pk__gt=session.pk)
        return self.filter(beyond, ends_at__gte=session.ends_at).order_by("ends_at", "pk")

    def older_than(self, session: Any) -> "SessionQuerySet":
        """Return what stands below ``session`` in the order of ``newest_first``, the nearest first."""
        beyond = Q(ends_at__lt=session.ends_at) | Q(ends_at=session.ends_at, pk__lt=session.pk)
        return self.filter(beyond, ends_at__lte=session.ends_at).newest_first()


SessionManager = PageManager.from_queryset(SessionQuerySet, class_name="SessionManager")
