"""The filters of the report of watch figures. Invalid values are ignored."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget

from maigu_wagtail.access.watch_figures import WatchCounter
from maigu_wagtail.admin.passwords.filters import BySectionFilterSet
from maigu_wagtail.admin.sessions.filters import RadioFilter
from maigu_wagtail.conf import conf

DEFAULT_MONTHS = 12


class WatchFilterSet(BySectionFilterSet):
    """Filters by section. The view applies the dates, which also decide what is broken down."""

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
