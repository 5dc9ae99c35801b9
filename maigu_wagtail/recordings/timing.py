"""
When each line of a transcript is said: the transcript's text, with the times of its captions.

A transcript may be edited after it was made from captions, so the captions are looked for in it; what
an editor has changed keeps its words and merely loses its time. May import nothing of this package
above ``captions``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .captions import cues, transcript_of

# How far ahead the next caption may stand, in characters: a short "Yes." must not be found a page below.
WINDOW = 400


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


def timed_transcript(transcript: str, webvtt: str) -> list[Paragraph]:
    """
    Return the paragraphs of ``transcript``, with times as far as ``webvtt`` has the same words.

    Without a transcript it is made from the captions; nothing comes of neither.
    """
    text = "\n\n".join(_paragraphs(transcript or transcript_of(webvtt)))
    marks = list(_marks(text, cues(webvtt)))
    paragraphs, begin = [], 0
    for paragraph in text.split("\n\n") if text else []:
        end = begin + len(paragraph)
        paragraphs.append(_paragraph(text, begin, end, [mark for mark in marks if begin <= mark[0] < end]))
        begin = end + 2
    return paragraphs


def _paragraphs(text: str) -> Iterator[str]:
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        if words := " ".join(line.split()):
            lines.append(words)
        elif lines:
            yield " ".join(lines)
            lines = []


def _marks(text: str, said: list[tuple[float, str]]) -> Iterator[tuple[int, float]]:
    """Give where in ``text`` each caption begins, and when it is said."""
    position, window = 0, WINDOW
    for at, words in said:
        found = text.find(words, position, position + len(words) + window)
        if found < 0:
            # Words that were changed or left out, so the next ones may stand that much farther.
            window += len(words)
            continue
        yield found, at
        position, window = found + len(words), WINDOW


def _paragraph(text: str, begin: int, end: int, marks: list[tuple[int, float]]) -> Paragraph:
    if not marks:
        return Paragraph((Line(text[begin:end]),))
    # The name of who speaks stands before the first caption.
    lines = [Line(text[begin : marks[0][0]].strip())] if marks[0][0] > begin else []
    ends = [*(position for position, _at in marks[1:]), end]
    lines += [Line(text[mark[0] : stop].strip(), mark[1]) for mark, stop in zip(marks, ends, strict=True)]
    return Paragraph(tuple(lines))
