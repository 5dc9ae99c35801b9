from datetime import date, datetime, time, timezone

import pytest
from django.core.exceptions import ValidationError

from maigu_wagtail.models.schedule import moments, time_zone_choices, validate_schedule


@pytest.mark.parametrize(
    ("zone", "begins", "over"),
    [
        ("America/New_York", datetime(2026, 3, 8, 5), datetime(2026, 3, 9, 4)),  # 23 hours: clocks go forward
        ("America/New_York", datetime(2026, 11, 1, 4), datetime(2026, 11, 2, 5)),  # 25 hours: clocks go back
        ("Pacific/Auckland", datetime(2026, 6, 30, 12), datetime(2026, 7, 1, 12)),
        ("UTC", datetime(2026, 7, 1), datetime(2026, 7, 2)),
    ],
    ids=["spring", "autumn", "ahead", "utc"],
)
def test_moments_without_times_are_the_ends_of_the_day_in_its_zone(zone, begins, over):
    day = {"America/New_York": begins.date(), "Pacific/Auckland": date(2026, 7, 1), "UTC": date(2026, 7, 1)}[zone]

    result = moments(day, None, None, zone)

    assert result == (begins.replace(tzinfo=timezone.utc), over.replace(tzinfo=timezone.utc))


def test_moments_with_times_follow_the_zone():
    result = moments(date(2026, 1, 15), time(14), time(15, 30), "America/New_York")

    assert result == (
        datetime(2026, 1, 15, 19, tzinfo=timezone.utc),
        datetime(2026, 1, 15, 20, 30, tzinfo=timezone.utc),
    )


def test_moments_with_a_start_alone_last_until_the_day_is_over():
    result = moments(date(2026, 1, 15), time(14), None, "UTC")

    assert result == (
        datetime(2026, 1, 15, 14, tzinfo=timezone.utc),
        datetime(2026, 1, 16, tzinfo=timezone.utc),
    )


@pytest.mark.parametrize(
    ("day", "zone"),
    [(None, "UTC"), (date(1, 1, 1), "Pacific/Auckland"), (date(9999, 12, 31), "UTC"), (date(2026, 1, 1), "Mars/Base")],
    ids=["no date", "first year", "last year", "no such zone"],
)
def test_moments_of_what_makes_no_sense_are_none(day, zone):
    assert moments(day, None, None, zone) == (None, None)


@pytest.mark.parametrize(
    ("day", "start", "end", "fields"),
    [
        (None, time(9), None, ["start_time"]),
        (None, time(9), time(10), ["end_time", "start_time"]),
        (date(2026, 1, 1), None, time(10), ["start_time"]),
        (date(2026, 1, 1), time(10), time(10), ["end_time"]),
        (date(2026, 1, 1), time(10), time(9), ["end_time"]),
        (date(206, 1, 1), None, None, ["date"]),
    ],
    ids=["time without date", "times without date", "end alone", "no length", "end before start", "slip in the year"],
)
def test_validate_schedule_names_the_field(day, start, end, fields):
    with pytest.raises(ValidationError) as caught:
        validate_schedule(day, start, end)

    assert sorted(caught.value.message_dict) == fields


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        (None, None, None),
        (date(2026, 1, 1), None, None),
        (date(2026, 1, 1), time(9), None),
        (date(2026, 1, 1), time(9), time(10)),
    ],
)
def test_validate_schedule_takes_what_makes_sense(day, start, end):
    validate_schedule(day, start, end)


def test_time_zone_choices_begin_with_utc_and_the_sites_zone(settings):
    settings.TIME_ZONE = "Europe/Berlin"

    names = [name for name, label in time_zone_choices()]

    assert names[:2] == ["UTC", "Europe/Berlin"]
    assert len(names) == len(set(names))
    assert "America/New_York" in names
