"""
Titles as one line of text, whatever was pasted, imported or set in code.

A calendar, an e-mail subject and an HTTP header end at a line break, so that what follows one
would be read as a property or header of its own.
"""

import re
from typing import Any

# Control characters and line separators, and what neither XML nor UTF-8 can hold.
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
TITLES = ("title", "draft_title", "seo_title")


def one_line(text: str) -> str:
    """Return ``text`` in one line: a space in place of line breaks and other control characters."""
    parts = (part.strip() for part in _BREAKS.split(text))
    return " ".join(part for part in parts if part)


def title_fields(page: Any) -> list[str]:
    """Return which titles pages of that type have: a base page of a site's own may have no title for search engines."""
    names = {field.name for field in page._meta.get_fields()}
    return [name for name in TITLES if name in names]


def clean_titles(page: Any) -> None:
    """Make one line of each title of ``page`` that is loaded."""
    for name in TITLES:
        if text := vars(page).get(name):
            setattr(page, name, one_line(text))
