"""
What the list of sessions says about each of them, in words.

Reads fields that the list has loaded; none of it looks into members' content.
"""

from typing import Any

from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn

SPEAKERS_SHOWN = 4
KINDS: dict[str, Promise] = {
    "text": ngettext_lazy("%(number)d text", "%(number)d texts", "number"),
}


def day_text(session: Any) -> str:
    """Return the date as the editor's language writes it."""
    return date_format(session.date, "DATE_FORMAT") if session.date else ""


def time_text(session: Any) -> str:
    """Return start and end by the session's own clock, with its zone."""
    if not (session.date and session.start_time):
        return ""
    clock = time_format(session.start_time, "TIME_FORMAT")
    if session.end_time:
        clock = f"{clock} – {time_format(session.end_time, 'TIME_FORMAT')}"
    zone = session.local_start.tzname()
    # Zones without letters of their own are called by their offset, which says little.
    return f"{clock} {zone if zone[:1].isalpha() else session.time_zone.replace('_', ' ')}"


def when_text(session: Any) -> str:
    """Return date and time in one line."""
    return ", ".join(part for part in (day_text(session), time_text(session)) if part)


def status_text(session: Any) -> str:
    """Return whether the session is still to come."""
    if session.ends_at is None:
        return gettext("No date")
    return gettext("Upcoming") if session.is_upcoming else gettext("Recorded")


def all_speakers_text(session: Any) -> str:
    """Return the names of all speakers and moderators."""
    return ", ".join(line.name for line in session.speaker_lines)


def speakers_text(session: Any) -> str:
    """Return the first names of the speakers, and how many more there are."""
    names = [line.name for line in session.speaker_lines]
    rest = len(names) - SPEAKERS_SHOWN
    if rest < 1:
        return ", ".join(names)
    shown = {"names": ", ".join(names[:SPEAKERS_SHOWN]), "number": rest}
    return ngettext("%(names)s and %(number)d more", "%(names)s and %(number)d more", rest) % shown


def members_text(session: Any) -> str:
    """Return which kinds of members' content there are, and how many of each."""
    counted = [_counted(session, kind, number) for kind, number in session.members_summary.items()]
    return ", ".join(counted) or gettext("Nothing yet")


def _counted(session: Any, kind: str, number: int) -> str:
    if kind in KINDS:
        return str(KINDS[kind] % {"number": number})
    # A kind of the site's own: the field knows its name even where its content is not loaded.
    block = session._meta.get_field("members_content").stream_block.child_blocks.get(kind)
    return f"{block.label if block else kind}: {number}"


class WhenColumn(Column):
    """Date and time, and below them whether that is still to come."""

    cell_template_name = "maigu_wagtail/admin/when_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "status": status_text(instance), "is_upcoming": instance.is_upcoming}


def session_columns() -> list[BaseColumn]:
    """
    Return the columns of the list, in the order in which an editor looks for a session.

    Widths are pixels: the least that each needs. A narrow screen scrolls the table sideways.
    """
    return [
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title", width="320"),
        WhenColumn("date", label=_("Date"), accessor=when_text, sort_key="ends_at", width="170"),
        Column("speakers", label=_("Speakers"), accessor=speakers_text, width="160"),
        Column("access", label=_("Opened by"), accessor="get_access_display", width="120"),
        Column("members", label=_("For members"), accessor=members_text, width="100"),
        PageStatusColumn("live", label=_("Status"), width="80"),
    ]


EXPORTED: dict[str, tuple[Promise, Any]] = {
    "title": (_("Title"), lambda session: session.title),
    "date": (_("Date"), lambda session: session.date),
    "time": (_("Time"), time_text),
    "status": (_("Upcoming or recorded"), status_text),
    "speakers": (_("Speakers"), all_speakers_text),
    "access": (_("Opened by"), lambda session: session.get_access_display()),
    "members": (_("For members"), members_text),
    "live": (_("Status"), lambda session: session.status_string),
}
