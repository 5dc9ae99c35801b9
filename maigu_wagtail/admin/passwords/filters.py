"""The filters of the list of shared passwords, and the one by section of all lists. Invalid values are ignored."""

from typing import Any

import swapper
from django.db.models import Case, IntegerField, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from maigu_wagtail.access.log_entries import explorable, may_list
from maigu_wagtail.access.models import SharedPassword, State
from maigu_wagtail.admin.page_permissions import named_sections
from maigu_wagtail.admin.sessions.filters import RadioFilter


def ranked(passwords: QuerySet[SharedPassword]) -> QuerySet[SharedPassword]:
    """Annotate ``passwords`` with a ``rank`` to sort by, the place of their state in ``State``."""
    # The first that holds, as in ``SharedPassword.state_at``.
    rank = Case(
        When(revoked_at__isnull=False, then=3),
        When(expires_at__lte=timezone.now(), then=2),
        When(retired_at__isnull=False, then=1),
        default=0,
        output_field=IntegerField(),
    )
    return passwords.annotate(rank=rank)


def section_choices(user: Any) -> dict[str, tuple[Any, str]]:
    """Return the sections whose passwords ``user`` can see, as ``{key: (section, name with ancestors)}``."""
    sections = swapper.load_model("maigu_wagtail", "SessionIndexPage")._default_manager.filter(alias_of=None)
    if may_list(user):
        sections = explorable(user, sections)
    return named_sections(sections)


def locks_below(section: Any) -> QuerySet:
    """Return the lock keys of ``section`` and its sessions, as a queryset."""
    page_model = swapper.load_model("wagtailcore", "Page")
    return page_model.objects.filter(path__startswith=section.path).values("translation_key")


class BySectionFilterSet(WagtailFilterSet):
    """
    The base of filter sets with a ``section``: without it where the user can see only one.

    ``lock_field`` is the field with the key of a section or a session.
    """

    lock_field = "lock"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = section_choices(self.request.user)
        self.filters["section"].extra["choices"] = [(key, label) for key, (_section, label) in self.sections.items()]
        if len(self.sections) < 2:
            del self.filters["section"]

    def filter_section(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        section, _label = self.sections[value]
        return rows.filter(**{f"{self.lock_field}__in": locks_below(section)})


class PasswordFilterSet(BySectionFilterSet):
    state = RadioFilter(label=_("State"), choices=State.choices, method="filter_state")
    section = RadioFilter(label=_("Section"), choices=[], method="filter_section")

    class Meta:
        model = SharedPassword
        fields: list[str] = []

    def filter_state(self, passwords: QuerySet, name: str, value: str) -> QuerySet:
        return passwords.filter(rank=State.values.index(value))
