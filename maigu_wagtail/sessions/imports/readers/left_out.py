"""What a page says about a session and no field of it has: an editor sees it as not understood."""

import re
from collections.abc import Iterable
from dataclasses import astuple

from maigu_wagtail.sessions.imports.found import FoundSession

from .lines import Line
from .people import without_pronouns
from .session_text import is_link_only
from .words import AUDIENCES, BESIDE_DATES, DATES, DETAILS, MODERATORS, SPEAKERS, TITLES, plain

_SHORTEST_WORD = 4


def _words(texts: Iterable[str]) -> set[str]:
    return set(re.findall(rf"\w{{{_SHORTEST_WORD},}}", plain(" ".join(texts))))


# Words that introduce a field.
_LABELS = _words(AUDIENCES | BESIDE_DATES | DATES | DETAILS | MODERATORS | SPEAKERS | TITLES)


def left_out(lines: list[Line], found: FoundSession) -> list[str]:
    """Return the texts of ``lines`` with a word that ``found`` does not have."""
    people = [str(value) for person in found.speakers for value in astuple(person)]
    known = _LABELS | _words(
        [found.title, found.date_text, found.description, found.audience, *people, *found.not_understood]
    )
    return [
        line.passage.text
        for line in lines
        if not (line.is_page_heading or line.when or is_link_only(line.passage))
        and _words([without_pronouns(line.passage.text)]) - known
    ]
