"""
Querysets of sessions: which ones are public, and in which order.

The only place that turns "upcoming", "recorded" and "listed" into SQL.
"""

from datetime import date, datetime, time, timedelta, timezone
from functools import reduce
from operator import and_, or_
from typing import Any

import swapper
from django.db.models import Q, Subquery
from django.utils import timezone as clock
from wagtail.models import PageManager, PageQuerySet, PageViewRestriction

from .opening import open_at
from .schedule import FIRST_DAY
from .search_words import query_words, search_fragment

swapper.set_app_prefix("wagtailcore", "wagtail")

# Members' content and columns that only the CMS needs: a thousand values in a list of twenty sessions.
NOT_IN_LISTS = (
    *("members_content", "search_words", "draft_title", "has_unpublished_changes", "latest_revision", "live_revision"),
    *("go_live_at", "expire_at", "expired", "locked", "locked_at", "locked_by", "owner"),
)
TWO_DAYS = timedelta(days=2)
BEFORE_ALL = datetime.combine(FIRST_DAY, time.min, timezone.utc) - TWO_DAYS


class SessionQuerySet(PageQuerySet):
    def of_section(self, section: Any) -> "SessionQuerySet":
        """Return the children of ``section``. The same as ``child_of`` with half the conditions."""
        return self.filter(path__startswith=section.path, depth=section.depth + 1)

    def upcoming(self, now: datetime | None = None) -> "SessionQuerySet":
        """Return the sessions that have not ended at ``now`` (the current time by default), soonest first."""
        return self.filter(ends_at__gt=now or clock.now()).order_by("starts_at", "pk")

    def recorded(self, now: datetime | None = None) -> "SessionQuerySet":
        """Return the sessions that have ended at ``now`` (the current time by default), newest first."""
        return self.filter(ends_at__lte=now or clock.now()).newest_first()

    def open_to_everyone(self, now: datetime | None = None) -> "SessionQuerySet":
        """Return the sessions whose members' content everyone may see at ``now`` (the current time by default)."""
        is_open = open_at(now or clock.now())
        originals = self.model._base_manager.filter(is_open).values("pk")
        return self.filter(is_open).filter(Q(alias_of=None) | Q(alias_of__in=originals))

    def next_changes(self, now: datetime) -> dict[str, Subquery]:
        """
        Return subqueries for what the clock alone changes after ``now``.

        ``next_end`` is when the next session ends, ``next_opening`` when the next one opens to everyone.
        """
        ends = self.filter(ends_at__gt=now).order_by("ends_at").values("ends_at")
        opens = self.filter(opens_at__gt=now).order_by("opens_at").values("opens_at")
        return {"next_end": Subquery(ends[:1]), "next_opening": Subquery(opens[:1])}

    def newest_first(self) -> "SessionQuerySet":
        """
        Return the sessions with a date, latest end first, in an order that an index provides.

        The lower bound excludes no valid date. Without it, SQLite reads and sorts all rows instead
        of using the index.
        """
        return self.filter(ends_at__gt=BEFORE_ALL).order_by("-ends_at", "-pk")

    def unrestricted(self) -> "SessionQuerySet":
        """
        Exclude sessions with a privacy setting of their own.

        Wagtail's ``public()`` adds an expression for every restriction on the site, and fails on
        SQLite from a few hundred on. The section's own restriction has already been checked when
        its list is shown, and sessions are its direct children, so one subquery is enough. An alias
        is as restricted as its original.
        """
        restricted = PageViewRestriction.objects.values("page_id")
        return self.exclude(id__in=restricted).exclude(alias_of__in=restricted)

    def listed(self) -> "SessionQuerySet":
        """Return the publicly listed sessions, without loading members' content."""
        return self.live().unrestricted().defer(*NOT_IN_LISTS)

    def of_year(self, year: int) -> "SessionQuerySet":
        """Return the sessions that take place in ``year``, in their own time zone."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        # The index is on the end in UTC, which is at most two days from the local date.
        begin, end = datetime(year, 1, 1, tzinfo=timezone.utc), datetime(year, 12, 31, tzinfo=timezone.utc)
        near = self.filter(ends_at__gte=begin - TWO_DAYS, ends_at__lt=end + 2 * TWO_DAYS)
        return near.filter(date__gte=first, date__lte=last)

    def with_speaker(self, key: str) -> "SessionQuerySet":
        """Return the sessions of the speaker with this ``speaker_key``."""
        return self.filter(speaker_index__key=key)

    def with_words(self, text: str, *, any_of_them: bool = False) -> "SessionQuerySet":
        """
        Return the sessions that contain each word of ``text`` or, with ``any_of_them``, at least one.

        The beginning of a word is enough. Returns none if ``text`` has no words.
        """
        conditions = [Q(search_words__contains=search_fragment(word)) for word in query_words(text)]
        if not conditions:
            return self.none()
        return self.filter(reduce(or_ if any_of_them else and_, conditions))

    def newer_than(self, session: Any) -> "SessionQuerySet":
        """Return the sessions that come before ``session`` in the order of ``newest_first``, nearest first."""
        beyond = Q(ends_at__gt=session.ends_at) | Q(ends_at=session.ends_at, pk__gt=session.pk)
        return self.filter(beyond, ends_at__gte=session.ends_at).order_by("ends_at", "pk")

    def older_than(self, session: Any) -> "SessionQuerySet":
        """Return the sessions that come after ``session`` in the order of ``newest_first``, nearest first."""
        beyond = Q(ends_at__lt=session.ends_at) | Q(ends_at=session.ends_at, pk__lt=session.pk)
        return self.filter(beyond, ends_at__lte=session.ends_at).newest_first()


SessionManager = PageManager.from_queryset(SessionQuerySet, class_name="SessionManager")
