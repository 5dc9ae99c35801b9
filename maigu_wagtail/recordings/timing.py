"""
Transcripts, and when each of their lines is said.

A transcript is made from captions, and may be edited afterwards. So the captions are looked for in it: what
an editor has changed keeps its words and only loses its time. This is done when captions or a
transcript are saved, not when a page is shown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .cues import Cue, cues_of

# A paragraph ends with a sentence after so many characters, or after so many seconds of silence.
LONG_PARAGRAPH = 400
SILENCE = 2.5
# How far ahead the next caption may stand, in characters: a short "Yes." must not be found a page below. Words that
# were changed or left out make it more, up to a bound.
WINDOW = 400
WIDEST_WINDOW = 8_000
_SENTENCE_END = re.compile(r"[.!?…。؟]['\"”’»)\]]{0,3}\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a paragraph, and the second at which it is said; ``None`` where that is not known."""

    text: str
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The lines of a paragraph, together its whole text."""

    lines: tuple[Line, ...]

    @property
    def at(self) -> float | None:
        """The second at which the first line with a time is said, ``None`` where no line has one."""
        return next((line.at for line in self.lines if line.at is not None), None)


def transcript_of(webvtt: str) -> str:
    """
    Return what is said in ``webvtt`` as plain text.

    An empty line stands between paragraphs. A paragraph begins with the speaker's name and a colon where the
    captions name one and it is another one than before.
    """
    return _transcript(cues_of(webvtt))


def timed_transcript(transcript: str, webvtt: str) -> list[Paragraph]:
    """
    Return the paragraphs of ``transcript``, with times as far as ``webvtt`` has the same words.

    Without a transcript it is made from the captions; nothing comes of neither.
    """
    cues = cues_of(webvtt)
    paragraphs = list(_paragraphs(transcript or _transcript(cues)))
    marks = list(_marks("\n\n".join(paragraphs), cues))
    timed, begin, first = [], 0, 0
    for paragraph in paragraphs:
        end = begin + len(paragraph)
        last = first
        while last < len(marks) and marks[last][0] < end:
            last += 1
        timed.append(_timed(paragraph, [(position - begin, at) for position, at in marks[first:last]]))
        begin, first = end + 2, last
    return timed


def to_json(paragraphs: list[Paragraph]) -> list[Any]:
    """Return ``paragraphs`` as lists, for the database."""
    return [[[line.text, line.at] for line in paragraph.lines] for paragraph in paragraphs]


def from_json(stored: list[Any]) -> list[Paragraph]:
    """Return the paragraphs that ``to_json`` made lists of."""
    return [Paragraph(tuple(Line(text, at) for text, at in lines)) for lines in stored]


def _transcript(cues: list[Cue]) -> str:
    paragraphs: list[list[str]] = []
    speaker, ended, length = "", 0.0, 0
    for cue in cues:
        for named, text in cue.pieces:
            is_other = bool(named) and named != speaker
            is_full = length > LONG_PARAGRAPH or cue.start - ended > SILENCE
            if not paragraphs or is_other or (is_full and _SENTENCE_END.search(paragraphs[-1][-1])):
                paragraphs.append([])
                length = 0
            paragraphs[-1].append(f"{named}: {text}" if is_other else text)
            length += len(text)
            speaker, ended = named or speaker, cue.end
    return "\n\n".join(" ".join(texts) for texts in paragraphs)


def _paragraphs(text: str) -> Iterator[str]:
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        if words := " ".join(line.split()):
            lines.append(words)
        elif lines:
            yield " ".join(lines)
            lines = []


def _marks(text: str, cues: list[Cue]) -> Iterator[tuple[int, float]]:
    """Give where in ``text`` each caption begins, and when it is said."""
    position, window = 0, WINDOW
    for cue in cues:
        words = cue.text
        found = text.find(words, position, position + len(words) + window)
        if found < 0:
            # Words that were changed or left out, so the next ones may stand that much farther.
            window = min(window + len(words), WIDEST_WINDOW)
            continue
        yield found, cue.start
        position, window = found + len(words), WINDOW


def _timed(paragraph: str, marks: list[tuple[int, float]]) -> Paragraph:
    """Return ``paragraph`` in lines: each mark says where one begins, and when it is said."""
    if not marks:
        return Paragraph((Line(paragraph),))
    # The name of who speaks stands before the first caption.
    lines = [Line(paragraph[: marks[0][0]].strip())] if marks[0][0] else []
    ends = [*(position for position, _at in marks[1:]), len(paragraph)]
    lines += [Line(paragraph[begin:end].strip(), at) for (begin, at), end in zip(marks, ends, strict=True)]
    return Paragraph(tuple(lines))
