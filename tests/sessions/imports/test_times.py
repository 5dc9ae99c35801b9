"""Times of day as pages write them beside dates, the site being in New York unless a test says otherwise."""

from typing import Any

import pytest

from maigu_wagtail.sessions.imports.readers.times import time_fields

pytestmark = pytest.mark.once

EASTERN, CENTRAL, PACIFIC = "America/New_York", "America/Chicago", "America/Los_Angeles"


def read(*texts: str) -> tuple[str, str, list[str]]:
    fields, unclear = time_fields(list(texts))
    clocks = "–".join(clock.isoformat("minutes") for clock in (fields["start_time"], fields["end_time"]) if clock)
    return clocks, fields["time_zone"], unclear


@pytest.mark.parametrize(
    ("text", "clocks", "zone"),
    [
        ("2–3 pm ET", "14:00–15:00", EASTERN),
        ("11 am–12:30 pm ET", "11:00–12:30", EASTERN),
        ("11–12:30 pm", "11:00–12:30", ""),
        ("12–1pm", "12:00–13:00", ""),
        ("11 am - 1", "11:00–13:00", ""),
        ("at 4 p.m. Eastern", "16:00", EASTERN),
        ("10:30 am – 12 noon (Pacific)", "10:30–12:00", PACIFIC),
        ("from 11 am to noon", "11:00–12:00", ""),
        ("1:00 PM 2:00 PM", "13:00–14:00", ""),
        ("12:00 AM", "00:00", ""),
        ("3:00 PM – 4:15 PM CT", "15:00–16:15", CENTRAL),
        ("2 pm ET / 11 am PT", "14:00", EASTERN),
        ("1:00-2:00pm EST/10:00-11:00am PST", "13:00–14:00", EASTERN),
        ("13:00-14:30 GMT", "13:00–14:30", "UTC"),
        ("09:00", "09:00", ""),
        ("14h30", "14:30", ""),
        ("de 10:00 a 11:30 h", "10:00–11:30", ""),
        ("a las 5 p. m. (hora del Pacífico)", "17:00", PACIFIC),
    ],
)
def test_time_is_read(text: str, clocks: str, zone: str) -> None:
    assert read(text) == (clocks, zone, [])


@pytest.mark.parametrize(
    "text",
    ["2:00–3:00 ET", "9:00", "Time: 2", "15:00 SAST", "2 pm CET", "25:00", "60 minutes", "Duración: 2 h", "1 of 2"],
)
def test_time_with_several_meanings_is_left_out_and_named(text: str) -> None:
    assert read(text) == ("", "", [f"The time in “{text}” is not clear. Enter it by hand."])


def test_text_with_more_than_the_time_is_named() -> None:
    assert read("2 pm (60 minutes)", "3 pm") == ("14:00", "", ["2 pm (60 minutes)", "3 pm"])


@pytest.mark.parametrize(
    ("site", "text", "zone"),
    [
        ("Europe/Madrid", "15:00 CEST", "Europe/Madrid"),
        ("Europe/Madrid", "15:00 ET", None),
        ("Australia/Sydney", "15:00 EST", None),
        ("UTC", "15:00 EST", EASTERN),
    ],
)
def test_time_zone_depends_on_the_site(settings: Any, site: str, text: str, zone: str | None) -> None:
    settings.TIME_ZONE = site

    clocks, found, unclear = read(text)

    assert (clocks, found) == (("15:00", zone) if zone else ("", ""))
    assert bool(unclear) == (zone is None)
