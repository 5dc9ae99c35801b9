"""Which sessions of a file are in the section already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from .found import FoundSession
from .models import ImportedPage


@dataclass(frozen=True, slots=True)
class Match:
    """The page of a session, by its keys. ``revision_id`` is what an import saved last, if one did."""

    page_id: int
    revision_id: int | None = None


def match_sessions(section: Any, sessions: Iterable[FoundSession]) -> list[Match | None]:
    """
    Return the page of each of ``sessions`` in ``section``, ``None`` for new ones.

    A page has the same source key from an earlier import, or the same title and date. Each page is
    matched once. Two queries, however many sessions there are.
    """
    pages = {pk: _name(title, day) for pk, title, day in section.sessions().values_list("pk", "title", "date")}
    imported = ImportedPage.objects.filter(run__section=section).exclude(source_key="").order_by("pk")
    known = {
        key: Match(pk, revision)
        for key, pk, revision in imported.values_list("source_key", "page_id", "revision_id")
        if pk in pages
    }
    by_page = {match.page_id: match for match in known.values()}
    by_name: dict[Any, list[int]] = {}
    for pk, name in pages.items():
        by_name.setdefault(name, []).append(pk)
    taken: set[int] = set()

    def match(session: FoundSession) -> Match | None:
        found = known.get(session.source_key)
        if found is None or found.page_id in taken:
            free = [pk for pk in by_name.get(_name(session.title, session.date), []) if pk not in taken]
            found = by_page.get(free[0], Match(free[0])) if free and session.date else None
        if found:
            taken.add(found.page_id)
        return found

    return [match(session) for session in sessions]


def _name(title: str, day: date | None) -> tuple[str, date | None]:
    return " ".join(title.split()).casefold(), day
