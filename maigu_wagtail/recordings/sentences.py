"""
Splits a transcript into sentences, each with its speaker and the time at which it is spoken.

Takes linear time, and is done when captions or a transcript are saved.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from .cues import cues_of
from .timing import Paragraph

# In characters. Shorter sentences are joined to the next, so that "Yes." and "Mr." come with what follows. Longer ones,
# as in automatic captions without full stops, are cut where a caption begins, or else between two words.
SHORTEST = 15
LONGEST = 300
_END = re.compile(r"[.!?…؟]['\"”’»)\]]{0,3}(?=\s|\Z)|[。！？][”’」』）]{0,3}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """
    What is said without interruption.

    ``at`` is in seconds: when the caption in which it begins is shown, or the one before if an
    editor changed the text; ``None`` if unknown. ``speaker`` is "" if unknown.
    """

    text: str
    at: float | None
    speaker: str


def voices_of(webvtt: str) -> set[str]:
    """Return the speakers named in the captions ``webvtt``."""
    return {speaker for cue in cues_of(webvtt) for speaker, _text in cue.pieces if speaker}


def sentences_of(paragraphs: Iterable[Paragraph], voices: Collection[str]) -> Iterator[Sentence]:
    """
    Yield the sentences of a transcript in order.

    A paragraph that begins with one of ``voices`` and a colon is theirs, and so are those after it
    until the next name.
    """
    speaker, latest = "", None
    for paragraph in paragraphs:
        text, starts = _joined(paragraph)
        name, colon, _rest = text.partition(": ")
        begin = 0
        if colon and name in voices:
            speaker, begin = name, len(name) + len(colon)
        index = 0
        for first, last in _bounds(text, begin, [position for position, _at in starts]):
            while index < len(starts) and starts[index][0] <= first:
                latest = starts[index][1]
                index += 1
            if words := text[first:last].strip():
                yield Sentence(words, latest, speaker)
        if index < len(starts):
            latest = starts[-1][1]


def _joined(paragraph: Paragraph) -> tuple[str, list[tuple[int, float]]]:
    """Return the text of ``paragraph``, and where in it a time is known, with that time."""
    texts: list[str] = []
    starts: list[tuple[int, float]] = []
    position = 0
    for line in paragraph.lines:
        if line.at is not None:
            starts.append((position, line.at))
        texts.append(line.text)
        position += len(line.text) + 1
    return " ".join(texts), starts


def _bounds(text: str, begin: int, starts: list[int]) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of ``text`` from ``begin`` on starts and ends; ``starts`` is where captions begin."""
    ends = [match.end() for match in _END.finditer(text, begin)]
    for end in [*ends, len(text)]:
        if end - begin < SHORTEST and end < len(text):
            continue
        while end - begin > LONGEST:
            latest = bisect_right(starts, begin + LONGEST) - 1
            cut = starts[latest] if latest >= 0 and starts[latest] > begin else 0
            cut = cut or text.rfind(" ", begin + 1, begin + LONGEST) + 1 or begin + LONGEST
            yield begin, cut
            begin = cut
        if begin < end:
            yield begin, end + _space_at(text, end)
            begin = end + _space_at(text, end)


def _space_at(text: str, position: int) -> int:
    return int(text[position : position + 1] == " ")
