"""
Reduces responses and secrets to words, so that a secret is found however it is escaped or set.

Undoes the escapes of JSON, URLs, HTML and cookies, base64, case, accents and compatibility forms. Takes linear time.
"""

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

WORD = re.compile(r"[^\W_]+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|\\([0-3][0-7]{2})|\\(.)", re.DOTALL)
_BLANKS = "nrtbf"
# A text in a script, in an attribute, in a feed: each adds a layer of escapes.
LAYERS = 3
# The looks behind come second, so that only these characters are searched for. An apostrophe in a word: slugs have none.
_APOSTROPHE = re.compile(r"['’ʼ](?<=\w.)(?=\w)")
# Soft hyphens, what has no width, and accents.
_UNSEEN = re.compile(r"[\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufeff]")
_TAG = re.compile(r"<[^<>]*>")
# Within a word: highlighted, or with a place to break it.
_TAG_IN_WORD = re.compile(
    r"<(?<=\w<)/?(?:a|b|em|font|i|mark|s|small|span|strong|u|wbr)\b[^<>]*>(?=[\w<])|<(?<=><)/\w+>(?=\w)"
)
# The times of a WebVTT or SubRip cue, with the number that may be above them.
_TIMES = re.compile(r"^(?:\d+\s*\n)?[\d:.,]+ --> [^\n]*$", re.MULTILINE)
_FIELD = re.compile(r"[\"']\w{1,40}[\"']\s*:")
# In characters: sixteen are twelve of a text. Ordinary words and addresses are seldom text once decoded.
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}")
_URL_SAFE = str.maketrans("-_", "+/")
# Lines of a calendar are folded (RFC 5545, section 3.1).
_FOLD = re.compile(r"\r?\n[ \t]")


def unfolded(calendar: str) -> str:
    """Return the text of an iCalendar file with its long lines whole."""
    return _FOLD.sub("", calendar)


def decoded(text: str) -> str:
    """Return ``text`` without escapes, in one case."""
    return _plain(_unescaped(text))


def _unescaped(text: str) -> str:
    for _layer in range(LAYERS):
        before = text
        if "\\" in text:
            text = _ESCAPE.sub(_character, text)
        if "%" in text:
            text = unquote(text)
        if "&" in text:
            text = html.unescape(text)
        if text == before:
            break
    return text


def _character(found: re.Match[str]) -> str:
    hexadecimal, octal = found[1] or found[2], found[3]
    if hexadecimal:
        return chr(int(hexadecimal, 16))
    if octal:
        return chr(int(octal, 8))
    return " " if found[4] in _BLANKS else found[4]


def _plain(text: str) -> str:
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKD", text))
    return _APOSTROPHE.sub("", text).casefold()


def without_markup(text: str) -> str:
    """Return decoded ``text`` without tags, names of fields and the times of captions, so that sentences are whole."""
    return _FIELD.sub(" ", _TAG.sub(" ", _TIMES.sub(" ", text)))


def readings(text: str) -> Iterator[str]:
    """Yield ``text`` decoded, as it is in attributes and scripts, then without its markup, and then what is base64 in it."""
    unescaped = _unescaped(text)
    plain = _plain(unescaped)
    yield plain
    if (bare := without_markup(plain)) != plain:
        yield bare
    # The same tags may be in a word or between two.
    if (joined := _TAG_IN_WORD.sub("", plain)) != plain:
        yield without_markup(joined)
    hidden = " \n".join(_decoded_base64(unescaped))
    if hidden:
        yield without_markup(decoded(hidden))


def _decoded_base64(text: str) -> Iterator[str]:
    """Yield the texts that are written as base64 in ``text``."""
    for found in _BASE64.finditer(text):
        run = found[0].translate(_URL_SAFE)
        try:
            # Without what a cut leaves over.
            hidden = base64.b64decode(run[: len(run) // 4 * 4] if len(run) % 4 == 1 else run + "=" * (-len(run) % 4))
            yield hidden.decode()
        except (binascii.Error, UnicodeDecodeError):
            continue


def words_of(text: str) -> list[str]:
    """Return the words of a secret or a public text."""
    return WORD.findall(without_markup(decoded(text)))
