"""The filters of the list of shared passwords. Invalid values are ignored."""

from typing import Any

import swapper
from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from maigu_wagtail.access.log_entries import explorable, may_list
from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.admin.page_permissions import with_places
from maigu_wagtail.admin.sessions.filters import RadioFilter

STATES = [
    ("active", _("Active")),
    ("running-out", _("Changed; earlier unlocks will expire")),
    ("expired", _("Expired")),
    ("revoked", _("Revoked")),
]


def state_conditions() -> dict[str, Q]:
    """Return the condition for each state except active; the first true one applies."""
    return {
        "revoked": Q(revoked_at__isnull=False),
        "expired": Q(expires_at__lte=timezone.now()),
        "running-out": Q(retired_at__isnull=False),
    }


def ranked(passwords: QuerySet[SharedPassword]) -> QuerySet[SharedPassword]:
    """Annotate ``passwords`` with a ``rank`` to sort by: 0 for active, then running out, expired and revoked."""
    ranks = {"running-out": 1, "expired": 2, "revoked": 3}
    whens = [When(condition, then=ranks[name]) for name, condition in state_conditions().items()]
    return passwords.annotate(rank=Case(*whens, default=0, output_field=IntegerField()))


def section_choices(user: Any) -> dict[str, tuple[Any, str]]:
    """Return the sections whose passwords ``user`` can see, as ``{key: (section, name with ancestors)}``."""
    sections = swapper.load_model("maigu_wagtail", "SessionIndexPage")._default_manager.filter(alias_of=None)
    if may_list(user):
        sections = explorable(user, sections)
    sections_with_ancestors = with_places(sections.order_by("path").defer_streamfields())
    return {
        str(section.pk): (section, " › ".join([*ancestors, section.title]))
        for section, ancestors in sections_with_ancestors
    }


def locks_below(section: Any) -> QuerySet:
    """Return the lock keys of ``section`` and its sessions, as a queryset."""
    page_model = swapper.load_model("wagtailcore", "Page")
    return page_model.objects.filter(path__startswith=section.path).values("translation_key")


class PasswordFilterSet(WagtailFilterSet):
    state = RadioFilter(label=_("State"), choices=STATES, method="filter_state")
    section = RadioFilter(label=_("Section"), choices=[], method="filter_section")

    class Meta:
        model = SharedPassword
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = section_choices(self.request.user)
        self.filters["section"].extra["choices"] = [(key, label) for key, (_section, label) in self.sections.items()]
        if len(self.sections) < 2:
            del self.filters["section"]

    def filter_state(self, passwords: QuerySet, name: str, value: str) -> QuerySet:
        ranks = {"active": 0, "running-out": 1, "expired": 2, "revoked": 3}
        return passwords.filter(rank=ranks[value])

    def filter_section(self, passwords: QuerySet, name: str, value: str) -> QuerySet:
        section, _label = self.sections[value]
        return passwords.filter(lock__in=locks_below(section))
