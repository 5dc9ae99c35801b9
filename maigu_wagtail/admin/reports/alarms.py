"""The warning that wrong passwords stand out: what it means, and what to do. For who may see activity, for nobody else."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from maigu_wagtail.access.activity import alarms
from maigu_wagtail.admin.page_permissions import tallies_of
from maigu_wagtail.admin.passwords.locked_pages import locked_pages, no_page
from maigu_wagtail.admin.passwords.permissions import PASSWORD_POLICY, SEE_ACTIVITY
from maigu_wagtail.sessions.dates import long_date


@dataclass(frozen=True, slots=True)
class AlarmText:
    """What stands out at one section; ``is_now`` where it is going on."""

    is_now: bool
    words: str


def alarm_texts(user: Any) -> list[AlarmText]:
    """Return what stands out, for a ``user`` who may see it; one query where nothing does."""
    if not PASSWORD_POLICY.user_has_permission(user, SEE_ACTIVITY):
        return []
    found = alarms(tallies_of(user), timezone.now())
    pages = locked_pages({alarm.lock for alarm in found}) if found else {}
    texts = []
    for alarm in found:
        values = {"number": alarm.number, "section": pages.get(alarm.lock) or no_page()}
        if alarm.day is None:
            words = ngettext(
                "%(number)d wrong password was typed at “%(section)s” in this hour and the one before.",
                "%(number)d wrong passwords were typed at “%(section)s” in this hour and the one before.",
                alarm.number,
            )
        else:
            values["day"] = long_date(alarm.day)
            words = ngettext(
                "%(number)d wrong password was typed at “%(section)s” on %(day)s.",
                "%(number)d wrong passwords were typed at “%(section)s” on %(day)s.",
                alarm.number,
            )
        texts.append(AlarmText(alarm.day is None, words % values))
    return texts


class AlarmPanel(Component):
    """The warning on the first page of the CMS."""

    name = "maigu_alarms"
    template_name = "maigu_wagtail/admin/alarm_panel.html"
    order = 50

    def __init__(self, texts: list[AlarmText]) -> None:
        self.texts = texts

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"alarms": self.texts, "activity_url": reverse("maigu_activity")}


def add_alarm_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Put the warning on the first page of the CMS where there is one to give."""
    if texts := alarm_texts(request.user):
        panels.append(AlarmPanel(texts))
