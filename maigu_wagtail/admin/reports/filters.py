"""The filters of the activity report. Invalid values are ignored."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from maigu_wagtail.access.activity import last_days, start_of
from maigu_wagtail.access.counters import UnlockCounter
from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.admin.passwords.filters import locks_below, section_choices
from maigu_wagtail.admin.sessions.filters import RadioFilter

PERIODS = [("30", _("The last 30 days")), ("90", _("The last 90 days"))]


class ActivityFilterSet(WagtailFilterSet):
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
        self.sections = section_choices(self.request.user)
        self.passwords = passwords
        sections = [(key, label) for key, (_section, label) in self.sections.items()]
        self.filters["section"].extra["choices"] = sections
        self.filters["password"].extra["choices"] = [(key, label) for key, (_one, label) in passwords.items()]
        if len(self.sections) < 2:
            del self.filters["section"]

    def filter_days(self, counters: QuerySet, name: str, value: str) -> QuerySet:
        return counters.filter(hour__gte=start_of(last_days(int(value), timezone.now())[0]))

    def filter_section(self, counters: QuerySet, name: str, value: str) -> QuerySet:
        section, _label = self.sections[value]
        return counters.filter(lock__in=locks_below(section))

    def filter_password(self, counters: QuerySet, name: str, value: str) -> QuerySet:
        password, _label = self.passwords[value]
        return counters.filter(lock=password.lock, password_key=password.pk)
