"""
What only an export has: access, biographies and members' content, for a new session page.

Nothing is trusted: each value is cleaned by its own field or block, and what that refuses is named
instead.
"""

import datetime
from typing import Any

import swapper
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext

from maigu_wagtail.sessions.opening import Access
from maigu_wagtail.sessions.schedule import validate_schedule
from maigu_wagtail.sessions.speakers import speaker_key

from .detail_blocks import usable_blocks
from .found import FoundSession

TIMES = ("start_time", "end_time")
SCHEDULE = (*TIMES, "time_zone")
FIELDS = (*SCHEDULE, "registration_url", "access", "public_from")


def fill_details(page: Any, found: FoundSession, *, user: Any) -> None:
    """
    Put the details of ``found`` into ``page``, which has its other fields already, without saving it.

    ``user`` has to be allowed to choose the recordings and handouts; ``None`` for a command.
    """
    if not found.details:
        return
    values, _problems = usable_fields(found.details, page.date)
    for name, value in values.items():
        # Times are in the preview, as they are in other files.
        if name not in SCHEDULE:
            setattr(page, name, value)
    _add_to_speakers(page, found.details["speakers"])
    blocks, _problems = usable_blocks(found.details["members_content"], user=user)
    field = page._meta.get_field("members_content")
    page.members_content = field.to_python([*page.members_content.get_prep_value(), *blocks])


def problems_of_details(details: dict[str, Any], day: datetime.date | None) -> list[str]:
    """Return what of ``details`` will be left out, for an editor to bring over by hand."""
    _values, refused = usable_fields(details, day)
    _blocks, left_out = usable_blocks(details["members_content"], user=None)
    photos = [
        gettext("Photo of %(name)s: %(file)s") % {"name": speaker.get("name"), "file": speaker["photo"]}
        for speaker in details["speakers"]
        if speaker.get("photo")
    ]
    return [*refused, *photos, *left_out]


def usable_fields(details: dict[str, Any], day: datetime.date | None) -> tuple[dict[str, Any], list[str]]:
    """Return the values that their fields accept, and those that they refuse in words."""
    page = swapper.load_model("maigu_wagtail", "SessionPage")()
    values: dict[str, Any] = {}
    refused = []
    for name in FIELDS:
        if text := details.get(name):
            field = page._meta.get_field(name)
            try:
                values[name] = field.clean(text, page)
            except ValidationError:
                refused.append(f"{capfirst(field.verbose_name)}: {text}")
    if values.get("access") == Access.PUBLIC and values.pop("public_from", None):
        refused.append(f"{capfirst(page._meta.get_field('public_from').verbose_name)}: {details['public_from']}")
    try:
        validate_schedule(day, values.get("start_time"), values.get("end_time"), values.get("time_zone", "UTC"))
    except ValidationError:
        for name in TIMES:
            if values.pop(name, None):
                refused.append(f"{capfirst(page._meta.get_field(name).verbose_name)}: {details[name]}")
    return values, refused


def _add_to_speakers(page: Any, speakers: list[dict[str, Any]]) -> None:
    """Add biographies and links, which are not in the preview."""
    by_key = {speaker_key(str(speaker.get("name", ""))): speaker for speaker in speakers}
    for block in page.speakers:
        more = by_key.get(speaker_key(block.value["name"]), {})
        for name in ("biography", "link"):
            try:
                block.value[name] = block.block.child_blocks[name].clean(more.get(name) or "")
            except (ValidationError, TypeError, AttributeError):
                continue
