"""The filters of the list of requests. Invalid values are ignored."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from maigu_wagtail.access.requests import PasswordRequest, RequestState
from maigu_wagtail.admin.passwords.filters import locks_below, section_choices
from maigu_wagtail.admin.sessions.filters import RadioFilter


class RequestFilterSet(WagtailFilterSet):
    state = RadioFilter(label=_("State"), choices=RequestState.choices)
    section = RadioFilter(label=_("Section"), choices=[], method="filter_section")

    class Meta:
        model = PasswordRequest
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = section_choices(self.request.user)
        self.filters["section"].extra["choices"] = [(key, label) for key, (_section, label) in self.sections.items()]
        if len(self.sections) < 2:
            del self.filters["section"]

    def filter_section(self, requests: QuerySet, name: str, value: str) -> QuerySet:
        section, _label = self.sections[value]
        return requests.filter(lock__in=locks_below(section))
