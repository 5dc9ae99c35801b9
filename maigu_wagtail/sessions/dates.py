"""Dates and time zones in words."""

from datetime import date, datetime

from django.utils.formats import date_format, get_format
from django.utils.translation import gettext, gettext_noop

from .session import SessionPageMixin

# Django's formats of American, Australian, Canadian and Irish English have room for a table.
FULL_MONTHS = {"N j, Y": "F j, Y", "j M Y": "j F Y"}
# Places of time zones that other languages call by a name of their own.
PLACES = [
    gettext_noop("New York"),
    gettext_noop("Los Angeles"),
    gettext_noop("Mexico City"),
    gettext_noop("London"),
    gettext_noop("Paris"),
    gettext_noop("Berlin"),
]


def long_date(day: date | datetime | None) -> str:
    """
    Return ``day`` as the active language writes it: "December 14, 2023", or "14 December 2023" in British English.

    By Django's ``DATE_FORMAT`` for that language or the site's own, with months in full where those would be "Dec.".
    """
    form = get_format("DATE_FORMAT")
    return date_format(day, FULL_MONTHS.get(form, form)) if day else ""


def zone_label(session: SessionPageMixin) -> str:
    """Return the short name of a session's time zone on its day, such as "EST" or "UTC+3"."""
    name = (session.starts_at and session.starts_at.astimezone(session.zone).tzname()) or ""
    if not name.startswith(("+", "-")):
        return name
    return f"UTC{name[0].replace('-', '−')}{name[1:].lstrip('0') or '0'}"


def zone_place(session: SessionPageMixin) -> str:
    """Return the place that a session's time zone is named after, such as "New York"; empty for UTC."""
    area, _, place = session.time_zone.rpartition("/")
    return gettext(place.replace("_", " ")) if area else ""
