"""
When sessions start and end.

Decides what "upcoming" means: until the end time or, without one, until the end of the day, in the
session's own time zone.
"""

import datetime as dt
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.conf import conf

# The valid range of dates; a year outside it is a typing error.
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2150, 12, 31)
ONE_DAY = timedelta(days=1)
# An end at or before the start is on the next day. If a session would last longer than this, a.m. and p.m.
# were probably confused.
LONGEST_NIGHT = timedelta(hours=12)


def default_time_zone() -> str:
    """Return the site's time zone, an IANA name."""
    return conf.TIME_ZONE


@cache
def zone_names() -> frozenset[str]:
    """Return all IANA time zone names. Cached, because Python opens some 600 files to find them."""
    return frozenset(available_timezones())


def time_zone_choices() -> list[tuple[str, str]]:
    """Return choices for a time zone field: IANA zones named after places, and UTC."""
    zones = sorted(name for name in zone_names() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    names = dict.fromkeys(["UTC", conf.TIME_ZONE, *zones])
    return [(name, name.replace("_", " ")) for name in names]


def moment(day: date, clock: time, zone: str) -> datetime:
    """Return the datetime in UTC of the local time ``clock`` on ``day`` in ``zone``."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(dt.timezone.utc)


def zone_abbreviation(when: datetime) -> str:
    """Return the abbreviation of the time zone of ``when`` at that time, such as "EST" or "UTC+3"."""
    name = when.tzname() or ""
    if not name.startswith(("+", "-")):
        return name
    return f"UTC{name[0].replace('-', '−')}{name[1:].lstrip('0') or '0'}"


def is_on_the_clock(day: date, clock: time, zone: str) -> bool:
    """Return whether the local time exists on ``day``; clocks skip an hour when they go forward."""
    local = moment(day, clock, zone).astimezone(ZoneInfo(zone))
    return local.replace(tzinfo=None) == datetime.combine(day, clock)


def end_day(day: date, start: time | None, end: time) -> date:
    """Return the date on which a session ends: the next day if ``end`` is at or before ``start``."""
    return day + ONE_DAY if start and end <= start else day


def moments(
    day: date | None, start: time | None, end: time | None, zone: str
) -> tuple[datetime | None, datetime | None]:
    """
    Return the start and end of a session in UTC.

    Without a start time it starts with its day, without an end time it ends with its day. The end
    may be on the next day. If clocks show a time twice, the first is used. Both are ``None`` if the
    date or time zone is missing or invalid, which validation reports.
    """
    if day is None or not FIRST_DAY <= day <= LAST_DAY or zone not in zone_names():
        return None, None
    last, clock = (end_day(day, start, end), end) if end else (day + ONE_DAY, time.min)
    begins, over = moment(day, start or time.min, zone), moment(last, clock, zone)
    if over <= begins:
        # Clocks skip one of the times, which validation refuses. Keep the session's length.
        over = begins + (datetime.combine(last, clock) - datetime.combine(day, start or time.min))
    return begins, over


def validate_schedule(day: date | None, start: time | None, end: time | None, zone: str = "UTC") -> None:
    """
    Raise a ``ValidationError`` by field if date and times contradict each other.

    A missing date alone is valid, as drafts may not have one yet.
    """
    errors = {}
    if day and not FIRST_DAY <= day <= LAST_DAY:
        errors["date"] = _("Check the year of this date.")
    if day is None and start:
        errors["start_time"] = _("Enter the date for this time, or leave the time blank.")
    if day is None and end:
        errors["end_time"] = _("Enter the date for this time, or leave the time blank.")
    if end and not start:
        errors["start_time"] = _("Enter the start time too, or leave the end time blank.")
    if day and start and end and end <= start and _length(day, start, end) > LONGEST_NIGHT:
        errors["end_time"] = _(
            "This end time is on the next day, more than 12 hours after the start. Check both times, including "
            "a.m. and p.m."
        )
    errors |= _skipped_times(day, start, end, zone)
    if errors:
        raise ValidationError(errors)


def _length(day: date, start: time, end: time) -> timedelta:
    return datetime.combine(end_day(day, start, end), end) - datetime.combine(day, start)


def _skipped_times(day: date | None, start: time | None, end: time | None, zone: str) -> dict[str, Any]:
    """Return an error for each time that clocks in ``zone`` skip."""
    if day is None or not FIRST_DAY <= day <= LAST_DAY or zone not in zone_names():
        return {}
    times = {"start_time": (day, start), "end_time": (end_day(day, start, end) if end else day, end)}
    return {
        name: _("This time does not exist on that day, because the clocks go forward. Choose another time.")
        for name, (date_of_time, clock) in times.items()
        if clock and not is_on_the_clock(date_of_time, clock, zone)
    }


class ScheduleMixin(models.Model):
    """The date and times of a session, in its own time zone."""

    date = models.DateField(
        _("date"),
        null=True,
        help_text=_("The date where the session takes place. The list is in date order."),
    )
    start_time = models.TimeField(
        _("starts at"),
        null=True,
        blank=True,
        help_text=_("In the time zone below. Visitors see the time with its time zone."),
    )
    end_time = models.TimeField(
        _("ends at"),
        null=True,
        blank=True,
        help_text=_("The session is “Upcoming” until then. Leave blank if it ends with the day."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=63,
        default=default_time_zone,
        choices=time_zone_choices,
        help_text=_("The time zone of the date and times above."),
    )
    # Computed from the fields above on save, so that "upcoming" is a comparison in SQL and needs no scheduled task.
    starts_at = models.DateTimeField(null=True, editable=False)
    ends_at = models.DateTimeField(null=True, editable=False, db_index=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        validate_schedule(self.date, self.start_time, self.end_time, self.time_zone)

    def compute_times(self) -> None:
        """Set ``starts_at`` and ``ends_at``."""
        # Pages created in code may still have strings here.
        day = models.DateField().to_python(self.date)
        start = models.TimeField().to_python(self.start_time)
        end = models.TimeField().to_python(self.end_time)
        self.starts_at, self.ends_at = moments(day, start, end, self.time_zone)

    @property
    def is_upcoming(self) -> bool:
        """Whether the session has not ended yet; the equivalent of ``SessionQuerySet.upcoming``."""
        return self.ends_at is not None and self.ends_at > timezone.now()

    @property
    def zone(self) -> ZoneInfo:
        """The session's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def local_start(self) -> dt.datetime | dt.date | None:
        """The start in the session's time zone: a datetime, or a date if there is no start time."""
        return self.starts_at.astimezone(self.zone) if self.starts_at and self.start_time else self.date

    @property
    def local_end(self) -> dt.datetime | None:
        """The end in the session's time zone; ``None`` if there is no end time."""
        return self.ends_at.astimezone(self.zone) if self.ends_at and self.end_time else None
