"""
What happened since the last session, as a text for a quarterly report.

Only totals: nothing is broken down by cohort.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import swapper
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from maigu_wagtail.access.activity import local_day, start_of
from maigu_wagtail.access.watch_figures import NUMBERS, WatchCounter
from maigu_wagtail.access.watch_sums import WatchSums
from maigu_wagtail.admin.page_permissions import counters_of, watch_counters_of
from maigu_wagtail.admin.passwords.filters import locks_below, section_choices
from maigu_wagtail.admin.passwords.permissions import PASSWORD_POLICY, SEE_ACTIVITY
from maigu_wagtail.conf import conf
from maigu_wagtail.recordings.models import Recording
from maigu_wagtail.sessions.dates import long_date

MOST_WATCHED = 5


@dataclass(frozen=True, slots=True)
class WatchedRecording:
    """A recording with how often it was started, and the share that reached the end in per cent."""

    title: str
    sums: WatchSums

    @property
    def finished_share(self) -> int | None:
        return self.sums.share("finished")


class SinceLastSessionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """The text for one section: the first, or the one with the primary key in ``section``."""

    permission_policy = PASSWORD_POLICY
    permission_required = SEE_ACTIVITY
    template_name = "maigu_wagtail/admin/since_last_session.html"
    page_title = _("Since the last session")
    header_icon = "view"
    request: HttpRequest

    @cached_property
    def sections(self) -> dict[str, tuple[Any, str]]:
        """The sections that the user can see, by primary key."""
        return section_choices(self.request.user)

    @cached_property
    def section(self) -> Any:
        """The section that the text is about; ``None`` if the user can see none."""
        chosen = self.sections.get(self.request.GET.get("section", "")) or next(iter(self.sections.values()), None)
        return chosen and chosen[0]

    def last_session(self) -> Any:
        """Return the session of the section that ended last, or ``None``."""
        sessions = swapper.load_model("maigu_wagtail", "SessionPage")._default_manager.live()
        ended = sessions.child_of(self.section).filter(ends_at__lte=timezone.now())
        return ended.only("title", "date", "ends_at").order_by("-ends_at", "-pk").first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        session = self.last_session() if self.section else None
        address = self.request.path
        others = [(label, f"{address}?section={key}") for key, (_section, label) in self.sections.items()]
        return {
            **context,
            "is_on": conf.MAIGU_WAGTAIL_WATCH_FIGURES,
            "section": self.section,
            "sections": others if len(others) > 1 else [],
            "session": session,
            **(self.figures_since(session.date) if session else {}),
        }

    def figures_since(self, first: date) -> dict[str, Any]:
        """Return the figures from the day ``first`` until today, in four queries."""
        locks = locks_below(self.section)
        unlocks = counters_of(self.request.user).filter(lock__in=locks, hour__gte=start_of(first))
        watched = watch_counters_of(self.request.user).filter(session_key__in=locks, day__gte=first)
        sums = watch_sums(watched)
        return {
            "first": long_date(first),
            "today": long_date(local_day(timezone.now())),
            "unlocks": unlocks.aggregate(number=Sum("opened", default=0))["number"],
            "sums": sums,
            "half_share": sums.share("half"),
            "finished_share": sums.share("finished"),
            "recordings": most_watched(watched),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        report = {"url": reverse("maigu_watch_figures"), "label": gettext("Watch figures")}
        return [*super().get_breadcrumbs_items(), report, {"url": "", "label": self.get_page_title()}]


def watch_sums(counters: QuerySet[WatchCounter]) -> WatchSums:
    """Return the totals of ``counters``."""
    totals = counters.aggregate(**{f"sum_of_{name}": Sum(name, default=0) for name in NUMBERS})
    return WatchSums(*(totals[f"sum_of_{name}"] for name in NUMBERS))


def most_watched(counters: QuerySet[WatchCounter]) -> list[WatchedRecording]:
    """Return the recordings that were started most often, at most ``MOST_WATCHED``, in two queries."""
    rows = counters.order_by().values_list("file").annotate(starts=Sum("started"), ends=Sum("finished"))
    first = list(rows.filter(starts__gt=0).order_by("-starts", "file")[:MOST_WATCHED])
    titles = dict(Recording.objects.filter(uid__in=[uid for uid, *_sums in first]).values_list("uid", "title"))
    return [
        WatchedRecording(titles.get(uid, gettext("A deleted file")), WatchSums(started=starts, finished=ends))
        for uid, starts, ends in first
    ]
