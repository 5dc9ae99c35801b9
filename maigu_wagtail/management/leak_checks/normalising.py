"""
Reduces responses and secrets to words, so that a secret is found however it is escaped or set.

Undoes the escapes of JSON, URLs and HTML, case and compatibility forms. Takes linear time.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

WORD = re.compile(r"[^\W_]+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\([^u])", re.DOTALL)
_BLANKS = "nrtbf"
_TAG = re.compile(r"<[^<>]*>")
# The times of a WebVTT or SubRip cue.
_TIMES = re.compile(r"^[\d:.,]+ --> [^\n]*$", re.MULTILINE)
# Lines of a calendar are folded (RFC 5545, section 3.1).
_FOLD = re.compile(r"\r?\n[ \t]")


def unfolded(calendar: str) -> str:
    """Return the text of an iCalendar file with its long lines whole."""
    return _FOLD.sub("", calendar)


def decoded(text: str) -> str:
    """Return ``text`` without escapes, in one case."""
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    if "%" in text:
        text = unquote(text)
    if "&" in text:
        # A feed holds escaped HTML.
        text = html.unescape(html.unescape(text))
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return " " if found[2] in _BLANKS else found[2]


def without_markup(text: str) -> str:
    """Return decoded ``text`` without tags and the times of captions, so that sentences are whole."""
    return _TIMES.sub(" ", _TAG.sub(" ", text))


def readings(text: str) -> Iterator[str]:
    """Yield ``text`` decoded, as it may be found in attributes and scripts, and without its markup."""
    plain = decoded(text)
    yield plain
    if "<" in plain or "-->" in plain:
        yield without_markup(plain)


def words_of(text: str) -> list[str]:
    """Return the words of a secret or a public text."""
    return WORD.findall(without_markup(decoded(text)))
