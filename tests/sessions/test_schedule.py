from datetime import date, datetime, time, timezone

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from maigu_wagtail.sessions.schedule import (
    FIRST_DAY,
    LAST_DAY,
    moments,
    time_zone_choices,
    validate_schedule,
    zone_names,
)


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
def test_datetimes_without_times_span_the_day_in_its_zone(zone, begins, over):
    day = {"America/New_York": begins.date(), "Pacific/Auckland": date(2026, 7, 1), "UTC": date(2026, 7, 1)}[zone]

    result = moments(day, None, None, zone)

    assert result == (begins.replace(tzinfo=timezone.utc), over.replace(tzinfo=timezone.utc))


def test_datetimes_with_times_follow_the_zone():
    result = moments(date(2026, 1, 15), time(14), time(15, 30), "America/New_York")

    assert result == (
        datetime(2026, 1, 15, 19, tzinfo=timezone.utc),
        datetime(2026, 1, 15, 20, 30, tzinfo=timezone.utc),
    )


def test_datetimes_with_only_a_start_last_until_the_end_of_the_day():
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
def test_datetimes_of_invalid_input_are_none(day, zone):
    assert moments(day, None, None, zone) == (None, None)


@pytest.mark.parametrize(
    ("day", "start", "end", "fields"),
    [
        (None, time(9), None, ["start_time"]),
        (None, time(9), time(10), ["end_time", "start_time"]),
        (date(2026, 1, 1), None, time(10), ["start_time"]),
        (date(2026, 1, 1), time(10), time(10), ["end_time"]),
        (date(2026, 1, 1), time(14), time(2, 30), ["end_time"]),
        (date(2026, 1, 1), time(10), time(9), ["end_time"]),
        (date(206, 1, 1), None, None, ["date"]),
    ],
    ids=[
        "time without date",
        "times without date",
        "end alone",
        "no length",
        "a.m. for p.m.",
        "end before start",
        "slip in the year",
    ],
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
        (date(2026, 1, 1), time(22), time(0)),
        (date(2026, 1, 1), time(23), time(0, 30)),
        (date(2026, 1, 1), time(21), time(9)),
    ],
)
def test_validate_schedule_accepts_valid_input(day, start, end):
    validate_schedule(day, start, end)


def test_time_zone_choices_start_with_utc_and_the_site_zone(settings):
    settings.TIME_ZONE = "Europe/Berlin"

    names = [name for name, label in time_zone_choices()]

    assert names[:2] == ["UTC", "Europe/Berlin"]
    assert len(names) == len(set(names))
    assert "America/New_York" in names


@pytest.mark.parametrize(
    ("start", "end", "over"),
    [
        (time(22), time(0), datetime(2027, 2, 2, 5)),
        (time(23), time(0, 30), datetime(2027, 2, 2, 5, 30)),
        (time(22), time(23, 59), datetime(2027, 2, 2, 4, 59)),
    ],
    ids=["midnight", "after midnight", "before midnight"],
)
def test_datetimes_ending_at_or_after_midnight_are_on_the_next_day(start, end, over):
    begins, ends = moments(date(2027, 2, 1), start, end, "America/New_York")

    assert ends == over.replace(tzinfo=timezone.utc)
    assert begins < ends


@pytest.mark.parametrize(
    ("day", "start", "end", "zone", "fields"),
    [
        (date(2027, 3, 14), time(2, 30), time(3, 15), "America/New_York", ["start_time"]),
        (date(2027, 3, 14), time(1, 30), time(2, 15), "America/New_York", ["end_time"]),
        (date(2027, 3, 14), time(2), time(2, 59), "America/New_York", ["end_time", "start_time"]),
        (date(2027, 3, 13), time(22), time(2, 30), "America/New_York", ["end_time"]),
        (date(2027, 3, 28), time(1, 30), None, "Europe/London", ["start_time"]),
        (date(2018, 11, 3), time(22), time(0, 30), "America/Sao_Paulo", ["end_time"]),
        (date(2011, 12, 30), time(12), time(13), "Pacific/Apia", ["end_time", "start_time"]),
    ],
    ids=["start", "end", "both", "end of the night before", "start alone", "midnight", "a whole day"],
)
def test_validate_schedule_refuses_times_that_the_clocks_skip(day, start, end, zone, fields):
    with pytest.raises(ValidationError) as caught:
        validate_schedule(day, start, end, zone)

    assert sorted(caught.value.message_dict) == fields
    # What is saved without validation keeps its length all the same.
    begins, over = moments(day, start, end, zone)
    assert begins < over


@pytest.mark.parametrize(
    ("start", "end", "begins", "over"),
    [
        (time(1, 30), time(1, 45), datetime(2026, 11, 1, 5, 30), datetime(2026, 11, 1, 5, 45)),
        (time(1, 30), time(2, 15), datetime(2026, 11, 1, 5, 30), datetime(2026, 11, 1, 7, 15)),
        (time(0, 30), time(1, 30), datetime(2026, 11, 1, 4, 30), datetime(2026, 11, 1, 5, 30)),
        (time(2), time(3), datetime(2026, 11, 1, 7), datetime(2026, 11, 1, 8)),
    ],
    ids=["both", "start", "end", "after"],
)
def test_ambiguous_datetimes_are_the_first_of_the_two(start, end, begins, over):
    day = date(2026, 11, 1)

    validate_schedule(day, start, end, "America/New_York")

    assert moments(day, start, end, "America/New_York") == (
        begins.replace(tzinfo=timezone.utc),
        over.replace(tzinfo=timezone.utc),
    )


@settings(derandomize=True, deadline=None, max_examples=500)
@given(
    day=st.dates(FIRST_DAY, LAST_DAY) | st.sampled_from([date(2027, 3, 14), date(2027, 11, 7), date(2011, 12, 29)]),
    start=st.times(),
    end=st.none() | st.times(),
    zone=st.sampled_from(sorted(zone_names())),
)
def test_datetimes_are_never_in_the_wrong_order(day, start, end, zone):
    begins, over = moments(day, start, end, zone)

    assert begins < over
