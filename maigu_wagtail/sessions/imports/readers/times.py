"""Times of day as people write them beside a date: "2–3:30 pm ET", "from 11 am to noon", "14:00 h (hora del Este)"."""

import re
from datetime import datetime, time
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from maigu_wagtail.sessions.schedule import default_time_zone

from .words import TIME_ZONES, plain

_CLOCK = (
    r"(?:\b(?:12\s)?(?P<word>noon|midnight|mediodía|medianoche)\b|(?<![\d.:])(?P<hour>\d{1,2})(?:[:.h](?P<minutes>[0-5]\d)(?::\d\d)?)?(?!\d)"
    r"(?:\s{0,2}(?P<half>[ap])\.?\s?m\b\.?|(?P<letter>[ap])\b|\s?(?P<h>hs?\b\.?|hrs\b\.?))?)"
)
_RANGE = re.compile(
    _CLOCK.replace("(?P<", "(?P<start_")
    + r"(?:(?:\s{0,2}(?:-|–|—|\b(?:to|until|till|through|and|a|y|hasta)\b)\s{0,2}(?:las?\s)?|(?<=[m.])\s)"
    + _CLOCK.replace("(?P<", "(?P<end_")
    + ")?",
    re.IGNORECASE,
)
# What follows a time up to the next one.
_ZONE = re.compile(r"[^\d/|;]{0,40}")
_ABBREVIATION = re.compile(r"\b[A-Z]{2,5}\b")
_WORDS = {"noon": 12, "mediodía": 12, "midnight": 0, "medianoche": 0}
# Where "Eastern" is the one of the United States; a new Django project has UTC.
_AMERICAN = ("America/", "US/", "Canada/", "Pacific/Honolulu", "UTC")


class TimeFields(TypedDict):
    """The fields of a ``FoundSession`` that are about its times."""

    start_time: time | None
    end_time: time | None
    time_zone: str


def time_fields(texts: list[str]) -> tuple[TimeFields, list[str]]:
    """
    Return the first time in ``texts``, and those of them which say something else as well or can be read in several ways.

    ``time_zone`` is "" if the text names none: then it is the site's.
    """
    fields: TimeFields = {"start_time": None, "end_time": None, "time_zone": ""}
    unclear = []
    for text in texts:
        found, rest = _read(text)
        if found and fields["start_time"] in (None, found["start_time"]):
            # "2 pm ET" above, and below "2–3 pm"
            is_shorter = fields["start_time"] and (fields["end_time"] or not found["end_time"])
            fields = fields if is_shorter else found | {"time_zone": found["time_zone"] or fields["time_zone"]}
        else:
            rest = text
        if any(map(str.isdigit, rest)):
            unclear.append(text)
    if not fields["start_time"]:
        unclear = [
            _("The time in “%(text)s” is not clear. Enter it by hand.") % {"text": text[:100]} for text in unclear
        ]
    return fields, unclear


def without_times(text: str) -> str:
    """Return ``text`` without what can only be times."""
    return _RANGE.sub(lambda match: " " if _is_time(match) else match[0], text)


def _read(text: str) -> tuple[TimeFields | None, str]:
    """Return the time in ``text``, and the rest of the text without it and the same time in other zones."""
    matches = [match for match in _RANGE.finditer(text) if _is_time(match)]
    if not matches:
        return None, text
    start, end = _clocks(matches[0])
    zone = _zone(text[matches[0].end() :])
    if start is None or zone is None:
        return None, text
    rest = text
    for match in reversed(matches):
        rest = rest[: match.start()] + rest[match.end() :]
    return {"start_time": start, "end_time": end, "time_zone": zone}, rest


def _is_time(match: re.Match[str]) -> bool:
    """Whether it is more than a number."""
    groups = match.groupdict()
    return any(groups[f"{side}_{name}"] for side in ("start", "end") for name in ("minutes", "half", "letter", "word"))


def _clocks(match: re.Match[str]) -> tuple[time | None, time | None]:
    """Return start and end; no start if it can be in the morning or in the afternoon."""
    groups = match.groupdict()
    halves = {side: (groups[f"{side}_half"] or groups[f"{side}_letter"] or "").lower() for side in ("start", "end")}
    hours = {side: groups[f"{side}_hour"] for side in ("start", "end") if groups[f"{side}_hour"]}
    is_24 = any(int(hour) > 12 or hour.startswith("0") or groups[f"{side}_h"] for side, hour in hours.items())
    is_told = is_24 or any(halves.values()) or any(groups[f"{side}_word"] for side in ("start", "end"))
    ends = _possible(groups, "end", halves["end"], is_24=is_24)
    starts = _possible(groups, "start", halves["start"], is_24=is_24)
    if not starts or not is_told:
        return None, None
    if not ends:
        return (starts[0], None) if len(starts) == 1 and not groups["end_hour"] else (None, None)
    # "11–12:30 pm" begins in the morning, "2–3 pm" does not: the shortest session it can be.
    return min(
        ((a, b) for a in starts for b in ends), key=lambda pair: (_minutes(pair[1]) - _minutes(pair[0]) - 1) % 1440
    )


def _possible(groups: dict[str, str | None], side: str, half: str, *, is_24: bool) -> list[time]:
    """Return the times that one side of a range can be."""
    if word := groups[f"{side}_word"]:
        return [time(_WORDS[word.lower()])]
    hour, minutes = int(groups[f"{side}_hour"] or 99), int(groups[f"{side}_minutes"] or 0)
    if half and 1 <= hour <= 12:
        return [time(hour % 12 + (12 if half == "p" else 0), minutes)]
    if is_24 or half or not 1 <= hour <= 12:
        return [time(hour, minutes)] if hour < 24 else []
    return [time(hour % 12, minutes), time(hour % 12 + 12, minutes)]


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _zone(text: str) -> str | None:
    """Return the time zone that ``text`` names, "" if it names none, ``None`` if it is one of several."""
    match = _ZONE.match(text)
    named = match[0] if match else ""
    site = default_time_zone()
    abbreviations = _ABBREVIATION.findall(named)
    own = {datetime(2024, month, 1, tzinfo=ZoneInfo(site)).tzname() for month in (1, 7)}
    if own.intersection(abbreviations):
        return site
    zone = next((TIME_ZONES[word] for word in plain(named).replace("(", " ").split() if word in TIME_ZONES), "")
    if zone and (zone == "UTC" or site.startswith(_AMERICAN)):
        return zone
    return None if zone or abbreviations else ""
