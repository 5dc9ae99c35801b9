"""Dates and time zones as text."""

from datetime import date, datetime

from django.utils.formats import date_format, get_format
from django.utils.translation import gettext, gettext_noop

from .schedule import zone_abbreviation
from .session import SessionPageMixin

# Django's formats for some variants of English abbreviate the month; these are the same in full.
FULL_MONTHS = {"N j, Y": "F j, Y", "j M Y": "j F Y"}
# Places in time zone names that other languages translate.
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
    Return ``day`` in the active language: "December 14, 2023", or "14 December 2023" in British English.

    Uses ``DATE_FORMAT``, with months in full if it abbreviates them. Returns "" for ``None``.
    """
    form = get_format("DATE_FORMAT")
    return date_format(day, FULL_MONTHS.get(form, form)) if day else ""


def month_and_year(day: date) -> str:
    """Return the month of ``day`` in the active language: "December 2023"."""
    return date_format(day, "YEAR_MONTH_FORMAT")


def zone_label(session: SessionPageMixin) -> str:
    """Return the abbreviation of a session's time zone on its date, such as "EST" or "UTC+3"."""
    return zone_abbreviation(session.starts_at.astimezone(session.zone)) if session.starts_at else ""


def zone_place(session: SessionPageMixin) -> str:
    """Return the place in the name of a session's time zone, such as "New York"; "" for UTC."""
    area, _, place = session.time_zone.rpartition("/")
    return gettext(place.replace("_", " ")) if area else ""
