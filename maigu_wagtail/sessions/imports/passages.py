"""A page as a flat list of passages, whichever format it came in, so that one reader finds the sessions in it."""

from dataclasses import dataclass

# How a line is set: the level of its heading, or one of these.
LABELLED, BOLD, PLAIN = 7, 8, 9


@dataclass(slots=True)
class Passage:
    """
    One line of a page.

    ``style`` is 1 to 6 for a heading, ``LABELLED`` for what opens an accordion or defines a term, ``BOLD`` for a
    line that is bold as a whole, otherwise ``PLAIN``. ``html`` is its text with bold, italics and links only.
    ``urls`` has all addresses in it, of links and of frames. ``block`` is the number of the article, row or
    ``details`` around it.
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
    day: str = ""
    block: int = 0
