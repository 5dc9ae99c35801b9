"""
The message that staff copy to share a password.

Uses the section's own template, or the default one. It contains a password, so it is never stored.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.views.decorators.debug import sensitive_variables

from maigu_wagtail.sessions.section import SessionIndexPageMixin

from .scope import section_above


@sensitive_variables()
def share_message_text(page: Any, password: str, expires_at: datetime | None) -> str:
    """
    Return the message to share ``password`` for ``page``, in the language of ``page``.

    A line with ``{valid_until}`` is left out if the password has no expiry.
    """
    section = page if isinstance(page, SessionIndexPageMixin) else section_above(page)
    with override(page.locale.language_code):
        text = (section.share_message if section else "") or gettext(
            "The recordings of “{title}” are here:\n{address}\n\nThe password: {password}\nValid until {valid_until}.\n\n"
            "Please share it with members and their staff only."
        )
        if expires_at is None:
            text = "\n".join(line for line in text.splitlines() if "{valid_until}" not in line)
        values = {
            "title": page.title,
            "address": page.full_url or "",
            "valid_until": date_format(timezone.localtime(expires_at), "DATETIME_FORMAT") if expires_at else "",
            # Last, so that text in the password is not replaced as a placeholder.
            "password": password,
        }
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
    return text
