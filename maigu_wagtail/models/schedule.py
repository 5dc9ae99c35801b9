"""
When a session begins and ends, as moments in UTC.

Decides what "upcoming" means: until the end, or until the end of the day where no
end is given, in the session's own time zone. May import nothing of this package
above ``conf``.
"""

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.conf import conf

# What a calendar can be asked to show; a year outside of it is a slip of the keyboard.
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2150, 12, 31)


def default_time_zone() -> str:
    """Return the site's time zone, an IANA name."""
    return conf.TIME_ZONE


def time_zone_choices() -> list[tuple[str, str]]:
    """Return the IANA zones that are places, and UTC, as choices for a field."""
    zones = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    names = dict.fromkeys(["UTC", conf.TIME_ZONE, *zones])
    return [(name, name.replace("_", " ")) for name in names]


def moment(day: date, clock: time, zone: str) -> datetime:
    """Return the UTC moment of a wall clock's ``day`` and ``clock`` in ``zone``."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(timezone.utc)


def moments(
    day: date | None, start: time | None, end: time | None, zone: str
) -> tuple[datetime | None, datetime | None]:
    """
    Return when a session begins and when it is over, in UTC.

    It begins at its start, or with its day; it is over at its end, or with its day. Both are
    ``None`` where the date or the zone is missing or makes no sense, which validation reports.
    """
    if day is None or not FIRST_DAY <= day <= LAST_DAY or zone not in available_timezones():
        return None, None
    over = moment(day, end, zone) if end else moment(day + timedelta(days=1), time.min, zone)
    return moment(day, start or time.min, zone), over


def validate_schedule(day: date | None, start: time | None, end: time | None) -> None:
    """
    Raise a ``ValidationError`` by field where date and times contradict each other.

    A missing date alone is no contradiction: a draft may lack it.
    """
    errors = {}
    if day and not FIRST_DAY <= day <= LAST_DAY:
        errors["date"] = _("Check the year of this date.")
    if day is None and start:
        errors["start_time"] = _("Give the date that this time belongs to, or leave the time empty.")
    if day is None and end:
        errors["end_time"] = _("Give the date that this time belongs to, or leave the time empty.")
    if end and not start:
        errors["start_time"] = _("Say when the session starts too, or leave its end empty.")
    if start and end and end <= start:
        errors["end_time"] = _("The session has to end after it starts. Check both times.")
    if errors:
        raise ValidationError(errors)
