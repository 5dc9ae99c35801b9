"""
Columns of the list of sessions, and the texts they show.

Reads only fields that the list has loaded, never members' content.
"""

from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, NumberColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn

from maigu_wagtail.sessions.contents import contents
from maigu_wagtail.sessions.dates import long_date, zone_label
from maigu_wagtail.sessions.opening import Access

SPEAKERS_SHOWN = 4


def time_text(session: Any) -> str:
    """Return the start and end time with the session's time zone; "" if there is no start time."""
    if not (session.date and session.start_time):
        return ""
    clock = " – ".join(time_format(time, "TIME_FORMAT") for time in (session.start_time, session.end_time) if time)
    return f"{clock} {zone_label(session)}"


def when_text(session: Any) -> str:
    """Return the date and time."""
    return ", ".join(part for part in (long_date(session.date), time_text(session)) if part)


def status_text(session: Any) -> str:
    """Return "Upcoming", "Recorded" or "No date"."""
    if session.ends_at is None:
        return gettext("No date")
    return gettext("Upcoming") if session.is_upcoming else gettext("Recorded")


def opened_by_text(session: Any) -> str:
    """Return which password opens the session; "" once everyone may open it because its day has come."""
    return "" if _is_open_by_date(session) else session.get_access_display()


def public_from_text(session: Any) -> str:
    """Return from which day on the session is open to everyone; "" if it has no such day."""
    if session.opens_at is None or session.access == Access.PUBLIC:
        return ""
    day = {"date": long_date(session.public_from)}
    if _is_open_by_date(session):
        return gettext("Open to everyone since %(date)s") % day
    return gettext("Open to everyone from %(date)s") % day


def _is_open_by_date(session: Any) -> bool:
    # An alias has the date of its original, which is not looked up for each row.
    return session.access != Access.PUBLIC and session.opens_at is not None and session.opens_at <= timezone.now()


def all_speakers_text(session: Any) -> str:
    """Return the names of all speakers and moderators."""
    return ", ".join(line.name for line in session.speaker_lines)


def speakers_text(session: Any) -> str:
    """Return the names of the first ``SPEAKERS_SHOWN`` speakers, and how many more there are."""
    names = [line.name for line in session.speaker_lines]
    rest = len(names) - SPEAKERS_SHOWN
    if rest < 1:
        return ", ".join(names)
    params = {"names": ", ".join(names[:SPEAKERS_SHOWN]), "number": rest}
    return ngettext("%(names)s and %(number)d more", "%(names)s and %(number)d more", rest) % params


def members_text(session: Any, *, is_short: bool = False) -> str:
    """Return which members' content a session has, with numbers. ``is_short`` gives a version for a narrow column."""
    if not session.members_summary:
        return gettext("Nothing yet")
    # A site's own block types have no name here, so only their total is shown.
    kinds = session._meta.get_field("members_content").stream_block.child_blocks
    number = sum(number for kind, number in session.members_summary.items() if kind in kinds)
    return ", ".join(contents(session, is_short=is_short)) or ngettext(
        "%(count)s block", "%(count)s blocks", number
    ) % {"count": number}


class WhenColumn(Column):
    """The date and time, with the status below."""

    cell_template_name = "maigu_wagtail/admin/when_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "status": status_text(instance), "is_upcoming": instance.is_upcoming}


class OpenedByColumn(Column):
    """Which password opens the session, with the day on which everyone may open it below."""

    cell_template_name = "maigu_wagtail/admin/opened_by_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "public_from": public_from_text(instance)}


def session_columns(*, has_figures: bool = False) -> list[BaseColumn]:
    """
    Return the columns of the list, with watch figures if it ``has_figures``.

    Widths are minimums in pixels; narrow screens scroll the table sideways.
    """
    figures = [NumberColumn("times_started", label=_("Starts in 30 days"), width="80")] if has_figures else []
    return [
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title", width="300"),
        WhenColumn("date", label=_("Date"), accessor=when_text, sort_key="ends_at", width="150"),
        Column("speakers", label=_("Speakers"), accessor=speakers_text, width="160"),
        OpenedByColumn("access", label=_("Opened by"), accessor=opened_by_text, width="130"),
        Column("members", label=_("For members"), accessor=partial(members_text, is_short=True), width="180"),
        *figures,
        PageStatusColumn("live", label=_("Status"), width="80"),
    ]


EXPORTED: dict[str, tuple[Promise, Any]] = {
    "title": (_("Title"), lambda session: session.title),
    "date": (_("Date"), lambda session: session.date),
    "time": (_("Time"), time_text),
    "status": (_("Upcoming or recorded"), status_text),
    "speakers": (_("Speakers"), all_speakers_text),
    "access": (_("Opened by"), lambda session: session.get_access_display()),
    "public_from": (_("Open to everyone from"), lambda session: session.public_from),
    "members": (_("For members"), members_text),
    "live": (_("Status"), lambda session: session.status_string),
}
