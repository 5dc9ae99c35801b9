"""
The link to join a live session: its block, and when members get it.

Members get the address and the details of the meeting until the session ends, and *Join now* from
the opening time on. Afterwards nothing here gives them to anyone.
"""

import re
from datetime import datetime, timedelta
from math import ceil
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks

from maigu_wagtail.recordings.embeds import LONGEST_ADDRESS, NEVER_IN_AN_ADDRESS

from .schedule import zone_abbreviation

# In minutes.
OPENS_BEFORE, MOST_BEFORE = 15, 24 * 60
# A number as phones dial it (RFC 3966), with pauses and the keys of a meeting ID: "tel:+12025550123,,123456789#".
TEL = re.compile(r"tel:(?=.*[0-9])\+?[0-9().,;*#%=A-Z-]+", re.ASCII | re.IGNORECASE)
# A room that video conference systems call (RFC 3261): "sip:123456789@meet.example.org".
SIP = re.compile(r"sips?:[\w.!~*()&=+$,;?/%-]+@[A-Z0-9.-]+(?::[0-9]{1,5})?(?:;[\w.=-]+)*", re.ASCII | re.IGNORECASE)


def is_join_address(address: str) -> bool:
    """
    Return whether ``address`` is safe to link to: an ``https:`` URL, or a ``tel:``, ``sip:`` or ``sips:`` address.

    An https URL may have a port, as meeting servers do, but no user or password.
    """
    if len(address) > LONGEST_ADDRESS or NEVER_IN_AN_ADDRESS.search(address):
        return False
    try:
        parts = urlsplit(address)
        is_web = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False
    return is_web or bool(TEL.fullmatch(address) or SIP.fullmatch(address))


def join_address(value: Any) -> str:
    """Return the address in a block's ``value``; "" if it is not safe to link to, as code may save anything."""
    url = value.get("url") or ""
    return url if is_join_address(url) else ""


def opening_time(session: Any, value: Any) -> datetime:
    """
    Return when members can join ``session``, which has a date, by its block's ``value``; in UTC.

    Without a start time, that is at the start of its day.
    """
    minutes = value.get("opens_before")
    minutes = OPENS_BEFORE if minutes is None else min(max(minutes, 0), MOST_BEFORE)
    start: datetime = session.starts_at
    return start - timedelta(minutes=minutes) if session.start_time else start


def join_link_of(session: Any) -> Any:
    """Return the value of the session's ``join_link`` block; ``None`` if it has none, or is over or without a date."""
    if not session.is_upcoming:
        return None
    return next((block.value for block in session.members_content if block.block_type == "join_link"), None)


def time_left(until: datetime, now: datetime) -> str:
    """Return the time from ``now`` to ``until`` in its two largest units, such as "3 days, 2 hours"; at least a minute."""
    minutes = max(1, ceil((until - now) / timedelta(minutes=1)))
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [
        ngettext("%(count)s day", "%(count)s days", days) % {"count": days} if days else "",
        ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours} if hours else "",
        ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes} if minutes and not days else "",
    ]
    return ", ".join(filter(None, parts))


class JoinLinkBlock(blocks.StructBlock):
    """Where and how members join a live session."""

    url = blocks.CharBlock(
        label=_("Address"),
        max_length=LONGEST_ADDRESS,
        help_text=_(
            "The meeting’s full web address, starting with https://. For a meeting by phone, tel: and the number, "
            "such as tel:+12025550123."
        ),
    )
    platform = blocks.CharBlock(
        label=_("Platform"),
        required=False,
        default="",
        max_length=100,
        help_text=_("Where the meeting takes place, such as “Zoom” or “Microsoft Teams”."),
    )
    meeting_id = blocks.CharBlock(
        label=_("Meeting ID"),
        required=False,
        default="",
        max_length=100,
        help_text=_("For members who join from the app or by phone."),
    )
    passcode = blocks.CharBlock(
        label=_("Passcode"),
        required=False,
        default="",
        max_length=100,
        help_text=_("The meeting’s own passcode, if it asks for one. Only members see it."),
    )
    dial_in = blocks.TextBlock(
        label=_("By phone"),
        required=False,
        default="",
        max_length=2000,
        rows=3,
        help_text=_("The numbers to call, one on each line."),
    )
    opens_before = blocks.IntegerBlock(
        label=_("Opens before the start"),
        default=OPENS_BEFORE,
        min_value=0,
        max_value=MOST_BEFORE,
        help_text=_(
            "In minutes, up to 1440 (a day). Members see “Join now” from then on. A session without a start time opens "
            "at the start of its day."
        ),
    )

    class Meta:
        icon = "link-external"
        label = _("Link to join")
        description = _("The live meeting’s address and passcode. Only members get them, until the session ends.")
        template = "maigu_wagtail/blocks/join_link.html"
        preview_template = "maigu_wagtail/blocks/preview.html"
        preview_value: ClassVar = {
            "url": "https://meet.example.org/maig-u",
            "platform": "Zoom",
            "meeting_id": "987 6543 2100",
            "passcode": "271828",
            "opens_before": OPENS_BEFORE,
        }
        label_format = "{platform}"

    def clean(self, value: Any) -> Any:
        """Require an address that a browser can open safely."""
        cleaned = super().clean(value)
        if not is_join_address(cleaned["url"]):
            message = _(
                "Enter the full address of the meeting. It must start with https:// (or tel: or sip: for a call) and "
                "must not contain a user name."
            )
            raise blocks.StructBlockValidationError({"url": ValidationError(message)})
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        # The page being rendered; ``None`` in the CMS's preview of the block.
        session = (parent_context or {}).get("page")
        return {**context, "session": session, **_state(value, session, timezone.now())}


def _state(value: Any, session: Any, now: datetime) -> dict[str, Any]:
    """Return what the template shows at ``now``: nothing of ``value`` once the session is over."""
    summary = session.members_summary if session else {}
    has_recording = bool(summary.get("recording") or summary.get("video_embed"))
    if session and not session.is_upcoming:
        return {"value": None, "is_over": True, "has_recording": has_recording}
    url = join_address(value)
    facts = {"url": url, "phone": url.partition(":")[2] if url.lower().startswith("tel:") else ""}
    if not session:
        return {**facts, "is_open": True}
    opens_at = opening_time(session, value)
    local = opens_at.astimezone(session.zone)
    return {
        **facts,
        "now": now,
        "opens_at": opens_at,
        "opens_day": local.date(),
        "opens_clock": local.time(),
        "opens_zone": zone_abbreviation(local),
        "minutes_before": (session.starts_at - opens_at) // timedelta(minutes=1),
        "is_open": now >= opens_at,
        "time_left": time_left(session.starts_at, now),
        "has_recording": has_recording,
    }
