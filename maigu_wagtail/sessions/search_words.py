"""
The words of a session, kept in one column for the search of its section.

Wagtail's own search serves the site as a whole. It is not asked for a section's list: on
SQLite it took 33 s of CPU on a busy machine for a common word among 10,000 sessions (commit
b5ae2ae, ``python -m benchmarks --search``), and MariaDB leaves out words such as "about". One column of plain words takes milliseconds
everywhere, any text can be asked for, and a reader may leave out accents.
"""

import re
import unicodedata

from anyascii import anyascii

MOST_WORDS = 10
# Scripts that put no spaces between words: Thai and Lao, Tibetan, Burmese, Khmer and their neighbours, Chinese,
# Japanese, Yi.
_UNSPACED = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u3005-\u3007\u3040-\u312f\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua9e0-\ua9ff\uaa60-\uaa7f\uaa80-\uaadf\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff]+"
)
# What stands between the letters of a word and is often left out: soft hyphens, joiners, marks of direction, ʻokinas.
_LEFT_OUT = dict.fromkeys(map(ord, "\xad\u200c\u200d\u200e\u200f\u2060\ufeffʻʼʽʾʿ"))


def plain_letters(text: str) -> str:
    """
    Return ``text`` in small letters without accents, and Latin letters as those of ASCII: ``Łódź`` gives ``lodz``.

    Unicode takes no stroke off a letter, and ``ß`` is two of them, so those are looked up in the table by which
    Wagtail makes slugs (anyascii). Other scripts keep their letters.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(_in_ascii(c) for c in decomposed if not unicodedata.combining(c))
    return plain.casefold()


def _in_ascii(character: str) -> str:
    is_latin = not character.isascii() and unicodedata.name(character, "").startswith("LATIN ")
    return anyascii(character) if is_latin else character


def words_of(text: str) -> list[str]:
    """
    Return the words of ``text`` in plain letters, without signs.

    Where a script without spaces begins or ends, so does a word: "加入WTO" has two.
    """
    plain = plain_letters(text.translate(_LEFT_OUT))
    words = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in plain)
    return _UNSPACED.sub(r" \g<0> ", words).split()


def query_words(text: str) -> list[str]:
    """Return the words of a reader's question, each once and not more than a database takes easily."""
    return list(dict.fromkeys(words_of(text)))[:MOST_WORDS]


def searchable_words(*texts: str) -> str:
    """Return all words of ``texts``, each once and with a space before it, so that beginnings can be looked for."""
    return "".join(f" {word}" for word in dict.fromkeys(words_of(" ".join(texts))))


def search_fragment(word: str) -> str:
    """Return the part of ``searchable_words`` that ``word`` is found by: a word's beginning, or anything between two spaces."""
    return word if _UNSPACED.match(word) else f" {word}"
