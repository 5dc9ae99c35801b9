"""The filters of the reports. Invalid values are ignored."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget

from maigu_wagtail.access.activity import last_days, start_of
from maigu_wagtail.access.counters import UnlockCounter
from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.access.watch_figures import WatchCounter
from maigu_wagtail.admin.passwords.filters import BySectionFilterSet
from maigu_wagtail.admin.sessions.filters import RadioFilter
from maigu_wagtail.conf import conf

# Of the report of watch figures, this month included.
DEFAULT_MONTHS = 12
PERIODS = [("30", _("The last 30 days")), ("90", _("The last 90 days"))]


class ActivityFilterSet(BySectionFilterSet):
    """Filters activity by period, section and password."""

    days = RadioFilter(label=_("Period"), choices=PERIODS, empty_label=None, initial="30", method="filter_days")
    section = RadioFilter(label=_("Section"), choices=[], method="filter_section")
    password = RadioFilter(label=_("Password"), choices=[], method="filter_password")

    class Meta:
        model = UnlockCounter
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, passwords: dict[str, tuple[SharedPassword, str]], **kwargs: Any) -> None:
        data = data.copy()
        data.setdefault("days", "30")
        super().__init__(data, *args, **kwargs)
        self.passwords = passwords
        self.filters["password"].extra["choices"] = [(key, label) for key, (_one, label) in passwords.items()]

    def filter_days(self, counters: QuerySet, name: str, value: str) -> QuerySet:
        return counters.filter(hour__gte=start_of(last_days(int(value), timezone.now())[0]))

    def filter_password(self, counters: QuerySet, name: str, value: str) -> QuerySet:
        password, _label = self.passwords[value]
        return counters.filter(lock=password.lock, password_key=password.pk)


class WatchFilterSet(BySectionFilterSet):
    """Filters watch figures by section. The view applies the dates, which also decide what is broken down."""

    day = DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget, method="keep_all")
    section = RadioFilter(label=_("Section"), choices=[], method="filter_section")
    lock_field = "session_key"

    class Meta:
        model = WatchCounter
        fields: list[str] = []

    def keep_all(self, counters: QuerySet, name: str, value: Any) -> QuerySet:
        return counters


def period_of(filters: WatchFilterSet, today: date) -> tuple[date, date]:
    """
    Return the first and last day that ``filters`` ask for, no further back than figures are kept.

    Without dates, the last ``DEFAULT_MONTHS`` months, this one included.
    """
    chosen = filters.form.cleaned_data.get("day") if filters.is_valid() else None
    months = today.year * 12 + today.month - DEFAULT_MONTHS
    # The widget's values have a time, in the time zone of the user.
    first = chosen.start.date() if chosen and chosen.start else date(months // 12, months % 12 + 1, 1)
    last = chosen.stop.date() if chosen and chosen.stop else today
    return max(first, today - timedelta(days=conf.MAIGU_WAGTAIL_ACTIVITY_DAYS)), min(last, today)
