"""
The words of a session, stored in one column for the search within its section.

Wagtail's own search covers the whole site. It is not used here: on SQLite it took 33 s of CPU on a
busy machine for a common word among 10,000 sessions (commit b5ae2ae, ``python -m benchmarks
--search``), and MariaDB ignores words such as "about". A column of plain words takes milliseconds
on every database, accepts any text, and makes accents optional.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

from anyascii import anyascii

MOST_WORDS = 10
# Of a query's word in a script without spaces, this many pairs of letters are looked up.
MOST_PAIRS = 3
# In bytes. Longer words are stored, and looked up, by their beginning.
LONGEST_STORED = 24
# In letters. So many words begin with so few that these are stored for each text like a word of their own.
LONGEST_BEGINNING = 3
# Scripts without spaces between words: Thai and Lao, Tibetan, Burmese, Khmer and their neighbours, Chinese,
# Japanese, Yi.
_WITHOUT_SPACES = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u3005-\u3007\u3040-\u312f\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua9e0-\ua9ff\uaa60-\uaa7f\uaa80-\uaadf\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{_WITHOUT_SPACES}]+")
# Characters within words that people often omit: soft hyphens, joiners, direction marks, ʻokinas.
_LEFT_OUT = dict.fromkeys(map(ord, "\xad\u200c\u200d\u200e\u200f\u2060\ufeffʻʼʽʾʿ"))


def plain_letters(text: str) -> str:
    """
    Return ``text`` in lower case without accents, with Latin letters as ASCII: ``Łódź`` becomes ``lodz``.

    Unicode does not decompose letters with a stroke, and ``ß`` stands for two letters, so these are
    looked up with anyascii, which Wagtail uses for slugs. Other scripts keep their letters.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(_in_ascii(c) for c in decomposed if not unicodedata.combining(c))
    return plain.casefold()


def _in_ascii(character: str) -> str:
    is_latin = not character.isascii() and unicodedata.name(character, "").startswith("LATIN ")
    return anyascii(character) if is_latin else character


def words_of(text: str) -> list[str]:
    """
    Return the words of ``text`` in plain letters, without punctuation.

    A change to or from a script without spaces also separates words: "加入WTO" has two.
    """
    plain = plain_letters(text.translate(_LEFT_OUT))
    words = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in plain)
    return _UNSPACED.sub(r" \g<0> ", words).split()


def query_words(text: str) -> list[str]:
    """Return the distinct words of a search query, at most ``MOST_WORDS``."""
    return list(dict.fromkeys(words_of(text)))[:MOST_WORDS]


def searchable_words(*texts: str) -> str:
    """Return the distinct words of ``texts``, each after a space, so that a search can match their beginnings."""
    return "".join(f" {word}" for word in dict.fromkeys(words_of(" ".join(texts))))


def search_fragment(word: str) -> str:
    """
    Return the text to look for in ``searchable_words`` to find ``word``.

    It matches the start of a word or, in a script without spaces, any part of one.
    """
    return word if _UNSPACED.match(word) else f" {word}"


def marked(text: str, words: list[str]) -> list[tuple[str, bool]]:
    """Return ``text`` in pieces, and whether each of them is, or begins with, one of ``words``."""
    folded, places = _folded_with_places(text)
    flags = [False] * len(text)
    for word in words:
        for found in _pattern(word).finditer(folded):
            for place in range(places[found.start()], places[found.end() - 1] + 1):
                flags[place] = True
    for place in range(1, len(text)):
        # An accent, or a letter that is often omitted, belongs to the letter before.
        if flags[place - 1] and (unicodedata.combining(text[place]) or ord(text[place]) in _LEFT_OUT):
            flags[place] = True
    groups = groupby(enumerate(text), key=lambda numbered: flags[numbered[0]])
    return [("".join(character for _place, character in group), flag) for flag, group in groups]


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    """Return ``text`` in plain letters with spaces for all else, and the place in ``text`` that each comes from."""
    letters, places = [], []
    for place, character in enumerate(text):
        for letter in _folded(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


@lru_cache(maxsize=2048)
def _folded(character: str) -> str:
    """Return the plain letters of a character, or a space; the few that a language has come again and again."""
    letters = "" if ord(character) in _LEFT_OUT else plain_letters(character)
    return "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in letters)


def _pattern(word: str) -> re.Pattern[str]:
    if _UNSPACED.match(word):
        return re.compile(re.escape(word))
    return re.compile(rf"(?<![^ {_WITHOUT_SPACES}]){re.escape(word)}[^ {_WITHOUT_SPACES}]*")


def index_terms(word: str) -> set[str]:
    """
    Return what to store of ``word`` so that its beginning can be looked up: the word, and its first letters.

    In a script without spaces that is each letter and each pair of letters, so that any part of it can be.
    """
    if _UNSPACED.match(word):
        return {word[place : place + letters] for place in range(len(word)) for letters in (1, 2)}
    return {word, *(word[:letters] for letters in range(1, LONGEST_BEGINNING + 1))}


def query_terms(word: str) -> list[str]:
    """Return the terms to look up for ``word``. They find all texts with the word, and a few that only have its parts."""
    if not _UNSPACED.match(word):
        return [word]
    return [word[place : place + 2] for place in range(max(1, len(word) - 1))][:MOST_PAIRS]


def stored_term(term: str) -> str:
    """
    Return ``term`` as it is stored: its UTF-8 bytes in hexadecimal digits.

    Collations sort letters differently, but all sort digits alike.
    """
    return term.encode()[:LONGEST_STORED].hex()


def stored_range(term: str) -> tuple[str, str]:
    """Return the bounds of all stored terms that begin with ``term``: the first of them, and the first beyond them."""
    first = stored_term(term)
    if len(term) <= LONGEST_BEGINNING:
        # It is stored itself for all of them.
        return first, f"{first}0"
    # No byte of UTF-8 is 0xFF, which would have no successor.
    return first, f"{first[:-2]}{int(first[-2:], 16) + 1:02x}"
