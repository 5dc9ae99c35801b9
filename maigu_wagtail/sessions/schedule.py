"""
When a session begins and ends, as moments in UTC.

Decides what "upcoming" means: until the end, or until the end of the day where no
end is given, in the session's own time zone.
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

# What a calendar can be asked to show; a year outside of it is a slip of the keyboard.
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2150, 12, 31)
ONE_DAY = timedelta(days=1)
# An end at or before the start is on the next day. Where a.m. and p.m. were confused, the session would last longer than this.
LONGEST_NIGHT = timedelta(hours=12)


def default_time_zone() -> str:
    """Return the site's time zone, an IANA name."""
    return conf.TIME_ZONE


@cache
def zone_names() -> frozenset[str]:
    """Return every IANA zone there is; kept, because Python reads the first bytes of some 600 files to find out."""
    return frozenset(available_timezones())


def time_zone_choices() -> list[tuple[str, str]]:
    """Return the IANA zones that are places, and UTC, as choices for a field."""
    zones = sorted(name for name in zone_names() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    names = dict.fromkeys(["UTC", conf.TIME_ZONE, *zones])
    return [(name, name.replace("_", " ")) for name in names]


def moment(day: date, clock: time, zone: str) -> datetime:
    """Return the UTC moment of a wall clock's ``day`` and ``clock`` in ``zone``."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(dt.timezone.utc)


def is_on_the_clock(day: date, clock: time, zone: str) -> bool:
    """Return whether the clocks of ``zone`` show that time on ``day``; they skip an hour when they go forward."""
    shown = moment(day, clock, zone).astimezone(ZoneInfo(zone))
    return shown.replace(tzinfo=None) == datetime.combine(day, clock)


def end_day(day: date, start: time | None, end: time) -> date:
    """Return the day of an end: the next one where the end is at or before the start."""
    return day + ONE_DAY if start and end <= start else day


def moments(
    day: date | None, start: time | None, end: time | None, zone: str
) -> tuple[datetime | None, datetime | None]:
    """
    Return when a session begins and when it is over, in UTC.

    It begins at its start, or with its day; it is over at its end, which may be on the next day, or
    with its day. A time that clocks show twice is the first of the two. Both are ``None`` where the
    date or the zone is missing or makes no sense, which validation reports.
    """
    if day is None or not FIRST_DAY <= day <= LAST_DAY or zone not in zone_names():
        return None, None
    last, clock = (end_day(day, start, end), end) if end else (day + ONE_DAY, time.min)
    begins, over = moment(day, start or time.min, zone), moment(last, clock, zone)
    if over <= begins:
        # A time that the clocks skip, which validation refuses: the session keeps its length.
        over = begins + (datetime.combine(last, clock) - datetime.combine(day, start or time.min))
    return begins, over


def validate_schedule(day: date | None, start: time | None, end: time | None, zone: str = "UTC") -> None:
    """
    Raise a ``ValidationError`` by field where date and times contradict each other.

    A missing date alone is no contradiction: a draft may lack it.
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
    """Return an error for each time that the clocks of ``zone`` skip."""
    if day is None or not FIRST_DAY <= day <= LAST_DAY or zone not in zone_names():
        return {}
    times = {"start_time": (day, start), "end_time": (end_day(day, start, end) if end else day, end)}
    return {
        name: _("This time does not exist on that day, because the clocks go forward. Choose another time.")
        for name, (date_of_time, clock) in times.items()
        if clock and not is_on_the_clock(date_of_time, clock, zone)
    }


class ScheduleMixin(models.Model):
    """When something takes place, by the clock of its own place."""

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
    # Worked out from the fields above whenever they are saved, so that "upcoming" is a
    # comparison in SQL and needs no job.
    starts_at = models.DateTimeField(null=True, editable=False)
    ends_at = models.DateTimeField(null=True, editable=False, db_index=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        validate_schedule(self.date, self.start_time, self.end_time, self.time_zone)

    def compute_times(self) -> None:
        """Set the moments that follow from date, times and zone."""
        # What is made in code may still hold a string where a form gives a date.
        day = models.DateField().to_python(self.date)
        start = models.TimeField().to_python(self.start_time)
        end = models.TimeField().to_python(self.end_time)
        self.starts_at, self.ends_at = moments(day, start, end, self.time_zone)

    @property
    def is_upcoming(self) -> bool:
        """Whether the session is not over yet; ``SessionQuerySet.upcoming`` says the same of many."""
        return self.ends_at is not None and self.ends_at > timezone.now()

    @property
    def zone(self) -> ZoneInfo:
        """The session's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def local_start(self) -> dt.datetime | dt.date | None:
        """When the session starts by its own clock: a moment, or a date where no time is given."""
        return self.starts_at.astimezone(self.zone) if self.starts_at and self.start_time else self.date

    @property
    def local_end(self) -> dt.datetime | None:
        """When the session ends by its own clock, where an end is given."""
        return self.ends_at.astimezone(self.zone) if self.ends_at and self.end_time else None
