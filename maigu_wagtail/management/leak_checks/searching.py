"""
Finds secrets in responses, in time that does not depend on how many there are.

A secret is cut into pieces of eight words, and each piece is a key of one dictionary. Every run of
words of a response is looked up in it. So any fifteen words of a text in a row are found, and
shorter texts as a whole.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .kinds import Kind, Secret
from .normalising import WORD, decoded, readings, words_of

PIECE = 8
# In characters. Less occurs by chance.
SHORTEST, SHORTEST_PHRASE, SHORTEST_WORD = 6, 12, 16
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
            spans = {piece: _span_of(reading, piece) for piece in self._pieces_in(WORD.findall(reading))}
            for piece in sorted(spans, key=spans.__getitem__):
                secret, is_public = self.pieces[piece], piece in self.public
                if piece not in echo and (secret not in found or (found[secret].is_public and not is_public)):
                    found[secret] = Match(secret, _place_of(reading, spans[piece][0]), is_public)
        return list(found.values())

    def masked(self, text: str) -> str:
        """Return ``text``, such as an address, with an ellipsis in place of each secret."""
        plain = decoded(text)
        pieces = self._pieces_in(WORD.findall(plain))
        for start, end in sorted((_span_of(plain, piece) for piece in pieces), reverse=True):
            plain = f"{plain[:start]}…{plain[end:]}"
        return plain if pieces else text

    def _pieces_in(self, words: list[str]) -> set[str]:
        found: set[str] = set()
        for length in self.lengths:
            runs: Any = zip(*(words[start:] for start in range(length)), strict=False)
            found |= self.pieces.keys() & set(map(" ".join, runs))
        return found


def pieces_of(secret: Secret) -> list[str]:
    """Return the pieces of ``secret`` to look for; an empty list if it is too short."""
    words = words_of(secret.text)
    whole = " ".join(words)
    if not _is_long_enough(secret.kind, words, whole):
        return []
    if len(words) <= PIECE:
        # A meeting ID is shown with or without spaces.
        return [whole, "".join(words)] if len(words) > 1 and whole.replace(" ", "").isdigit() else [whole]
    starts = [*range(0, len(words) - PIECE, PIECE), len(words) - PIECE]
    return [" ".join(words[start : start + PIECE]) for start in starts]


def _is_long_enough(kind: Kind, words: list[str], whole: str) -> bool:
    if not kind.is_prose:
        return len(whole) >= SHORTEST
    return len(whole) >= (SHORTEST_PHRASE if len(words) > 1 else SHORTEST_WORD)


def _span_of(text: str, piece: str) -> tuple[int, int]:
    """Return where the words of ``piece`` are in ``text``."""
    found = re.search(r"(?<![^\W_])" + r"[\W_]+".join(map(re.escape, piece.split(" "))) + r"(?![^\W_])", text)
    return found.span() if found else (0, 0)


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
