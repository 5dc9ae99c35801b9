"""The filters of the activity report. Invalid values are ignored."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.access.activity import last_days, start_of
from maigu_wagtail.access.counters import UnlockCounter
from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.admin.passwords.filters import BySectionFilterSet
from maigu_wagtail.admin.sessions.filters import RadioFilter

PERIODS = [("30", _("The last 30 days")), ("90", _("The last 90 days"))]


class ActivityFilterSet(BySectionFilterSet):
    """Filters by period, section and password."""

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
