"""Finds the session that a file belongs to by the file's name: its date, slug and words of its title."""

import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

# ``2023-12-14``, ``20231214`` or ``2023_12_14``, not within a longer number.
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-_. ]?(\d{2})[-_. ]?(\d{2})(?!\d)")
# ``12-14-2023``, ``14.12.2023`` or ``4-2-20``. Which number is the month, the sessions tell.
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})[-_. ](\d{1,2})[-_. ](\d{4}|\d{2})(?!\d)")
# Words that say nothing about which session it is.
_NOISE = {"part", "final", "recording", "video", "audio", "session", "slides", "captions", "poster", "the", "of", "and"}


def best_match(name: str, sessions: Sequence[Any]) -> Any:
    """
    Return the session that ``name``, without its extension, is about; ``None`` if none or several fit equally.

    Sessions have a ``title``, ``slug`` and ``date``. If the name has a date, only sessions of that
    date fit, and one alone on its date fits with any title.
    """
    days, rest = _split_date(name)
    on_day = [session for session in sessions if session.date in days] if days else list(sessions)
    if days and len(on_day) == 1:
        return on_day[0]
    words = _words(rest) - _NOISE
    return _only_best([(_fit(words, session), session) for session in on_day]) if words else None


def _split_date(name: str) -> tuple[set[date], str]:
    """Return the days that the first date in ``name`` can mean, none if it has no date, and the name without it."""
    for found in _YEAR_FIRST.finditer(name):
        if days := _days(tuple(map(int, found.groups()))):
            return days, _without(found)
    for found in _YEAR_LAST.finditer(name):
        one, other, year = map(int, found.groups())
        year += 2000 if year < 100 else 0
        if days := _days((year, one, other), (year, other, one)):
            return days, _without(found)
    return set(), name


def _days(*numbers: tuple[int, ...]) -> set[date]:
    """Return those of ``numbers``, each a year, a month and a day, that are dates."""
    days = set()
    for each in numbers:
        with suppress(ValueError):
            days.add(date(*each))
    return days


def _without(found: re.Match[str]) -> str:
    return f"{found.string[: found.start()]} {found.string[found.end() :]}"


def _fit(words: set[str], session: Any) -> float:
    """Return how well ``words`` fit ``session``: 0 if any of them occurs in neither its title nor its slug."""
    in_slug, in_title = _words(session.slug) - _NOISE, _words(session.title) - _NOISE
    scores = [
        len(words & present) / len(words | present)
        for present in (in_slug, in_title)
        if present and (words <= present or words >= present)
    ]
    return max(scores, default=0)


def _only_best(scored: list[tuple[float, Any]]) -> Any:
    best = max((score for score, _session in scored), default=0)
    fitting = [session for score, session in scored if score == best]
    return fitting[0] if best and len(fitting) == 1 else None


def _words(text: str) -> set[str]:
    """Return the words of ``text`` without accents, in lower case; single digits are numbers of parts."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return {word for word in re.findall(r"[^\W_]+", plain.casefold()) if not (word.isdigit() and len(word) == 1)}
