"""
Parses the query string of a section's list.

Invalid values, such as a year or page that is not a number, are ignored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from .schedule import FIRST_DAY, LAST_DAY
from .speakers import speaker_key

LONGEST_QUERY = 200


@dataclass(frozen=True)
class Filters:
    """The filters in a query string; an empty value means "any"."""

    q: str = ""
    year: int | None = None
    speaker: str = ""
    page: int = 1

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Filters":
        """Parse filters from a query string, ignoring invalid values."""
        year = whole_number(query.get("year", ""))
        return cls(
            q=clean_search(query.get("q", "")),
            year=year if year and FIRST_DAY.year <= year <= LAST_DAY.year else None,
            speaker=speaker_key(query.get("speaker", "")[:LONGEST_QUERY].replace("-", " ")),
            page=whole_number(query.get("page", "")) or 1,
        )

    def __bool__(self) -> bool:
        return bool(self.q or self.year or self.speaker)

    def __str__(self) -> str:
        """Return the equivalent query string, starting with ``?``; "" without filters."""
        values = {"q": self.q, "year": self.year, "speaker": self.speaker, "page": self.page if self.page > 1 else None}
        params = {name: value for name, value in values.items() if value}
        return f"?{urlencode(params)}" if params else ""

    def without(self, name: str) -> "Filters":
        """Return the filters without ``name``, on the first page."""
        return replace(self, **{name: getattr(Filters, name)}, page=1)

    def on_page(self, number: int) -> "Filters":
        """Return the filters on another page of results."""
        return replace(self, page=number)


def clean_search(text: str) -> str:
    """Return the text of a search on one line, without characters that no database stores, and not too long."""
    printable = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]+", " ", text)
    return " ".join(printable.split())[:LONGEST_QUERY].strip()


def whole_number(text: str) -> int | None:
    """Return ``text`` as a number of at most six digits, or ``None``."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text, re.ASCII) else None
