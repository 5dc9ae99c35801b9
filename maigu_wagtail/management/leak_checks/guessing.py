"""
Guesses: whether a search or filter says that a word is in members' content, without showing it.

A word that only members' content has is searched for, and so is a word that nothing has. The
answers must be the same: neither may name the session. Every session has the same fields, so a few
stand for all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .addresses import Address, static_paths
from .asking import text_of
from .contents import content_secrets
from .kinds import Kind, Secret
from .normalising import words_of
from .walking import Walk

# Sessions that guesses are about.
TRIED = 5
# In letters: a word that long is seldom a form of another.
SHORTEST = 7
NOTHING = "zqxjkvbwpf"
PARAMETERS = ("q", "query", "search", "s")


@dataclass(frozen=True, slots=True)
class Guess:
    """A word that only the members' content of a session has, and the address that names the session."""

    word: str
    secret: Secret
    address: str


def guesses(sessions: Iterable[Any], public: set[str], now: Any) -> Iterator[Guess]:
    """Yield guesses about the first of ``sessions`` that are locked; no word of theirs is in ``public``."""
    made = 0
    for session in sessions:
        address = None if session.is_open_at(now) else session.get_url()
        found = address and _only_members(session, public)
        if address and found:
            yield Guess(found, Secret(Kind.TEXT, f"“{session.title}”", found), address)
            made += 1
        if made == TRIED:
            return


def _only_members(session: Any, public: set[str]) -> str:
    """Return a word that only the members' content of ``session`` has; "" if there is none."""
    texts = (secret.text for secret in content_secrets(session) if secret.kind.is_prose)
    words = (word for text in texts for word in words_of(text))
    return next((word for word in words if len(word) >= SHORTEST and word.isalpha() and word not in public), "")


def make_guesses(walk: Walk, made: Iterable[Guess], sections: Iterable[str]) -> None:
    """Ask every search of the site for the words of ``made``, and add what gives one away to the findings."""
    made = list(made)
    for form in _forms(walk.lists, sections) if made else ():
        nothing = _answer_to(walk, form, NOTHING)
        for guess in made:
            if walk.findings.requests >= walk.most:
                walk.findings.not_asked += 1
                continue
            if guess.address in _answer_to(walk, form, guess.word) and guess.address not in nothing:
                path = form.format(word="…")
                walk.findings.add_leak(guess.secret, f"GET {path}, which finds the session by a word of it")


def _answer_to(walk: Walk, form: str, word: str) -> str:
    return text_of(walk.look_at(Address(form.format(word=word)), echoed=word))


def _forms(lists: Iterable[str], sections: Iterable[str]) -> Iterator[str]:
    """Yield the addresses that search, with ``{word}`` in place of what for."""
    for path in lists:
        yield f"{path}?search={{word}}"
        yield f"{path}?members_content={{word}}"
    all_of_them = "&".join(f"{name}={{word}}" for name in PARAMETERS)
    yield from (f"{path}?{all_of_them}" for path in [*sections, *static_paths()] if path not in lists)
