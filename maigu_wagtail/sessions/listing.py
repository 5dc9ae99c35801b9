"""The list of a section's sessions that match a query."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.functional import cached_property

from maigu_wagtail.conf import conf

from .filter_counts import SectionFilterCounts, filter_counts_of
from .list_query import Filters
from .public_pages import public_html
from .querysets import SessionQuerySet
from .versions import version_of

# This control character cannot appear in a description.
SEPARATOR = "\x1e"


class CountedPaginator(Paginator):
    """A paginator with a known total, so it makes no count query."""

    def __init__(self, object_list: Any, per_page: int, count: int) -> None:
        self.count = count  # replaces a cached property that would count
        super().__init__(object_list, per_page)


class SessionListing:
    """The sessions of a section that match a query, with what the templates need to show them."""

    def __init__(self, section: Any, query: Mapping[str, str]) -> None:
        self.section = section
        self.filters = Filters.from_query(query)
        # Read first, so that what is listed is at least as new. A list with filters is not cached.
        is_cached = conf.MAIGU_WAGTAIL_PAGE_CACHE and not self.filters
        self.version = version_of(section) if is_cached else None
        # One moment for both lists, so that a session which ends meanwhile is in exactly one of them.
        self.now = timezone.now()

    @cached_property
    def filter_counts(self) -> SectionFilterCounts:
        """The section's filter counts."""
        return filter_counts_of(self.section)

    @cached_property
    def upcoming(self) -> list[Any]:
        """The matching upcoming sessions, soonest first."""
        if not self.filter_counts.has_upcoming(self.now):
            return []
        return list(self._matching(self.section.listed_sessions().upcoming(self.now).prefetch_related("locale")))

    @cached_property
    def page(self) -> PageOfResults:
        """The requested page of matching recorded sessions, or the last page."""
        recorded = self._matching(self.section.listed_sessions().recorded(self.now))
        paginator = CountedPaginator(recorded, self.section.sessions_per_page, self._count(recorded))
        return paginator.get_page(self.filters.page)

    @property
    def count(self) -> int:
        """The number of matching sessions, upcoming and recorded."""
        return len(self.upcoming) + self.page.paginator.count

    @property
    def pages(self) -> list[tuple[int | None, str]]:
        """The page numbers to link to, with their query strings; ``None`` is a gap."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [(n, str(self.filters.on_page(n)) or "?") if isinstance(n, int) else (None, "") for n in numbers]

    @property
    def previous_query(self) -> str:
        """The query string of the previous page."""
        return str(self.filters.on_page(self.page.number - 1)) or "?"

    @property
    def next_query(self) -> str:
        """The query string of the next page."""
        return str(self.filters.on_page(self.page.number + 1))

    @cached_property
    def year_choices(self) -> list[int]:
        """The years that have sessions, newest first."""
        return sorted(map(int, self.filter_counts.years), reverse=True)

    @cached_property
    def speaker_choices(self) -> list[tuple[str, str]]:
        """The speakers to choose from, by name, as ``(key, name)``, always including the selected one."""
        choices = [(key, name) for key, name in self.filter_counts.speakers]
        chosen = self.filters.speaker
        if chosen and chosen not in dict(choices):
            choices = [*choices, (chosen, self._speaker_name(chosen))]
        return choices

    @property
    def applied(self) -> list[tuple[str, str, str]]:
        """The active filters: name, value, and the query string without it."""
        filters = self.filters
        active = {
            "q": filters.q,
            "year": str(filters.year or ""),
            "speaker": dict(self.speaker_choices).get(filters.speaker, ""),
        }
        return [(name, value, str(filters.without(name)) or "?") for name, value in active.items() if value]

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
        """Return the number of recorded sessions, from the stored counts if possible."""
        filters = self.filters
        if filters.q or filters.speaker:
            return recorded.count()
        total = self.filter_counts.years.get(str(filters.year), 0) if filters.year else self.filter_counts.total
        return max(total - len(self.upcoming), 0)


def with_descriptions(sessions: Iterable[Any], section: Any) -> list[Any]:
    """
    Set ``description_html`` on ``sessions`` of ``section``, all at once, and return them.

    Wagtail looks up the links in a text with one query, so joining the descriptions needs one query
    instead of one for each session.
    """
    sessions = list(sessions)
    joined = SEPARATOR.join(session.description.replace(SEPARATOR, "") for session in sessions)
    texts = public_html(joined, section).split(SEPARATOR)
    # Broken markup can swallow a separator; each description is then rendered on its own.
    if len(texts) == len(sessions):
        for session, html in zip(sessions, texts, strict=True):
            session.description_html = html
    return sessions
