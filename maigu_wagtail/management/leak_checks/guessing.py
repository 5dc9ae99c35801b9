"""
Guesses: whether a search or filter says that a word is in members' content, without showing it.

A word that only members' content has is searched for, and so is a word that nothing has. The
answers must be the same: neither may name the session. Every session has the same fields, so a few
stand for all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from .addresses import Address, static_paths
from .asking import text_of
from .contents import content_secrets
from .kinds import Kind, Secret
from .normalising import words_of
from .walking import Walk

# Sessions that guesses are about, and words of each: which texts a search covers is not known.
SESSIONS, WORDS = 3, 8
# In letters: a word that long is seldom a form of another.
SHORTEST = 7
NOTHING = "zqxjkvbwpf"
PARAMETERS = ("q", "query", "search", "s")
NO_SEARCH = (".json", ".xml", ".txt", ".ico")


@dataclass(frozen=True, slots=True)
class Guess:
    """Words that only the members' content of a session has, and the address that names the session."""

    words: list[str]
    secret: Secret
    address: str


def guesses(sessions: Iterable[Any], public: set[str], now: datetime) -> Iterator[Guess]:
    """Yield guesses about the first of ``sessions`` that are locked. Their words are not in ``public``."""
    made = 0
    for session in sessions:
        address = None if session.is_open_at(now) else session.get_url()
        words = list(islice(_members_words(session, public), WORDS)) if address else []
        if address and words:
            yield Guess(words, Secret(Kind.TEXT, f"“{session.title}”", words[0]), address)
            made += 1
        if made == SESSIONS:
            return


def _members_words(session: Any, public: set[str]) -> Iterator[str]:
    """Yield a word of each text for members that no public text has."""
    for secret in content_secrets(session):
        words = words_of(secret.text) if secret.kind in (Kind.TITLE, Kind.TEXT) else []
        yield from islice((w for w in words if len(w) >= SHORTEST and w.isalpha() and w not in public), 1)


def make_guesses(walk: Walk, made: Iterable[Guess], sections: Iterable[str]) -> None:
    """Search for the words of ``made`` wherever the site can be searched, and report what finds a session by them."""
    made = list(made)
    for form in _forms(walk, sections) if made else ():
        nothing = _answer_to(walk, form, NOTHING)
        for guess in made:
            answers = (_answer_to(walk, form, word) for word in guess.words)
            if guess.address not in nothing and any(guess.address in answer for answer in answers):
                path = form.format(word="…")
                walk.findings.add_leak(guess.secret, f"GET {path}, which finds the session by a word of it")


def _answer_to(walk: Walk, form: str, word: str) -> str:
    if walk.is_over:
        walk.findings.not_asked += 1
        return ""
    return text_of(walk.look_at(Address(form.format(word=word)), echoed=word))


def _forms(walk: Walk, sections: Iterable[str]) -> Iterator[str]:
    """Yield the addresses that search, with ``{word}`` in place of what for."""
    for path in walk.lists:
        yield f"{path}?search={{word}}"
        yield f"{path}?members_content={{word}}"
    all_of_them = "&".join(f"{name}={{word}}" for name in PARAMETERS)
    pages = [path for path in static_paths() if not path.endswith(NO_SEARCH) and path in walk.answered]
    yield from (f"{path}?{all_of_them}" for path in [*sections, *pages] if path not in walk.lists)
