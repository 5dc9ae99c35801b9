"""
Extracts the spoken text from WebVTT as written by ``captions.read_captions``, cue by cue.

Takes linear time. Text that is not WebVTT has no cues.
"""

import html
from collections.abc import Iterator
from dataclasses import dataclass

from .captions import ARROW

# In seconds. Rolling automatic captions follow each other without a longer gap.
_PAUSE = 0.1


@dataclass(frozen=True)
class Cue:
    """
    What is said from ``start`` to ``end``, both in seconds.

    ``pieces`` are ``(speaker, text)`` pairs; the speaker is "" if unknown.
    """

    start: float
    end: float
    pieces: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return " ".join(text for _speaker, text in self.pieces)


def cues_of(webvtt: str) -> list[Cue]:
    """Return the cues of ``webvtt`` that have text. Words repeated by rolling captions appear once."""
    read = list(_read(webvtt))
    repeated = [_repeated_words(before, after) for (before, _cue), (after, _next) in zip(read, read[1:], strict=False)]
    cues = [cue for _words, cue in read]
    if _is_rolling(repeated, [words for words, _cue in read[1:]]):
        cues[1:] = [_without_words(cue, number) for cue, number in zip(cues[1:], repeated, strict=True)]
    return [cue for cue in cues if cue.pieces]


def _is_rolling(repeated: list[int], cues: list["_Words"]) -> bool:
    """
    Return whether the captions roll up line by line: most cues repeat the one before, and some then continue.

    Speakers also repeat themselves, so one or two repeating cues are not enough.
    """
    going_on = sum(0 < number < len(cue.words) for number, cue in zip(repeated, cues, strict=True))
    return going_on >= 2 and sum(map(bool, repeated)) * 2 >= len(repeated)


@dataclass(frozen=True)
class _Words:
    """The words of a cue, and how many of them are in its last line."""

    words: list[str]
    in_last_line: int
    start: float
    end: float


def _read(webvtt: str) -> Iterator[tuple[_Words, Cue]]:
    if not webvtt.startswith("WEBVTT"):
        return
    timing = ""
    lines: list[str] = []
    for line in [*webvtt.split("\n"), ""]:
        if ARROW in line:
            timing, lines = line, []
        elif line.strip():
            lines.append(line)
        elif timing:
            yield _cue(timing, lines)
            timing, lines = "", []


def _cue(timing: str, lines: list[str]) -> tuple[_Words, Cue]:
    begin, _arrow, rest = timing.partition(ARROW)
    start, end = _seconds(begin), _seconds(rest.split()[0])
    pieces = tuple(_pieces(" ".join(lines)))
    words = [word for _speaker, text in pieces for word in text.split()]
    last = len(plain_text(lines[-1]).split()) if lines else 0
    return _Words(words, last, start, end), Cue(start, end, pieces)


def _seconds(time: str) -> float:
    total = 0.0
    for part in time.strip().split(":"):
        total = total * 60 + float(part)
    return round(total, 3)


def _pieces(raw: str) -> Iterator[tuple[str, str]]:
    """Yield ``(speaker, text)`` for each part of a cue; the speaker is "" if the captions name none."""
    speaker, texts = "", []
    for position, part in enumerate(raw.split("<")):
        tag, closing, text = part.partition(">") if position else ("", ">", part)
        if not closing:
            # Not a tag but a literal "<".
            texts.append(f"<{part}")
            continue
        name = _voice(tag)
        if name is not None:
            if words := _unescaped("".join(texts)):
                yield speaker, words
            speaker, texts = name, []
        texts.append(text)
    if words := _unescaped("".join(texts)):
        yield speaker, words


def _voice(tag: str) -> str | None:
    """Return the name in a voice tag such as ``v.loud Ben Ortiz``, or ``None`` for any other tag."""
    name, space, annotation = tag.replace("\t", " ").partition(" ")
    is_voice = bool(space) and name.partition(".")[0] == "v"
    return _unescaped(annotation) if is_voice else None


def plain_text(raw: str) -> str:
    """Return the text of a cue or a line without its tags."""
    return " ".join(text for _speaker, text in _pieces(raw))


def _unescaped(text: str) -> str:
    return " ".join(html.unescape(text).split())


def _repeated_words(before: _Words, after: _Words) -> int:
    """Return how many words at the start of a cue repeat the end of the previous one: at least its last line, or 0."""
    if not before.words or not after.words or after.start - before.end > _PAUSE:
        return 0
    number = _overlap(before.words, after.words)
    return number if number >= min(before.in_last_line or 1, len(before.words)) else 0


def _overlap(before: list[str], after: list[str]) -> int:
    """
    Return the length of the longest prefix of ``after`` that ends ``before``.

    Takes linear time (Knuth-Morris-Pratt).
    """
    words: list[str | None] = [*after, None, *before[-len(after) :]]
    lengths = [0] * len(words)
    for position in range(1, len(words)):
        length = lengths[position - 1]
        while length and words[position] != words[length]:
            length = lengths[length - 1]
        lengths[position] = length + (words[position] == words[length])
    return lengths[-1]


def _without_words(cue: Cue, number: int) -> Cue:
    """Return ``cue`` without its first words."""
    pieces = []
    for speaker, text in cue.pieces:
        words = text.split()
        if rest := words[number:]:
            pieces.append((speaker, " ".join(rest)))
        number = max(0, number - len(words))
    return Cue(cue.start, cue.end, tuple(pieces))
