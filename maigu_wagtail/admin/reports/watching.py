"""
The report of watch figures: starts, how far recordings are played, and downloads.

A Wagtail report with a chart above its tables. What it breaks down by cohort is decided in
``access.watch_sums``.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, NumberColumn, Table
from wagtail.admin.views.reports.base import ReportView

from maigu_wagtail.access.activity import local_day, sums_by
from maigu_wagtail.access.watch_figures import DOWNLOADS, WatchCounter
from maigu_wagtail.access.watch_sums import (
    UnitOfCohort,
    UnitOfPassword,
    WatchSums,
    units_of_cohorts,
    units_of_passwords,
)
from maigu_wagtail.admin.exports import SafeExportMixin
from maigu_wagtail.admin.page_permissions import passwords_of, watch_counters_of
from maigu_wagtail.admin.passwords.locked_pages import LockedPage, locked_pages, no_page
from maigu_wagtail.admin.passwords.permissions import PASSWORD_POLICY, SEE_ACTIVITY
from maigu_wagtail.conf import conf
from maigu_wagtail.recordings.permissions import MODELS
from maigu_wagtail.sessions.dates import long_date, month_and_year

from .chart import Chart, draw
from .filters import WatchFilterSet, period_of

HEADINGS: dict[str, Promise] = {
    "started": _("Started"),
    "quarter": _("Reached a quarter"),
    "half": _("Reached half"),
    "three_quarters": _("Reached three quarters"),
    "finished": _("Reached the end"),
    DOWNLOADS: _("Downloads"),
}
EXPORTED: dict[str, Promise] = {
    "month": _("Month"),
    "session": _("Session"),
    "file": _("Recording or handout"),
    "cohort": _("Password"),
    **HEADINGS,
}
SHARES = ("half", "finished")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: what it is about, and its totals."""

    name: str
    sums: WatchSums

    def share(self, name: str) -> str:
        """Return the share of starts that reached ``name``, as text."""
        share = self.sums.share(name)
        return "–" if share is None else gettext("%(number)d%%") % {"number": share}


