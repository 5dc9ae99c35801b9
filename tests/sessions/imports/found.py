"""Sessions as an import finds them."""

from datetime import date
from typing import Any

from maigu_wagtail.sessions.imports.found import FoundSession, FoundSpeaker

AMARA = FoundSpeaker("Amara Castillo", "Deputy Mayor", "City of Riverton")
VIDEO = "https://vimeo.com/76979871"


def make_found(number: int = 1, **fields: Any) -> FoundSession:
    defaults = {
        "place": f"row {number}",
        "source_key": f"key-{number}",
        "title": f"Session {number}",
        "date": date(2021, 3, number % 28 + 1),
    }
    return FoundSession(**{**defaults, **fields})
