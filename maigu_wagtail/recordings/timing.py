"""
Transcripts, and the time at which each of their lines is spoken.

A transcript is made from captions, and can be edited afterwards. So the captions are searched for
in it: text that an editor has changed is kept, and only loses its time. This is done when captions
or a transcript are saved, not when a page is shown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .cues import Cue, cues_of

# A paragraph ends at the end of a sentence after this many characters, or before this many seconds of silence.
LONG_PARAGRAPH = 400
SILENCE = 2.5
# How far ahead to search for the next caption, in characters, so that a short "Yes." is not found a page
# later. Grows with text that was changed or left out, up to a limit.
WINDOW = 400
WIDEST_WINDOW = 8_000
_SENTENCE_END = re.compile(r"[.!?…。؟]['\"”’»)\]]{0,3}\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """Part of a paragraph, and when it is spoken, in seconds; ``None`` if unknown."""

    text: str
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, as the lines that make up its text."""

    lines: tuple[Line, ...]

    @property
    def at(self) -> float | None:
        """When the first line with a time is spoken, in seconds; ``None`` if no line has one."""
        return next((line.at for line in self.lines if line.at is not None), None)


def time_fragment(pk: int, second: int) -> str:
    """Return the fragment of a watch page's URL that leads to a ``second`` of the recording ``pk``."""
    return f"t={second}&r={pk}"


def clock(seconds: float | None) -> str:
    """Return a time in a recording, or its length, as players show it: "1:02:03" or "2:03"; "" for ``None``."""
    if seconds is None:
        return ""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def transcript_of(webvtt: str) -> str:
    """
    Return the text of ``webvtt``, with paragraphs separated by blank lines.

    When the captions name a new speaker, a paragraph starts with the name and a colon.
    """
    return _transcript(cues_of(webvtt))


def timed_transcript(transcript: str, webvtt: str) -> list[Paragraph]:
    """
    Return the paragraphs of ``transcript``, with times for the text also found in ``webvtt``.

    If ``transcript`` is empty, it is made from the captions.
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
    """Return ``paragraphs`` as nested lists, for a JSON field."""
    return [[[line.text, line.at] for line in paragraph.lines] for paragraph in paragraphs]


def from_json(stored: list[Any]) -> list[Paragraph]:
    """Return the paragraphs that ``to_json`` has converted."""
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
    """Yield where in ``text`` each caption starts, and when it is spoken."""
    position, window = 0, WINDOW
    for cue in cues:
        spoken = cue.text
        index = text.find(spoken, position, position + len(spoken) + window)
        if index < 0:
            # This text was changed or left out, so the next caption may be that much further on.
            window = min(window + len(spoken), WIDEST_WINDOW)
            continue
        yield index, cue.start
        position, window = index + len(spoken), WINDOW


def _timed(paragraph: str, marks: list[tuple[int, float]]) -> Paragraph:
    """Split ``paragraph`` into lines at ``marks``, which are positions with times."""
    if not marks:
        return Paragraph((Line(paragraph),))
    # The speaker's name comes before the first caption.
    lines = [Line(paragraph[: marks[0][0]].strip())] if marks[0][0] else []
    ends = [*(position for position, _at in marks[1:]), len(paragraph)]
    lines += [Line(paragraph[begin:end].strip(), at) for (begin, at), end in zip(marks, ends, strict=True)]
    return Paragraph(tuple(lines))
