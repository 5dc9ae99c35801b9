"""The warning about unusual numbers of wrong passwords. Only users who may see activity get it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from maigu_wagtail.access.activity import alarms
from maigu_wagtail.admin.page_permissions import counters_of
from maigu_wagtail.admin.passwords.locked_pages import locked_pages, no_page
from maigu_wagtail.admin.passwords.permissions import PASSWORD_POLICY, SEE_ACTIVITY
from maigu_wagtail.sessions.dates import long_date


@dataclass(frozen=True, slots=True)
class AlarmText:
    """The warning about one section; ``is_now`` if it is still happening."""

    is_now: bool
    words: str


def alarm_texts(user: Any) -> list[AlarmText]:
    """Return the warnings for ``user``; an empty list without the permission. One query if there are none."""
    if not PASSWORD_POLICY.user_has_permission(user, SEE_ACTIVITY):
        return []
    raised = alarms(counters_of(user), timezone.now())
    pages = locked_pages({alarm.lock for alarm in raised}) if raised else {}
    texts = []
    for alarm in raised:
        values = {"number": alarm.number, "section": pages.get(alarm.lock) or no_page()}
        if alarm.day is None:
            message = ngettext(
                "%(number)d wrong password was typed at “%(section)s” in this hour and the one before.",
                "%(number)d wrong passwords were typed at “%(section)s” in this hour and the one before.",
                alarm.number,
            )
        else:
            values["day"] = long_date(alarm.day)
            message = ngettext(
                "%(number)d wrong password was typed at “%(section)s” on %(day)s.",
                "%(number)d wrong passwords were typed at “%(section)s” on %(day)s.",
                alarm.number,
            )
        texts.append(AlarmText(alarm.day is None, message % values))
    return texts


class AlarmPanel(Component):
    """The warning on the CMS dashboard."""

    name = "maigu_alarms"
    template_name = "maigu_wagtail/admin/alarm_panel.html"
    order = 50

    def __init__(self, texts: list[AlarmText]) -> None:
        self.texts = texts

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"alarms": self.texts, "activity_url": reverse("maigu_activity")}


def add_alarm_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the warning to the CMS dashboard if there is one; a ``construct_homepage_panels`` hook."""
    if texts := alarm_texts(request.user):
        panels.append(AlarmPanel(texts))
