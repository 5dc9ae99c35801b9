"""
The words of a session, stored in one column for the search within its section.

Wagtail's own search covers the whole site. It is not used here: on SQLite it took 33 s of CPU on a
busy machine for a common word among 10,000 sessions (commit b5ae2ae, ``python -m benchmarks
--search``), and MariaDB ignores words such as "about". A column of plain words takes milliseconds
on every database, accepts any text, and makes accents optional.
"""

import re
import unicodedata

from anyascii import anyascii

MOST_WORDS = 10
# Scripts without spaces between words: Thai and Lao, Tibetan, Burmese, Khmer and their neighbours, Chinese,
# Japanese, Yi.
_UNSPACED = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u3005-\u3007\u3040-\u312f\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua9e0-\ua9ff\uaa60-\uaa7f\uaa80-\uaadf\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff]+"
)
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
