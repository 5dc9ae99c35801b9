"""What the preview of an import shows: each session, and the page there is already with its differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import swapper
from wagtail.models import Revision

from maigu_wagtail.sessions.imports.comparing import Difference, differences
from maigu_wagtail.sessions.imports.matching import Match, match_sessions
from maigu_wagtail.sessions.imports.models import ImportRun
from maigu_wagtail.sessions.imports.stored_rows import Row, row_from_json


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row with the page that exists already, ``None`` for a new session."""

    row: Row
    page: Any = None
    differences: Sequence[Difference] = ()

    @property
    def is_incomplete(self) -> bool:
        """Whether this is a new session that lacks something, ticked or not."""
        return self.page is None and bool(self.row.problems)


class Preview:
    """All rows of an import, with the pages they match."""

    def __init__(self, run: ImportRun) -> None:
        self.rows = [row_from_json(stored) for stored in run.rows]
        self.matches = match_sessions(run.section, [row.found for row in self.rows])

    @property
    def pairs(self) -> list[tuple[Row, Match | None]]:
        return list(zip(self.rows, self.matches, strict=True))

    @property
    def to_create(self) -> list[Row]:
        """The rows that become drafts."""
        return [row for row, match in self.pairs if match is None and row.is_ready]

    @property
    def to_update(self) -> list[Row]:
        """The rows that change a page."""
        return [row for row, match in self.pairs if match and row.updates]

    @property
    def existing(self) -> list[Row]:
        """The rows whose page is there already."""
        return [row for row, match in self.pairs if match]

    @property
    def unticked(self) -> list[Row]:
        """The rows that are left out because they are not ticked."""
        return [row for row, match in self.pairs if match is None and not row.is_ticked]

    @property
    def incomplete(self) -> list[Row]:
        """The rows that are ticked, and left out because they lack something."""
        return [row for row, match in self.pairs if match is None and row.is_ticked and not row.is_ready]

    def part(self, start: int, end: int) -> list[PreviewRow]:
        """Return some rows with their pages and differences, in two queries."""
        pairs = self.pairs[start:end]
        matches = [match for _row, match in pairs if match]
        sessions = swapper.load_model("maigu_wagtail", "SessionPage").objects.select_related("latest_revision")
        pages = sessions.in_bulk([match.page_id for match in matches])
        revisions = Revision.objects.in_bulk([match.revision_id for match in matches if match.revision_id])
        return [_preview_row(row, match, pages, revisions) for row, match in pairs]


def _preview_row(row: Row, match: Match | None, pages: dict[int, Any], revisions: dict[int, Revision]) -> PreviewRow:
    page = pages.get(match.page_id) if match else None
    if match is None or page is None:
        return PreviewRow(row)
    imported = revisions.get(match.revision_id) if match.revision_id else None
    return PreviewRow(row, page, differences(row.found, page, imported))
