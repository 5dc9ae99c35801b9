"""Sessions from a JSON file that another section or site exported (``sessions.exporting``)."""

import datetime
import json
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from maigu_wagtail.sessions.exporting import FORMAT, VERSION

from .details import SCHEDULE, problems_of_details, usable_fields
from .found import FoundSession, FoundSpeaker, ImportFileError
from .readers.decoding import clean
from .readers.descriptions import DescriptionWhitelister

# What a session has besides the fields of every ``FoundSession``.
DETAILS = ("slug", "start_time", "end_time", "time_zone", "registration_url", "access", "public_from")
LISTS = ("speakers", "members_content")


def read_export(text: str, file_name: str) -> list[FoundSession]:
    """Return the sessions of an export. Raises ``ImportFileError`` if ``text`` is none, or is damaged."""
    data = _parsed(text, file_name)
    sessions = data.get("sessions") if isinstance(data, dict) else None
    if not isinstance(sessions, list) or data.get("format") != FORMAT:
        message = _("“%(file)s” is not an export of a section. Choose a JSON file that “Export the sessions” made.")
        raise ImportFileError(message % {"file": file_name})
    if data.get("version") != VERSION:
        message = _("“%(file)s” was exported by a newer version of this software. Upgrade this site, and try again.")
        raise ImportFileError(message % {"file": file_name})
    section = data.get("section")
    origin = _text(section if isinstance(section, dict) else {}, "title")
    return [_session(values, origin, number) for number, values in enumerate(sessions, 1)]


def _parsed(text: str, file_name: str) -> Any:
    try:
        return _cleaned(json.loads(text))
    except (ValueError, RecursionError):
        message = _("“%(file)s” is not valid JSON: it is damaged or incomplete. Export the sessions again.")
        raise ImportFileError(message % {"file": file_name}) from None


def _cleaned(value: Any) -> Any:
    """Return ``value`` without characters that no field can hold."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(each) for key, each in value.items()}
    return value


def _session(values: Any, origin: str, number: int) -> FoundSession:
    values = values if isinstance(values, dict) else {}
    details: dict[str, Any] = {name: _text(values, name) for name in DETAILS}
    details |= {name: _dicts(values, name) for name in LISTS}
    day = _date(_text(values, "date"))
    usable, _problems = usable_fields(details, day)
    return FoundSession(
        place=_("session %(number)d") % {"number": number},
        source_key=f"{origin}/{details['slug'] or number}",
        title=_text(values, "title"),
        date=day,
        date_text=_text(values, "date"),
        **{name: usable[name] for name in SCHEDULE if name in usable},
        audience=_text(values, "audience"),
        description=str(DescriptionWhitelister().clean(_text(values, "description"))),
        speakers=tuple(_speaker(each) for each in details["speakers"] if _text(each, "name")),
        not_understood=tuple(problems_of_details(details, day)),
        details=details,
    )


def _speaker(values: dict[str, Any]) -> FoundSpeaker:
    return FoundSpeaker(
        name=_text(values, "name"),
        role=_text(values, "role"),
        organisation=_text(values, "organisation"),
        is_moderator=values.get("type") == "moderator",
    )


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _dicts(values: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = values.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _date(text: str) -> datetime.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
