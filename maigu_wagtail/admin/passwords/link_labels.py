"""Texts that the CMS shows about unlock links. They never include a link's address."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from maigu_wagtail.access.links import LinkState, UnlockLink
from maigu_wagtail.access.models import SharedPassword

from .labels import Standing, day_text, moment_text


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link in the list on its password's page."""

    link: UnlockLink
    standing: Standing
    used: str


def link_rows(password: SharedPassword, now: datetime) -> list[LinkRow]:
    """Return the links of ``password``: those that work, then the others, the newest first."""
    links = list(password.links.order_by("-pk"))
    for link in links:
        link.password = password
    rows = [LinkRow(link, link_standing(link, now), used_text(link)) for link in links]
    return sorted(rows, key=lambda row: not row.standing.is_good)


def active_links(password: SharedPassword) -> int:
    """Return the number of links of ``password`` that work now."""
    return sum(row.standing.is_good for row in link_rows(password, timezone.now()))


def link_standing(link: UnlockLink, now: datetime) -> Standing:
    """Return the state of ``link`` at ``now``."""
    state = link.state_at(now)
    detail = ""
    if state == LinkState.ACTIVE and link.ends_at:
        detail = gettext("until %(moment)s") % {"moment": moment_text(link.ends_at)}
    elif state == LinkState.EXPIRED:
        detail = moment_text(link.expires_at)
    elif state == LinkState.DEACTIVATED:
        detail = moment_text(link.deactivated_at)
    return Standing(str(state.label), detail, is_good=state == LinkState.ACTIVE)


def used_text(link: UnlockLink) -> str:
    """Return how many devices ``link`` has unlocked, out of how many, and when last."""
    values = {"number": link.uses, "most": link.max_uses, "day": day_text(link.last_used_at)}
    if link.max_uses is not None:
        text = ngettext("%(number)d of %(most)d device", "%(number)d of %(most)d devices", link.max_uses)
    elif link.uses:
        text = ngettext("%(number)d device", "%(number)d devices", link.uses)
    else:
        text = gettext("No device")
    if link.last_used_at:
        text = gettext("%(devices)s, last on %(day)s") % {"devices": text, "day": "%(day)s"}
    return text % values
