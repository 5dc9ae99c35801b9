"""
The message that staff copy to share a password, an unlock link or both.

Uses the section's own template, or the default one. It contains a secret, so it is never stored.
"""

import re
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.views.decorators.debug import sensitive_variables

from .scope import section_of


@sensitive_variables()
def share_message_text(page: Any, password: str, expires_at: datetime | None, *, link: str = "") -> str:
    """
    Return the message to share ``password`` for ``page``, in the language of ``page``.

    ``link``, the URL of an unlock link, takes the place of the page's address. Lines with
    ``{valid_until}`` are left out if ``expires_at`` is ``None``, lines with ``{password}`` if
    ``password`` is "".
    """
    section = section_of(page)
    with override(page.locale.language_code):
        text = (section.share_message if section else "") or gettext(
            "The recordings of “{title}” are here:\n{address}\n\nThe password: {password}\nValid until {valid_until}.\n\n"
            "Please share it with members and their staff only."
        )
        left_out = [name for name, value in (("{valid_until}", expires_at), ("{password}", password)) if not value]
        lines = [line for line in text.splitlines() if not any(name in line for name in left_out)]
        # The paragraphs around a line that was left out stay one blank line apart.
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
        if link and "{address}" not in text:
            text = f"{text}\n\n{{address}}"
        values = {
            "title": page.title,
            "address": link or page.full_url or "",
            "valid_until": date_format(timezone.localtime(expires_at), "DATETIME_FORMAT") if expires_at else "",
            # Last, so that text in the password is not replaced as a placeholder.
            "password": password,
        }
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
    return text
