"""
The list of a section: the sessions that answer what a reader asked for.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.utils.functional import cached_property

from .filter_counts import SectionFilterCounts, filter_counts_of
from .list_query import Filters
from .public_pages import public_html
from .querysets import SessionQuerySet

# No editor can type this character, so it can't stand in a description.
SEPARATOR = "\x1e"


class CountedPaginator(Paginator):
    """A paginator that is told how many there are, and so has nothing to count."""

    def __init__(self, object_list: Any, per_page: int, count: int) -> None:
        self.count = count  # in place of the cached property that would count
        super().__init__(object_list, per_page)


class SessionListing:
    """The sessions of a section that answer a query, as a template needs them."""

    def __init__(self, section: Any, query: Mapping[str, str]) -> None:
        self.section = section
        self.filters = Filters.from_query(query)

    @cached_property
    def filter_counts(self) -> SectionFilterCounts:
        """The figures that the filters offer."""
        return filter_counts_of(self.section)

    @cached_property
    def upcoming(self) -> list[Any]:
        """The sessions to come, the soonest first."""
        if not self.filter_counts.has_upcoming:
            return []
        return list(self._matching(self.section.listed_sessions().upcoming().prefetch_related("locale")))

    @cached_property
    def page(self) -> PageOfResults:
        """The page of recorded sessions that was asked for, or the last one there is."""
        recorded = self._matching(self.section.listed_sessions().recorded())
        paginator = CountedPaginator(recorded, self.section.sessions_per_page, self._count(recorded))
        page = paginator.get_page(self.filters.page)
        page.object_list = list(page.object_list)
        return page

    @property
    def count(self) -> int:
        """How many sessions there are in all, upcoming and recorded."""
        return len(self.upcoming) + self.page.paginator.count

    @property
    def pages(self) -> list[tuple[int | None, str]]:
        """The numbers of pages to offer with their query strings; ``None`` stands for a gap."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [(n, str(self.filters.on_page(n)) or "?") if isinstance(n, int) else (None, "") for n in numbers]

    @property
    def previous_query(self) -> str:
        """The query string of the page before this one."""
        return str(self.filters.on_page(self.page.number - 1)) or "?"

    @property
    def next_query(self) -> str:
        """The query string of the page after this one."""
        return str(self.filters.on_page(self.page.number + 1))

    @cached_property
    def year_choices(self) -> list[int]:
        """The years to choose from."""
        return self.filter_counts.year_choices()

    @cached_property
    def speaker_choices(self) -> list[tuple[str, str]]:
        """The speakers to choose from, with the chosen one where it is not among the usual ones."""
        choices = self.filter_counts.speaker_choices()
        chosen = self.filters.speaker
        if chosen and chosen not in dict(choices):
            choices = [*choices, (chosen, self._speaker_name(chosen))]
        return choices

    @property
    def applied(self) -> list[tuple[str, str, str]]:
        """The filters in force: name, what it is set to, and the query string without it."""
        filters = self.filters
        shown = {
            "q": filters.q,
            "year": str(filters.year or ""),
            "speaker": dict(self.speaker_choices).get(filters.speaker, ""),
        }
        return [(name, value, str(filters.without(name)) or "?") for name, value in shown.items() if value]

    def _speaker_name(self, key: str) -> str:
        for session in [*self.upcoming, *self.page.object_list]:
            for line in session.speaker_lines:
                if line.key == key:
                    return line.name
        return key.replace("-", " ")

    def _matching(self, sessions: SessionQuerySet) -> SessionQuerySet:
        filters = self.filters
        if filters.year:
            sessions = sessions.of_year(filters.year)
        if filters.speaker:
            sessions = sessions.with_speaker(filters.speaker)
        if filters.q:
            sessions = sessions.with_words(filters.q)
        return sessions

    def _count(self, recorded: SessionQuerySet) -> int:
        """Count without reading every session where the kept figures say enough."""
        filters = self.filters
        if filters.q or filters.speaker:
            return recorded.count()
        total = self.filter_counts.years.get(str(filters.year), 0) if filters.year else self.filter_counts.total
        return max(total - len(self.upcoming), 0)


def with_descriptions(sessions: Iterable[Any], section: Any) -> list[Any]:
    """
    Return ``sessions`` of ``section`` with their descriptions made ready for a reader, all at once.

    One by one, each link to a page of the site would be looked up on its own: Wagtail looks
    up in one query what stands in one text.
    """
    sessions = list(sessions)
    joined = SEPARATOR.join(session.description.replace(SEPARATOR, "") for session in sessions)
    texts = public_html(joined, section).split(SEPARATOR)
    # Broken markup may swallow a separator; then each text is made ready on its own.
    if len(texts) == len(sessions):
        for session, html in zip(sessions, texts, strict=True):
            session.description_html = html
    return sessions
