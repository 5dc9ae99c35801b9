"""
Which sessions of a section the public sees, in which order.

The one place that turns "upcoming", "recorded" and "open to everyone" into SQL.
"""

from datetime import date, datetime, time, timedelta, timezone
from functools import reduce
from operator import and_, or_
from typing import Any

import swapper
from django.db.models import Q
from django.utils import timezone as clock
from wagtail.models import PageManager, PageQuerySet, PageViewRestriction

from .schedule import FIRST_DAY
from .search_words import query_words, search_fragment

swapper.set_app_prefix("wagtailcore", "wagtail")

# Members' content, and what only the CMS asks of a page: a list of twenty has a thousand values to read otherwise.
NOT_IN_LISTS = (
    *("members_content", "search_words", "draft_title", "has_unpublished_changes", "latest_revision", "live_revision"),
    *("go_live_at", "expire_at", "expired", "locked", "locked_at", "locked_by", "owner", "alias_of"),
)
TWO_DAYS = timedelta(days=2)
BEFORE_ALL = datetime.combine(FIRST_DAY, time.min, timezone.utc) - TWO_DAYS


class SessionQuerySet(PageQuerySet):
    """Pages of sessions."""

    def of_section(self, section: Any) -> "SessionQuerySet":
        """Return the children of ``section``; ``child_of`` says the same with twice the conditions."""
        return self.filter(path__startswith=section.path, depth=section.depth + 1)

    def upcoming(self, now: datetime | None = None) -> "SessionQuerySet":
        """Return the sessions that are not over at ``now``, the soonest first."""
        return self.filter(ends_at__gt=now or clock.now()).order_by("starts_at", "pk")

    def recorded(self, now: datetime | None = None) -> "SessionQuerySet":
        """Return the sessions that are over at ``now``, the newest first."""
        return self.filter(ends_at__lte=now or clock.now()).newest_first()

    def newest_first(self) -> "SessionQuerySet":
        """
        Return the sessions that have a date, by their end: the order that one index of every database gives.

        The bound leaves out no date that validation lets pass. Without one, SQLite reads and
        sorts all rows instead of walking down the index.
        """
        return self.filter(ends_at__gt=BEFORE_ALL).order_by("-ends_at", "-pk")

    def unrestricted(self) -> "SessionQuerySet":
        """
        Leave out sessions with a privacy setting of their own.

        Wagtail's ``public()`` adds an expression for each restriction of the whole site and
        fails on SQLite from some hundreds on. A section's own restriction was checked before
        its list is asked for, and sessions are its direct children, so one look-up will do. An
        alias is as restricted as the session it mirrors.
        """
        restricted = PageViewRestriction.objects.values("page_id")
        return self.exclude(id__in=restricted).exclude(alias_of__in=restricted)

    def listed(self) -> "SessionQuerySet":
        """Return the publicly listed sessions, without loading members' content."""
        return self.live().unrestricted().defer(*NOT_IN_LISTS)

    def of_year(self, year: int) -> "SessionQuerySet":
        """Return the sessions that take place in ``year``, by the calendar of their own place."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        # The index is of the end in UTC, which is at most two days from the date of the place.
        begin, end = datetime(year, 1, 1, tzinfo=timezone.utc), datetime(year, 12, 31, tzinfo=timezone.utc)
        near = self.filter(ends_at__gte=begin - TWO_DAYS, ends_at__lt=end + 2 * TWO_DAYS)
        return near.filter(date__gte=first, date__lte=last)

    def with_speaker(self, key: str) -> "SessionQuerySet":
        """Return the sessions of the speaker whose name has this key (``speaker_key``)."""
        return self.filter(speaker_index__key=key)

    def with_words(self, text: str, *, any_of_them: bool = False) -> "SessionQuerySet":
        """Return the sessions with words that begin as all words of ``text`` do; none where it has no word."""
        conditions = [Q(search_words__contains=search_fragment(word)) for word in query_words(text)]
        if not conditions:
            return self.none()
        return self.filter(reduce(or_ if any_of_them else and_, conditions))

    def newer_than(self, session: Any) -> "SessionQuerySet":
        """Return what stands above ``session`` in the order of ``newest_first``, the nearest first."""
        beyond = Q(ends_at__gt=session.ends_at) | Q(ends_at=session.ends_at, pk__gt=session.pk)
        return self.filter(beyond, ends_at__gte=session.ends_at).order_by("ends_at", "pk")

    def older_than(self, session: Any) -> "SessionQuerySet":
        """Return what stands below ``session`` in the order of ``newest_first``, the nearest first."""
        beyond = Q(ends_at__lt=session.ends_at) | Q(ends_at=session.ends_at, pk__lt=session.pk)
        return self.filter(beyond, ends_at__lte=session.ends_at).newest_first()


SessionManager = PageManager.from_queryset(SessionQuerySet, class_name="SessionManager")
