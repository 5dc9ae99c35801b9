"""
The words of a session, kept in one column for the search of its section.

Wagtail's own search serves the site as a whole. It is not asked for a section's list: on
SQLite it took 33 s of CPU on a busy machine for a common word among 10,000 sessions (commit
b5ae2ae, ``python -m benchmarks --search``), and MariaDB leaves out words such as "about". One column of plain words takes milliseconds
everywhere, and a reader may leave out accents. May import nothing of this package.
"""

import unicodedata

MOST_WORDS = 10


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` in small letters, without accents and signs."""
    plain = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in plain).lower().split()


def asked_words(text: str) -> list[str]:
    """Return the words of a reader's question, each once and not more than a database takes easily."""
    return list(dict.fromkeys(words_of(text)))[:MOST_WORDS]


def kept_words(*texts: str) -> str:
    """Return all words of ``texts``, each once and with a space before it, so that beginnings can be looked for."""
    return "".join(f" {word}" for word in dict.fromkeys(words_of(" ".join(texts))))
