"""
The activity report: how often passwords are used, and how often wrong ones are entered, by day.

A Wagtail report with charts above its table. It shows no addresses, because none are stored.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, NumberColumn, Table
from wagtail.admin.views.reports.base import ReportView

from maigu_wagtail.access.activity import DayOfPassword, Sums, days_of_passwords, last_days, sums_by
from maigu_wagtail.access.counters import UnlockCounter
from maigu_wagtail.admin.exports import SafeExportMixin
from maigu_wagtail.admin.page_permissions import counters_of, passwords_of
from maigu_wagtail.admin.passwords.locked_pages import LockedPage, locked_pages, no_page
from maigu_wagtail.admin.passwords.permissions import PASSWORD_POLICY, SEE_ACTIVITY
from maigu_wagtail.sessions.dates import long_date

from .alarms import alarm_texts
from .chart import Chart, draw
from .filters import ActivityFilterSet

NUMBERS: dict[str, Promise] = {
    "opened": _("Unlocked"),
    "forgotten": _("Locked again"),
    "wrong": _("Wrong passwords"),
    "earlier": _("Old passwords"),
    "refused": _("Rate-limited"),
}
EXPORTED: dict[str, Promise] = {"day": _("Day"), "page": _("Section or session"), "password": _("Password"), **NUMBERS}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: what it is about, and its totals."""

    name: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class ExportLine:
    """A row of the spreadsheet: one day of one password, or of attempts that matched none."""

    day: date
    page: str
    password: str
    sums: Sums


class ActivityView(SafeExportMixin, ReportView):
    """The report. The spreadsheet has a row for each day of each password."""

    permission_policy = PASSWORD_POLICY
    permission_required = SEE_ACTIVITY
    model = UnlockCounter
    results_template_name = "maigu_wagtail/admin/activity_results.html"
    template_name = "maigu_wagtail/admin/activity.html"
    page_title = _("Activity")
    header_icon = "history"
    index_url_name = "maigu_activity"
    index_results_url_name = "maigu_activity_results"
    filterset_class = ActivityFilterSet
    paginate_by = None
    list_export: ClassVar = list(EXPORTED)
    export_headings: ClassVar = EXPORTED
    export_filename = "unlock-activity"

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return columns(_("Day"))

    @cached_property
    def pages(self) -> dict[Any, LockedPage]:
        """The pages of all locks with activity and of all passwords, by lock key."""
        passwords = self.passwords.values()
        return locked_pages({row.lock for row in self.rows} | {password.lock for password in passwords})

    @cached_property
    def passwords(self) -> dict[int, Any]:
        """The passwords that the user can see, newest first, by primary key."""
        return {password.pk: password for password in passwords_of(self.request.user).order_by("-pk")}

    @cached_property
    def rows(self) -> list[DayOfPassword]:
        """The activity by day and password."""
        return days_of_passwords(self.get_queryset())

    @property
    def period(self) -> int:
        """How many days the report covers."""
        return int(self.filters.form.cleaned_data.get("days") or 30) if self.filters.is_valid() else 30

    def get_base_queryset(self) -> QuerySet[UnlockCounter]:
        return counters_of(self.request.user)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        pages = locked_pages({password.lock for password in self.passwords.values()})
        labels = {
            str(key): (password, f"{password} ({pages.get(password.lock) or no_page()})")
            for key, password in self.passwords.items()
        }
        return {**super().get_filterset_kwargs(), "passwords": labels}

    def get_filtered_queryset(self) -> list[Any]:
        if self.is_export:
            return [self.export_line(row) for row in self.rows]
        days = sums_by(self.rows, lambda row: row.day)
        return [Line(long_date(day), sums) for day, sums in days.items()]

    def page_of(self, row: DayOfPassword) -> LockedPage:
        return self.pages.get(row.lock) or no_page()

    def password_name(self, key: int) -> str:
        """Return the label of the password with primary key ``key``."""
        return str(self.passwords[key]) if key in self.passwords else gettext("A deleted password")

    def export_line(self, row: DayOfPassword) -> ExportLine:
        """Return ``row`` as a row of the spreadsheet."""
        name = self.password_name(row.password_key) if row.password_key else ""
        return ExportLine(row.day, str(self.page_of(row)), name, row.sums)

    def to_row_dict(self, item: ExportLine) -> dict[str, Any]:
        numbers = {name: getattr(item.sums, name) for name in NUMBERS}
        return {"day": item.day, "page": item.page, "password": item.password, **numbers}

    def charts(self) -> list[Chart]:
        """Return the charts: unlocks, and wrong passwords or, for a single password, uses after it was changed."""
        is_of_one = bool(self.filters.is_valid() and self.filters.form.cleaned_data.get("password"))
        days = last_days(self.period, timezone.now())
        sums = sums_by(self.rows, lambda row: row.day)
        names = {"opened": gettext("Devices unlocked, by day")}
        if is_of_one:
            names["earlier"] = gettext("Old passwords entered, by day")
        else:
            names["wrong"] = gettext("Wrong passwords, by day")
        return [
            draw(name, title, [(day, getattr(sums.get(day, Sums()), name)) for day in days])
            for name, title in names.items()
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        sections = sums_by(self.rows, self.section_name)
        passwords = sums_by([row for row in self.rows if row.password_key], lambda row: row.password_key)
        lines = [Line(self.password_name(key), sums) for key, sums in passwords.items()]
        return {
            **context,
            "alarms": alarm_texts(self.request.user),
            "passwords_url": reverse("maigu_passwords"),
            "charts": self.charts(),
            "by_section": Table(columns(_("Section")), [Line(*section) for section in sections.items()]),
            "by_password": Table(columns(_("Password"), "opened", "forgotten", "earlier"), lines),
        }

    def section_name(self, row: DayOfPassword) -> str:
        """Return the name of the section that ``row`` counts towards."""
        page = self.page_of(row)
        # A session with its own lock counts towards its section.
        return page.place if page.section_key != row.lock and page.place else str(page)


def columns(heading: Any, *numbers: str) -> list[BaseColumn]:
    """Return the columns of a table of ``Line``: its name, then the counters in ``numbers`` (all by default)."""
    return [
        Column("name", label=heading, classname="title"),
        *(NumberColumn(name, label=NUMBERS[name], accessor=f"sums.{name}") for name in numbers or NUMBERS),
    ]