class WatchFiguresView(SafeExportMixin, ReportView):
    """The report. The spreadsheet has a row for each month, file and cohort, which add up to the totals."""

    permission_policy = PASSWORD_POLICY
    permission_required = SEE_ACTIVITY
    model = WatchCounter
    results_template_name = "maigu_wagtail/admin/watch_figures_results.html"
    template_name = "maigu_wagtail/admin/watch_figures.html"
    page_title = _("Watch figures")
    header_icon = "view"
    index_url_name = "maigu_watch_figures"
    index_results_url_name = "maigu_watch_figures_results"
    filterset_class = WatchFilterSet
    paginate_by = None
    list_export: ClassVar = list(EXPORTED)
    export_headings: ClassVar = EXPORTED
    export_filename = "watch-figures"

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return columns(_("Session"))

    @cached_property
    def period(self) -> tuple[date, date]:
        """The first and the last day of the report."""
        return period_of(self.filters, local_day(timezone.now()))

    @cached_property
    def rows(self) -> list[UnitOfPassword]:
        """The figures of each password by file and month, newest month first."""
        return units_of_passwords(self.get_queryset(), *self.period, local_day(timezone.now()))

    @cached_property
    def sessions(self) -> dict[UUID, LockedPage]:
        """The sessions with figures, by key."""
        return locked_pages({row.unit.session_key for row in self.rows})

    @cached_property
    def files(self) -> dict[UUID, str]:
        """The titles of the recordings and handouts with figures, by ``uid``."""
        uids = {row.unit.file for row in self.rows}
        return dict(pair for model in MODELS for pair in model.objects.filter(uid__in=uids).values_list("uid", "title"))

    @cached_property
    def cohorts(self) -> dict[int, str]:
        """The labels of the passwords that the user can see, by primary key."""
        return {password.pk: str(password) for password in passwords_of(self.request.user).only("label")}

    def get_base_queryset(self) -> QuerySet[WatchCounter]:
        return watch_counters_of(self.request.user)

    def get_filtered_queryset(self) -> list[Any]:
        if self.is_export:
            return self.units_of_cohorts()
        return self.lines(lambda row: row.unit.session_key, self.session_name)

    def units_of_cohorts(self) -> list[UnitOfCohort]:
        return units_of_cohorts(self.rows, lambda key: self.cohorts.get(key) or gettext("Other passwords"))

    def lines(self, key: Any, name_of: Any) -> list[Line]:
        """Return a row for each ``key`` of the figures, most starts first, then most downloads."""
        lines = [Line(name_of(each), sums) for each, sums in sums_by(self.rows, key).items()]
        return sorted(lines, key=lambda line: (-line.sums.started, -line.sums.downloads, line.name))

    def session_name(self, key: UUID) -> str:
        """Return the title of a session, with its place in exports and where there are several sections."""
        page = self.sessions.get(key) or no_page()
        return str(page) if self.is_export or len(self.filters.sections) > 1 else page.title

    def file_name(self, key: UUID) -> str:
        return self.files.get(key) or gettext("A deleted file")

    def to_row_dict(self, item: UnitOfCohort) -> dict[str, Any]:
        return {
            "month": item.unit.month,
            "session": self.session_name(item.unit.session_key),
            "file": self.file_name(item.unit.file),
            "cohort": cohort_name(item.cohort),
            **item.numbers,
        }

    def charts(self) -> list[Chart]:
        """Return the charts: recordings started, and downloads, by month."""
        sums = sums_by(self.rows, lambda row: row.unit.month)
        months = months_between(*self.period)
        note = gettext("The table below has every month.")
        names = {"started": gettext("Recordings started, by month"), DOWNLOADS: gettext("Downloads, by month")}
        return [
            draw(
                name,
                title,
                [(month, getattr(sums.get(month, WatchSums()), name)) for month in months],
                words=month_and_year,
                note=note,
            )
            for name, title in names.items()
            if months
        ]

    def by_cohort(self) -> list[Line]:
        """Return the sums of what is shown of each cohort, and of what is not broken down."""
        totals: dict[str | None, WatchSums] = {}
        for unit in self.units_of_cohorts():
            shown = WatchSums(**{name: number or 0 for name, number in unit.numbers.items()})
            totals[unit.cohort] = totals.get(unit.cohort, WatchSums()) + shown
        ordered = sorted(totals, key=lambda cohort: (cohort is None, cohort or ""))
        return [Line(cohort_name(cohort), totals[cohort]) for cohort in ordered]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        months = sums_by(self.rows, lambda row: row.unit.month)
        first, last = self.period
        by_cohort = self.by_cohort() if self.rows else []
        return {
            **super().get_context_data(**kwargs),
            "is_on": conf.MAIGU_WAGTAIL_WATCH_FIGURES,
            "first": long_date(first),
            "last": long_date(last),
            "charts": self.charts(),
            "by_file": Table(columns(_("Recording or handout")), self.by_file()),
            "by_month": Table(columns(_("Month")), [Line(month_and_year(key), sums) for key, sums in months.items()]),
            "by_cohort": Table(numbers_only(_("Password")), by_cohort) if len(by_cohort) > 1 else None,
            "since_url": reverse("maigu_since_last_session"),
        }

    def by_file(self) -> list[Line]:
        """Return the figures of each recording and handout, with its session."""

        def name_of(key: tuple[UUID, UUID]) -> str:
            session = self.sessions.get(key[0]) or no_page()
            return f"{self.file_name(key[1])} ({session.title})"

        return self.lines(lambda row: (row.unit.session_key, row.unit.file), name_of)


def cohort_name(cohort: str | None) -> str:
    """Return the label of a cohort, or how what is not broken down is called."""
    return gettext("Not broken down") if cohort is None else cohort


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of the months from that of ``first`` to that of ``last``."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def columns(heading: Any) -> list[BaseColumn]:
    """Return the columns of a table of ``Line``, with the shares that reached the half and the end."""
    return [
        Column("name", label=heading, classname="title"),
        NumberColumn("started", label=HEADINGS["started"], accessor="sums.started"),
        *(Column(name, label=HEADINGS[name], accessor=lambda line, name=name: line.share(name)) for name in SHARES),
        NumberColumn(DOWNLOADS, label=HEADINGS[DOWNLOADS], accessor=f"sums.{DOWNLOADS}"),
    ]


def numbers_only(heading: Any) -> list[BaseColumn]:
    """Return the columns of a table of ``Line`` without shares: each number may leave out another part."""
    names = ("started", *SHARES, DOWNLOADS)
    return [
        Column("name", label=heading, classname="title"),
        *(NumberColumn(name, label=HEADINGS[name], accessor=f"sums.{name}") for name in names),
    ]
