"""
Captions: reading what an editor uploads, and what can be made of it.

Decides which caption files are taken, and says of every other one which line is wrong: a player drops what it
cannot read without a word. WebVTT is kept, SubRip (``.srt``) is converted. May import nothing of this package.
"""

import html
import re
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from webvtt import WebVTT
from webvtt.errors import MalformedCaptionError, MalformedFileError

MOST_BYTES = 2_000_000
LONGEST_LINE = 2000
ARROW = "-->"

# As browsers read them: https://www.w3.org/TR/webvtt1/#collect-a-webvtt-timestamp
_VTT_TIME = r"((?:\d{1,4}:)?[0-5]\d:[0-5]\d\.\d{3})"
_SRT_TIME = r"(\d{1,4}:[0-5]?\d:[0-5]?\d[,.]\d{1,3})"
_VTT_TIMING = re.compile(rf"[ \t]*{_VTT_TIME}[ \t]*-->[ \t]*{_VTT_TIME}(?:[ \t].*)?", re.ASCII)
_SRT_TIMING = re.compile(rf"[ \t]*{_SRT_TIME}[ \t]*-->[ \t]*{_SRT_TIME}(?:[ \t].*)?", re.ASCII)
_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")
_NOTHING = re.compile(r"[\ufeff \t\n]*")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>]+)>")
_TAG = re.compile(r"<[^<>]*>")
_SENTENCE_END = re.compile(r"[.!?…。؟]['\"”’»)\]]*\Z")

# A paragraph of a transcript ends with a sentence after so many characters, or after so many seconds of silence.
_LONG_PARAGRAPH = 400
_SILENCE = 2.5


class CaptionsError(ValueError):
    """
    Captions that a player would not show as they are meant.

    ``line`` is the number of the line that is wrong, from 1 on, and ``message`` says what is wrong with it.
    """

    def __init__(self, line: int, message: str | Promise) -> None:
        self.line = line
        self.message = message
        super().__init__(line, message)

    def __str__(self) -> str:
        return gettext("Line %(line)d: %(message)s") % {"line": self.line, "message": self.message}


@dataclass(frozen=True)
class Cue:
    """What is said from ``start`` to ``end``, in seconds: each piece with its speaker, who may be nobody."""

    start: float
    end: float
    pieces: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return " ".join(text for _speaker, text in self.pieces)


def read_captions(data: bytes, filename: str = "") -> str:
    """
    Return the captions in ``data`` as WebVTT, with times, order and text as they are.

    ``filename`` only tells by its ending what the file claims to be; empty for text that was pasted. Raises
    ``CaptionsError``: more than ``MOST_BYTES``, no UTF-8, no cue, a time that cannot be read or is out of order.
    """
    if len(data) > MOST_BYTES:
        raise CaptionsError(1, _("The file is larger than 2 MB, which is more than captions need."))
    text = _decoded(data).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    _check_lines(lines)
    is_vtt = bool(_HEADER.fullmatch(lines[0]))
    if not is_vtt:
        _check_claim(text, filename)
    number = _check_timings(lines, _VTT_TIMING if is_vtt else _SRT_TIMING, is_vtt)
    return _written(text.lstrip("\n") if not is_vtt else text, "vtt" if is_vtt else "srt", number)


def cues(webvtt: str) -> list[tuple[float, str]]:
    """Return when each cue of ``webvtt`` begins, in seconds, and its plain text; nothing for what is no WebVTT."""
    return [(cue.start, cue.text) for cue in _cues(webvtt) if cue.text]


def transcript_of(webvtt: str) -> str:
    """
    Return what is said in ``webvtt`` as plain text.

    An empty line stands between paragraphs. A paragraph begins with the speaker's name and a colon where the
    captions name one and it is another one than before.
    """
    paragraphs: list[str] = []
    speaker, ended = "", 0.0
    for cue in _cues(webvtt):
        for named, text in cue.pieces:
            is_other = bool(named) and named != speaker
            if not paragraphs or is_other or _is_finished(paragraphs[-1], cue.start - ended):
                paragraphs.append(f"{named}: {text}" if is_other else text)
            else:
                paragraphs[-1] += f" {text}"
            speaker, ended = named or speaker, cue.end
    return "\n\n".join(paragraphs)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = _("There is a character here that is not UTF-8. Save the file again with the encoding UTF-8.")
        raise CaptionsError(line, message) from error


