"""The sessions of an import that is being looked through, as they are stored in ``ImportRun.rows``."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, time
from typing import Any

from .checking import problems_of
from .found import FoundSession, FoundSpeaker

LISTS = ("file_urls", "not_understood")
TIMES = ("start_time", "end_time")


@dataclass(frozen=True, slots=True)
class Row:
    """
    A session with what the editor decided.

    ``updates`` are the fields to change in the page that exists already. ``seen`` is the revision that
    the page had when its differences were shown.
    """

    found: FoundSession
    is_ticked: bool = True
    updates: tuple[str, ...] = field(default=())
    seen: int | None = None

    @property
    def problems(self) -> dict[str, Any]:
        """What keeps the session from becoming a draft, as ``{field: message}``."""
        return problems_of(self.found)

    @property
    def is_ready(self) -> bool:
        """Whether the session is to become a draft, and has all it needs for that."""
        return self.is_ticked and not self.problems

    def as_json(self) -> dict[str, Any]:
        """Return the row for a JSON field."""
        found = asdict(self.found)
        found["date"] = self.found.date and self.found.date.isoformat()
        for name in TIMES:
            clock = getattr(self.found, name)
            found[name] = clock and clock.isoformat()
        found["date_choices"] = [day.isoformat() for day in self.found.date_choices]
        return {"found": found, "is_ticked": self.is_ticked, "updates": self.updates, "seen": self.seen}


def row_from_json(stored: Mapping[str, Any]) -> Row:
    """Return the row that ``as_json`` stored."""
    return Row(_found(stored["found"]), stored["is_ticked"], tuple(stored["updates"]), stored["seen"])


def _found(stored: Mapping[str, Any]) -> FoundSession:
    values = dict(stored)
    values["date"] = date.fromisoformat(values["date"]) if values["date"] else None
    values.update({name: time.fromisoformat(values[name]) for name in TIMES if values.get(name)})
    values["date_choices"] = tuple(map(date.fromisoformat, values["date_choices"]))
    values["speakers"] = tuple(FoundSpeaker(**speaker) for speaker in values["speakers"])
    values.update({name: tuple(values[name]) for name in LISTS})
    return FoundSession(**values)
