"""The figures that staff see without opening the report: on the CMS dashboard, and in the list of sessions."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.site_summary import SummaryItem

from maigu_wagtail.access.activity import local_day
from maigu_wagtail.access.watch_figures import WatchCounter
from maigu_wagtail.admin.page_permissions import watch_counters_of
from maigu_wagtail.admin.passwords.permissions import PASSWORD_POLICY, SEE_ACTIVITY
from maigu_wagtail.conf import conf

DAYS = 30


def shows_figures(user: Any) -> bool:
    """Return whether watching is counted, and ``user`` may see how often."""
    return conf.MAIGU_WAGTAIL_WATCH_FIGURES and PASSWORD_POLICY.user_has_permission(user, SEE_ACTIVITY)


def lately(counters: QuerySet[WatchCounter]) -> QuerySet[WatchCounter]:
    """Filter ``counters`` to the last ``DAYS`` days, including today."""
    return counters.filter(day__gt=local_day(timezone.now()) - timedelta(days=DAYS))


def starts_of(session_keys: Iterable[UUID]) -> dict[UUID, int]:
    """Return how often recordings of each session were started in the last ``DAYS`` days, in one query."""
    rows = lately(WatchCounter.objects.filter(session_key__in=list(session_keys))).order_by()
    return dict(rows.values_list("session_key").annotate(number=Sum("started")))


class WatchSummaryItem(SummaryItem):
    """How often recordings were started lately, on the CMS dashboard."""

    order = 350
    template_name = "maigu_wagtail/admin/watch_summary.html"

    def is_shown(self) -> bool:
        return shows_figures(self.request.user)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        sums = lately(watch_counters_of(self.request.user)).aggregate(started=Sum("started", default=0))
        return {"number": sums["started"], "days": DAYS, "report_url": reverse("maigu_watch_figures")}


def add_watch_summary(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Add the figure to the CMS dashboard; a ``construct_homepage_summary_items`` hook."""
    items.append(WatchSummaryItem(request))
