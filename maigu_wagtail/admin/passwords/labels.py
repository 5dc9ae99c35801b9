"""Texts that the CMS shows about shared passwords and unlock links. They include neither a password nor an address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext, ngettext
from wagtail.admin.utils import get_user_display_name

from maigu_wagtail.access.links import LinkState, UnlockLink
from maigu_wagtail.access.models import SharedPassword, State
from maigu_wagtail.access.statistics import PasswordStatistics
from maigu_wagtail.conf import conf
from maigu_wagtail.sessions.dates import long_date

from .locked_pages import LockedPage


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a password as text, with details; ``is_good`` if it works, ``is_bad`` if it needs attention."""

    word: str
    detail: str = ""
    is_good: bool = False
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A password in the list, with the page it opens."""

    password: SharedPassword
    page: LockedPage
    standing: Standing
    statistics: PasswordStatistics

    @property
    def pk(self) -> int:
        return self.password.pk


def day_text(moment: datetime | None) -> str:
    """Return the date of ``moment``, written out, in the active time zone."""
    return long_date(timezone.localtime(moment)) if moment else ""


def moment_text(moment: datetime | None) -> str:
    """Return the date and time of ``moment``, written out, in the active time zone."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return gettext("%(day)s, %(time)s") % {"day": long_date(local), "time": time_format(local, "TIME_FORMAT")}


def standing(password: SharedPassword, now: datetime) -> Standing:
    """Return the state of ``password`` at ``now``."""
    state = password.state_at(now)
    if state in (State.ACTIVE, State.RUNNING_OUT) and not password.is_readable:
        return Standing(gettext("Cannot be read"), gettext("opens nothing"), is_bad=True)
    if state == State.ACTIVE:
        until = password.expires_at and gettext("until %(moment)s") % {"moment": moment_text(password.expires_at)}
        return Standing(gettext("Active"), until or "", is_good=True)
    if state == State.EXPIRED:
        return Standing(gettext("Expired"), moment_text(password.expires_at))
    if state == State.REVOKED:
        return Standing(gettext("Revoked"), moment_text(password.revoked_at))
    last = last_unlock_ends(password)
    if last and last > now:
        detail = gettext("earlier unlocks expire by %(day)s") % {"day": day_text(last)}
    else:
        detail = gettext("all unlocks have expired")
    return Standing(gettext("Changed"), detail)


def last_unlock_ends(password: SharedPassword) -> datetime | None:
    """Return when the last unlock of a replaced password expires, or ``None`` if the password is still in use."""
    lifetime = timedelta(seconds=conf.MAIGU_WAGTAIL_UNLOCK_LIFETIME)
    moments = [password.retired_at and password.retired_at + lifetime, password.expires_at]
    return min((moment for moment in moments if moment), default=None)


def made_text(made: SharedPassword | UnlockLink) -> str:
    """Return when a password or a link was created, and who by."""
    day, user = day_text(made.created_at), made.created_by
    return gettext("%(day)s by %(user)s") % {"day": day, "user": get_user_display_name(user)} if user else day


def opened_text(statistics: PasswordStatistics) -> str:
    """Return how often a password was used, and when last."""
    if not statistics.number:
        return gettext("Never")
    values = {"number": statistics.number, "day": day_text(statistics.last)}
    return ngettext("%(number)d time, last on %(day)s", "%(number)d times, last on %(day)s", statistics.number) % values


def devices_text(number: int) -> str:
    """Return the number of unlocked devices as text."""
    if not number:
        return gettext("No device")
    return ngettext("%(number)d device", "%(number)d devices", number) % {"number": number}


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
