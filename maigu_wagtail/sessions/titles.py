"""
Keeps titles to a single line, wherever they were pasted, imported or set.

In calendars, email subjects and HTTP headers, text after a line break would be read as another
property or header.
"""

import re
from typing import Any

# Control characters, line separators, and characters that XML or UTF-8 cannot represent.
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
TITLES = ("title", "draft_title", "seo_title")


def one_line(text: str) -> str:
    """Return ``text`` on one line, with spaces in place of line breaks and other control characters."""
    parts = (part.strip() for part in _BREAKS.split(text))
    return " ".join(part for part in parts if part)


def title_fields(page: Any) -> list[str]:
    """Return which of ``TITLES`` the page's model has: a site's own base page may have no ``seo_title``."""
    names = {field.name for field in page._meta.get_fields()}
    return [name for name in TITLES if name in names]


def clean_titles(page: Any) -> None:
    """Put each loaded title of ``page`` on one line."""
    for name in TITLES:
        if text := vars(page).get(name):
            setattr(page, name, one_line(text))
