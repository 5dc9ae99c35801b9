"""
The filters of the list of sessions.

Invalid values are ignored. Every field used is a ``FilterField`` in the search index, so that
filters and search can be combined on every search backend.
"""

from typing import Any

import swapper
from django.db.models import QuerySet
from django.forms import RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from maigu_wagtail.access.log_entries import explorable
from maigu_wagtail.admin.page_permissions import named_sections
from maigu_wagtail.sessions.opening import Access, open_at

MOST_YEARS_AHEAD = 5
MOST_YEARS_BACK = 40


class RadioFilter(ChoiceFilter):
    """Radio buttons with an "All" option, as in Wagtail's own lists."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"empty_label": _("All"), "widget": RadioSelect, **kwargs})


class SessionFilterSet(WagtailFilterSet):
    status = RadioFilter(
        label=_("Upcoming or recorded"),
        choices=[("upcoming", _("Upcoming")), ("recorded", _("Recorded")), ("undated", _("No date"))],
        method="filter_status",
    )
    live = RadioFilter(label=_("Status"), choices=[("true", _("Live")), ("false", _("Draft"))], method="filter_live")
    access = RadioFilter(label=_("Opened by"), choices=Access.choices, method="filter_access")
    year = RadioFilter(label=_("Year"), choices=[], method="filter_year")
    section = RadioFilter(label=_("Section"), choices=[], method="filter_section")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = year_choices(explorable(self.request.user, self._meta.model._default_manager.all()))
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]
        sections = swapper.load_model("maigu_wagtail", "SessionIndexPage")._default_manager.all()
        self.sections = named_sections(explorable(self.request.user, sections))
        self.filters["section"].extra["choices"] = [(key, label) for key, (_section, label) in self.sections.items()]
        if len(self.sections) < 2:
            del self.filters["section"]

    def filter_status(self, sessions: QuerySet, name: str, value: str) -> QuerySet:
        now = timezone.now()
        conditions = {"upcoming": {"ends_at__gt": now}, "recorded": {"ends_at__lte": now}}
        return sessions.filter(**conditions.get(value, {"ends_at__isnull": True}))

    def filter_access(self, sessions: QuerySet, name: str, value: str) -> QuerySet:
        is_open = open_at(timezone.now())
        return sessions.filter(is_open) if value == Access.PUBLIC else sessions.filter(access=value).exclude(is_open)

    def filter_live(self, sessions: QuerySet, name: str, value: str) -> QuerySet:
        return sessions.filter(live=value == "true")

    def filter_year(self, sessions: Any, name: str, value: str) -> QuerySet:
        return sessions.of_year(int(value))

    def filter_section(self, sessions: QuerySet, name: str, value: str) -> QuerySet:
        section, _label = self.sections[value]
        return sessions.filter(path__startswith=section.path, depth=section.depth + 1)


def year_choices(sessions: QuerySet) -> list[int]:
    """
    Return the years from the last session back to the first, newest first.

    Only reads both ends of the index on ``ends_at``: reading the date of every session would cost
    more than the list itself. The range is limited, so a mistyped year does not make an endless
    menu.
    """
    dated = sessions.exclude(ends_at=None)
    first = dated.order_by("ends_at").values_list("date", flat=True).first()
    last = dated.order_by("-ends_at").values_list("date", flat=True).first()
    if first is None or last is None:
        return []
    now = timezone.localdate().year
    return list(range(min(last.year, now + MOST_YEARS_AHEAD), max(first.year, now - MOST_YEARS_BACK) - 1, -1))
