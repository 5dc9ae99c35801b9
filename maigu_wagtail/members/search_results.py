"""
The members' search: what of a section's sessions matches a query, for one request.

A session matches if each word of the query begins a word in its public texts, the titles of its
files or a transcript. All of it comes from sessions that ``access.open_sessions`` found open, so
nothing else is read, counted or shown.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.http import HttpRequest
from django.utils.functional import cached_property

from maigu_wagtail.access.open_sessions import open_sessions
from maigu_wagtail.recordings.models import SessionFile
from maigu_wagtail.recordings.timing import time_fragment
from maigu_wagtail.sessions.list_query import clean_search
from maigu_wagtail.sessions.querysets import NOT_IN_LISTS
from maigu_wagtail.sessions.search_words import marked, query_words, search_fragment
from maigu_wagtail.sessions.searched_texts import SearchedText, has_word

MOST_PER_SESSION = 3
LONG_FIELDS = ("recording__transcript", "recording__timed_transcript")


@dataclass(frozen=True, slots=True)
class Passage:
    """
    A sentence or a title in which words of the query are.

    ``pieces`` are its text in order, and whether each is to be marked. ``at`` is in seconds, rounded down;
    ``None`` where no time is known. ``source`` is what it is from: a recording, a handout, or a
    transcript of the session's own.
    """

    pieces: list[tuple[str, bool]]
    at: int | None
    speaker: str
    language: str
    source: SearchedText

    @property
    def fragment(self) -> str:
        """Where it is on the watch page; the player jumps there, and without a script the browser does."""
        if self.source.recording and self.at is not None:
            return time_fragment(self.source.recording.pk, self.at)
        if file := self.source.recording or self.source.handout:
            return f"{'recording' if self.source.recording else 'handout'}-{file.uid}"
        return f"transcript-{self.source.block}"


@dataclass(slots=True)
class Result:
    """A session that matches, with its best passages, and how many more of the same quality it has."""

    session: Any
    passages: list[Passage] = field(default_factory=list)
    more: int = 0


class MembersSearch:
    """A search for ``text`` in ``section``, for ``request``."""

    def __init__(self, request: HttpRequest, section: Any, text: str) -> None:
        self.section = section
        self.text = clean_search(text)
        self.words = query_words(self.text)
        self._sessions = open_sessions(request, section)
        # The texts of each session with words of the query, once they are looked up.
        self._texts_of: dict[int, list[int]] = defaultdict(list)

    @cached_property
    def session_ids(self) -> list[int]:
        """The keys of the matching sessions, newest first."""
        if not self.words:
            return []
        conditions = [Q(search_words__contains=search_fragment(word)) for word in self.words]
        newest_first = self._sessions.order_by(F("ends_at").desc(nulls_last=True), "-pk")
        public = newest_first.annotate(**_flags(conditions)).values_list("pk", *_names(conditions))
        found: dict[int, set[int]] = {pk: _numbers(flags) for pk, *flags in public}
        everything = self._sessions.values("pk")
        texts = self._texts(everything).annotate(**_flags([has_word(word) for word in self.words]))
        columns = ("pk", "session_id", "recording__uid", "handout__uid", *_names(conditions))
        users = self._users(everything)
        for text, session_id, recording_uid, handout_uid, *flags in texts.values_list(*columns):
            if numbers := _numbers(flags):
                for pk in [session_id] if session_id else users[recording_uid or handout_uid]:
                    self._texts_of[pk].append(text)
                    # One may have been published between the two queries.
                    found.setdefault(pk, set()).update(numbers)
        return [pk for pk, numbers in found.items() if len(numbers) == len(self.words)]

    def results(self, session_ids: Iterable[int], *, with_content: bool = False) -> list[Result]:
        """Return the results for some of ``self.session_ids``, in the same order; ``with_content`` loads members' content."""
        pks = list(session_ids)
        if not pks:
            return []
        seldom_needed = [name for name in NOT_IN_LISTS if not with_content or name != "members_content"]
        sessions = self._sessions.defer(*seldom_needed).in_bulk(pks)
        keys = {text for pk in pks for text in self._texts_of[pk]}
        texts = SearchedText.objects.select_related("recording", "handout").defer(*LONG_FIELDS).in_bulk(keys)
        return [
            self._result(sessions[pk], [texts[text] for text in sorted(self._texts_of[pk]) if text in texts])
            for pk in pks
            if pk in sessions
        ]

    def _texts(self, sessions: Any) -> Any:
        """Return the searched texts of ``sessions`` (keys, or a query for them) and of their files."""
        of_sessions = SessionFile.objects.filter(session__in=sessions).values("uid")
        return SearchedText.objects.filter(
            Q(session__in=sessions) | Q(recording__uid__in=of_sessions) | Q(handout__uid__in=of_sessions)
        )

    def _users(self, sessions: Any) -> dict[Any, list[int]]:
        """Return which of ``sessions`` use each file, by the file's ``uid``."""
        users: dict[Any, list[int]] = defaultdict(list)
        for uid, pk in SessionFile.objects.filter(session__in=sessions).values_list("uid", "session_id"):
            users[uid].append(pk)
        return users

    def _result(self, session: Any, texts: list[SearchedText]) -> Result:
        best: list[tuple[SearchedText, list[Any]]] = []
        most = 1
        for text in texts:
            for line in text.lines:
                score = self._score(line[1])
                if score > most:
                    best, most = [], score
                if score == most:
                    best.append((text, line))
        shown = [self._passage(text, line) for text, line in best[:MOST_PER_SESSION]]
        return Result(session, shown, len(best) - len(shown))

    def _score(self, plain: str) -> int:
        """Return how many words of the query are in a line's plain words; one more if they follow each other there."""
        score = sum(fragment in plain for fragment in self._fragments)
        return score + (score > 1 and "".join(self._fragments) in plain)

    @cached_property
    def _fragments(self) -> list[str]:
        return [search_fragment(word) for word in self.words]

    def _passage(self, source: SearchedText, line: list[Any]) -> Passage:
        text, _plain, at, speaker = line
        seconds = None if at is None else int(at)
        return Passage(marked(text, self.words), seconds, speaker, source.language, source)


def _names(conditions: list[Q]) -> list[str]:
    return [f"has_{number}" for number in range(len(conditions))]


def _flags(conditions: list[Q]) -> dict[str, ExpressionWrapper]:
    """Return an annotation for each of ``conditions``, which says whether a row meets it."""
    wrapped = [ExpressionWrapper(condition, output_field=BooleanField()) for condition in conditions]
    return dict(zip(_names(conditions), wrapped, strict=True))


def _numbers(flags: list[Any]) -> set[int]:
    return {number for number, flag in enumerate(flags) if flag}
