"""A page as a flat list of passages, whichever format it came in, so that one reader finds the sessions in it."""

import re
from dataclasses import dataclass

# How a line is set: the level of its heading, or one of these.
LABELLED, BOLD, PLAIN = 7, 8, 9
# The label of cells that have addresses only.
LINKS = "Links"

ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]]{4,2000}")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))


@dataclass(slots=True)
class Passage:
    """
    One line of a page.

    ``style`` is 1 to 6 for a heading, ``LABELLED`` for what opens an accordion or defines a term, ``BOLD`` for a
    line that is bold as a whole, otherwise ``PLAIN``. ``html`` is its text with bold, italics and links only.
    ``urls`` has all addresses in it, of links and of frames.
    """

    text: str
    html: str
    style: int = PLAIN
    number: int = 0
    list_tag: str = ""
    # Continues the paragraph or item of the passage before, after a line break.
    is_continued: bool = False
    # Follows a blank line, or begins an element.
    begins_block: bool = True
    urls: tuple[str, ...] = ()
    # What is not part of a link to a video or a file.
    text_beside_links: str = ""
    # The ``datetime`` of a ``time`` element.
    day: str = ""
    # The number of the table row, article or ``details`` around it; outside them, of the rules above, below zero.
    block: int = 0
    # The number of the list item around it.
    item: int = 0
    # A heading without text is above it.
    follows_empty_heading: bool = False
    # What a column of a table calls it, such as "Speakers".
    label: str = ""
    # The field of the column of a table, or "other".
    column: str = ""


def in_one_line(text: str) -> str:
    """Return ``text`` without line breaks, repeated spaces and characters that nobody sees."""
    return " ".join(text.translate(_INVISIBLE).split())