def _check_lines(lines: list[str]) -> None:
    for number, line in enumerate(lines, 1):
        if "\x00" in line:
            raise CaptionsError(number, _("There is a character here that is no text. Is this a caption file?"))
        if len(line) > LONGEST_LINE:
            raise CaptionsError(number, _("This line is too long for captions."))


def _check_claim(text: str, filename: str) -> None:
    if _NOTHING.fullmatch(text):
        raise CaptionsError(1, _("There are no captions here: the file is empty."))
    if filename.lower().endswith(".vtt"):
        raise CaptionsError(1, _("A WebVTT file begins with the word WEBVTT in capital letters."))


def _check_timings(lines: list[str], pattern: re.Pattern[str], is_vtt: bool) -> int:
    """Return how many cues there are, having looked at the times of each."""
    latest = -1.0
    number = 0
    for line_number, line in enumerate(lines, 1):
        if ARROW not in line:
            continue
        if not (found := pattern.fullmatch(line)):
            raise CaptionsError(line_number, _unreadable(line, is_vtt))
        start, end = (_seconds(time) for time in found.groups())
        if end <= start:
            raise CaptionsError(line_number, _("These captions end before they begin, or at the same moment."))
        if start < latest:
            raise CaptionsError(line_number, _("These captions begin earlier than those before them."))
        latest = start
        number += 1
    if not number:
        raise CaptionsError(
            1, _("There are no captions here: no line says from when to when, as 00:01.000 --> 00:04.000.")
        )
    return number


def _unreadable(line: str, is_vtt: bool) -> Promise:
    if is_vtt and _SRT_TIMING.fullmatch(line):
        return _("In a WebVTT file a dot stands before the milliseconds, as in 00:01:02.500.")
    if is_vtt:
        return _("The times cannot be read. They are written as in 00:01:02.500 --> 00:01:05.000.")
    return _("The times cannot be read. They are written as in 00:01:02,500 --> 00:01:05,000.")


def _seconds(time: str) -> float:
    *hours, minutes, seconds = time.replace(",", ".").split(":")
    return (int(hours[0]) if hours else 0) * 3600 + int(minutes) * 60 + float(seconds)


def _written(text: str, kind: str, number: int) -> str:
    try:
        read = WebVTT.from_buffer(text.split("\n"), format=kind)
        written = read.content
    except (MalformedFileError, MalformedCaptionError, ValueError) as error:
        raise CaptionsError(1, _("The captions cannot be read. Is this a WebVTT or SubRip file?")) from error
    if len(read.captions) != number or len(WebVTT.from_string(written).captions) != number:
        raise CaptionsError(_first_lost(text, kind), _("These captions would not be shown. Is an empty line missing?"))
    return written


def _first_lost(text: str, kind: str) -> int:
    """Return the number of the first line with times that is no cue of its own."""
    lines = text.split("\n")
    timed = [number for number, line in enumerate(lines, 1) if ARROW in line]
    for count, number in enumerate(timed, 1):
        after = timed[count] - 1 if count < len(timed) else len(lines)
        try:
            is_lost = len(WebVTT.from_buffer(lines[:after], format=kind).captions) < count
        except (MalformedFileError, MalformedCaptionError):
            is_lost = True
        if is_lost:
            return number
    return timed[-1]


def _cues(webvtt: str) -> list[Cue]:
    try:
        captions = WebVTT.from_string(webvtt).captions
    except (MalformedFileError, MalformedCaptionError):
        return []
    return [_cue(caption) for caption in captions]


def _cue(caption: Any) -> Cue:
    start, end = (moment.in_milliseconds() / 1000 for moment in (caption.start_time, caption.end_time))
    return Cue(start, end, tuple(_pieces(" ".join(caption.lines))))


def _pieces(raw: str) -> list[tuple[str, str]]:
    """Return the pieces of a cue's text, each with the name of who says it, where the captions name somebody."""
    nobodys, *voices = _VOICE.split(raw)
    named = [("", nobodys), *zip(voices[::2], voices[1::2], strict=True)]
    return [(_plain(speaker), plain) for speaker, text in named if (plain := _plain(text))]


def _plain(text: str) -> str:
    # Tags first: what is written with entities is text, whatever it looks like.
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def _is_finished(paragraph: str, silence: float) -> bool:
    is_full = len(paragraph) > _LONG_PARAGRAPH or silence > _SILENCE
    return is_full and bool(_SENTENCE_END.search(paragraph))
