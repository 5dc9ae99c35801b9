"""
Finds secrets in responses, in time that does not depend on how many there are.

A secret is cut into pieces of eight words, and each piece is a key of one dictionary. Every run of
words of a response is looked up in it. So any fifteen words of a text in a row are found, and
shorter texts as a whole.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from .kinds import Kind, Secret
from .normalising import WORD, decoded, readings, words_of

PIECE = 8
# In characters. Less occurs by chance.
SHORTEST, SHORTEST_PHRASE, SHORTEST_WORD, SHORTEST_ID = 6, 12, 16, 9
LOOKED_BACK = 300
_TAGS = "a|body|content|description|div|h[1-6]|iframe|img|li|link|loc|meta|p|script|span|summary|td|title|track|video"
_PLACE = re.compile(
    rf"<(?P<tag>{_TAGS})\b" r"|(?P<attribute>[a-z][\w:-]{0,39})\s*=\s*[\"']|\"(?P<field>\w{1,40})\"\s*:"
)


@dataclass(frozen=True, slots=True)
class Match:
    """A secret in a response: where, and whether an editor has also written it into a public text."""

    secret: Secret
    place: str
    is_public: bool


class Index:
    """The secrets to look for. ``too_short`` is how many texts are too short to tell from chance."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self.pieces: dict[str, Secret] = {}
        self.public: set[str] = set()
        self.lengths: set[int] = set()
        self.secrets: list[Secret] = []
        self.too_short = 0
        for secret in secrets:
            self.add(secret)

    def add(self, secret: Secret) -> None:
        """Look for ``secret`` too."""
        pieces = pieces_of(secret)
        if not pieces:
            self.too_short += 1
        elif not all(piece in self.pieces for piece in pieces):
            self.secrets.append(secret)
        for piece in pieces:
            self.pieces.setdefault(piece, secret)
        self.lengths |= {piece.count(" ") + 1 for piece in pieces}

    def allow(self, public_text: str) -> set[str]:
        """Take what ``public_text`` contains as public, because an editor has written it there too. Return its words."""
        words = words_of(public_text)
        self.public |= {piece for piece in self._pieces_in(words) if not self.pieces[piece].kind.is_never_public}
        return set(words)

    def matches(self, text: str, *, echoed: str = "") -> list[Match]:
        """Return the secrets in ``text``, each once. What was ``echoed`` from the query is no evidence."""
        echo = " ".join(words_of(echoed))
        found: dict[Secret, Match] = {}
        for reading in readings(text):
            for piece, (start, _end) in self._spans_in(reading):
                secret, is_public = self.pieces[piece], piece in self.public
                if piece not in echo and (secret not in found or (found[secret].is_public and not is_public)):
                    found[secret] = Match(secret, _place_of(reading, start), is_public)
        return list(found.values())

    def masked(self, text: str) -> str:
        """Return ``text``, such as an address, with an ellipsis in place of each secret."""
        plain = decoded(text)
        spans = [span for _piece, span in self._spans_in(plain)]
        for start, end in reversed(spans):
            plain = f"{plain[:start]}…{plain[end:]}"
        return plain if spans else text

    def _pieces_in(self, words: list[str]) -> set[str]:
        """Return the pieces among the runs of ``words``, with and without the numbers between them."""
        without_numbers = _without_numbers(words)
        found: set[str] = set()
        for length in self.lengths:
            found.update(filter(self.pieces.__contains__, _runs(words, length)))
        if len(without_numbers) < len(words):
            found.update(filter(self.pieces.__contains__, _runs(without_numbers, PIECE)))
        return found

    def _spans_in(self, text: str) -> list[tuple[str, tuple[int, int]]]:
        """Return the pieces in ``text`` with where each is first, in that order."""
        pieces = self._pieces_in(WORD.findall(text))
        if not pieces:
            return []
        words = list(WORD.finditer(text))
        spans: dict[str, tuple[int, int]] = {}
        for chosen in (words, [word for word in words if not word[0].isdecimal()]):
            for length in self.lengths:
                for number, run in enumerate(_runs([word[0] for word in chosen], length)):
                    if run in pieces and run not in spans:
                        spans[run] = chosen[number].start(), chosen[number + length - 1].end()
        return sorted(spans.items(), key=itemgetter(1))


def _without_numbers(words: list[str]) -> list[str]:
    return [word for word in words if not word.isdecimal()]


def _runs(words: list[str], length: int) -> Iterator[str]:
    """Yield every ``length`` of ``words`` in a row."""
    rows: Any = zip(*(words[start:] for start in range(length)), strict=False)
    return map(" ".join, rows)


def pieces_of(secret: Secret) -> list[str]:
    """Return the pieces of ``secret`` to look for; an empty list if it is too short."""
    words = words_of(secret.text)
    whole = " ".join(words)
    if not _is_long_enough(secret.kind, words, whole):
        return []
    if len(words) <= PIECE:
        return _ways_to_write(words)
    if secret.kind.is_long:
        # A page may have numbers between the lines, such as their times, or lack those of the text.
        without_numbers = _without_numbers(words)
        words = without_numbers if len(without_numbers) >= PIECE else words
    starts = [*range(0, len(words) - PIECE, PIECE), len(words) - PIECE]
    return [" ".join(words[start : start + PIECE]) for start in starts]


def _ways_to_write(words: list[str]) -> list[str]:
    """Return ``words`` as one piece; a number, such as a meeting's, also without spaces and in the usual groups."""
    number = "".join(words)
    if not number.isdecimal() or len(number) < SHORTEST_ID:
        return [" ".join(words)]
    groups = (f"{number[:3]} {number[3:middle]} {number[middle:]}" for middle in (6, 7))
    return list(dict.fromkeys([" ".join(words), number, *groups]))


def _is_long_enough(kind: Kind, words: list[str], whole: str) -> bool:
    if not kind.is_prose:
        return len(whole) >= SHORTEST
    return len(whole) >= (SHORTEST_PHRASE if len(words) > 1 else SHORTEST_WORD)


def _place_of(text: str, start: int) -> str:
    """Describe the place in ``text`` by a name of the markup before ``start``, never by the text around it."""
    before = text[max(0, start - LOOKED_BACK) : start]
    is_in_tag = before.rfind("<") > before.rfind(">")
    named = [found for found in _PLACE.finditer(before) if is_in_tag or not found["attribute"]]
    if not named:
        return "in the text"
    tag, attribute, field = named[-1].group("tag", "attribute", "field")
    if tag:
        return f"in <{tag}>"
    return f"in the attribute {attribute}" if attribute else f"in the field “{field}”"
