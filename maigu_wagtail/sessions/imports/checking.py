"""What a session that was found still lacks before it can become a draft."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from maigu_wagtail.recordings import embeds
from maigu_wagtail.sessions.schedule import default_time_zone, validate_schedule

from .found import FoundSession

LONGEST = 255


def video_address(address: str) -> str:
    """Return ``address`` with https if it is a known video host's, as the block in members' content does."""
    secure = address.strip().replace("http://", "https://", 1)
    return secure if embeds.parse(secure) else address.strip()


def problems_of(found: FoundSession) -> dict[str, Any]:
    """Return what keeps ``found`` from becoming a draft, as ``{field: message}``; empty if nothing does."""
    problems = {}
    if not found.title.strip():
        problems["title"] = gettext("Enter a title.")
    if not found.date:
        problems["date"] = gettext("Choose a date.") if found.date_choices else gettext("Enter a date.")
    else:
        problems |= _problems_of_times(found)
    for name in ("title", "audience"):
        if len(getattr(found, name)) > LONGEST:
            problems[name] = gettext("Shorten this to %(number)d characters.") % {"number": LONGEST}
    parts = [part for person in found.speakers for part in (person.name, person.role, person.organisation)]
    if any(len(part) > LONGEST for part in parts):
        text = gettext("Shorten each name, role and organisation to %(number)d characters.")
        problems["speakers"] = text % {"number": LONGEST}
    if found.video_url and not embeds.is_safe_link(video_address(found.video_url)):
        problems["video_url"] = gettext("Enter the full address of the video. It must start with https://.")
    return problems


def _problems_of_times(found: FoundSession) -> dict[str, str]:
    zone = found.time_zone or default_time_zone()
    try:
        validate_schedule(found.date, found.start_time, found.end_time, zone)
    except ValidationError as error:
        return {name: " ".join(messages) for name, messages in error.message_dict.items()}
    return {}
