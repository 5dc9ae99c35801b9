"""
Parses caption files: WebVTT, and SubRip (``.srt``), which is converted to WebVTT without losing text.

Players silently drop what they cannot parse, so anything that would be dropped is refused here,
with its line and the reason. Parsing takes linear time; the size of files, cues and lines is
limited.

Sources: https://www.w3.org/TR/webvtt1/ for WebVTT. SubRip has no standard, so it is read as common
programs write it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from charset_normalizer import from_bytes
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 2_000_000
MOST_CUES = 30_000
LONGEST_LINE = 2_000
LONGEST_CUE = 4_000
# How many errors are reported at once.
MOST_FAULTS = 5
ARROW = "-->"

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}((?:[ \t][^\n]*)?)", re.ASCII)
_COMMA = re.compile(r"\d,\d")
_SRT_NUMBER = re.compile(r"[\W_]{0,9}\d{1,9}[\W_]{0,9}")
_SRT_TAG = re.compile(r"</?[biu]>", re.IGNORECASE)
_FONT_TAG = re.compile(r"</?font\b[^<>]*>", re.IGNORECASE)
# Positions and other SubStation Alpha commands, which some programs leave in SubRip files.
_SSA_TAG = re.compile(r"\{\\[^{}]*\}")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|nbsp|lrm|rlm|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
# In bytes, enough to guess the encoding.
_SAMPLE = 20_000

_NO_TIMES = _(
    "This text has no times above it, so it would not be shown. Add times, or remove the empty line before it."
)


@dataclass(frozen=True, slots=True)
class Fault:
    """An error on a line; lines are numbered from 1."""

    line: int
    message: str | Promise

    def __str__(self) -> str:
        return gettext("Line %(line)d: %(message)s") % {"line": self.line, "message": self.message}


class CaptionsError(ValueError):
    """The captions would not be shown as intended. ``faults`` holds up to ``MOST_FAULTS`` errors."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(*self.faults)

    def __str__(self) -> str:
        return " ".join(str(fault) for fault in self.faults)


@dataclass(slots=True)
class Block:
    """Consecutive non-empty lines: a header, a comment, or a cue, which has a ``timing``."""

    lines: list[str]
    timing: str = ""
    identifier: str = ""


@dataclass(slots=True)
class _Reading:
    """The state of the parser."""

    is_vtt: bool
    blocks: list[Block] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    latest: float = -1.0
    cues: int = 0

    def refuse(self, line: int, message: str | Promise) -> None:
        self.faults.append(Fault(line, message))


def read_captions(data: bytes, filename: str = "") -> str:
    """
    Return the captions in ``data`` as WebVTT, with the same times, order and text.

    ``filename`` is only used for its extension; leave it empty for pasted text. Captions without
    text are left out. Raises ``CaptionsError`` if the file is too large, in an unknown encoding,
    has no captions, or has times or text that a player would not show.
    """
    if len(data) > MOST_BYTES:
        raise CaptionsError([Fault(1, _("This file is too large for captions. The limit is 2 MB."))])
    text = decode(data).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    is_vtt = bool(re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]))
    if not is_vtt:
        _check_claim(text, filename)
    reading = _Reading(is_vtt)
    _check_characters(reading, lines)
    if not reading.faults:
        _read_blocks(reading, lines)
    if not reading.faults and not reading.cues:
        reading.refuse(
            1, _("This file has no captions: no line has a start and an end, such as 00:01.000 --> 00:04.000.")
        )
    if reading.faults:
        raise CaptionsError(sorted(reading.faults, key=lambda fault: fault.line)[:MOST_FAULTS])
    return _join_blocks(reading.blocks)


def decode(data: bytes) -> str:
    """Return the text in ``data``. Raises ``CaptionsError`` if the encoding is uncertain."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _decoded(data, encoding)
    # Without a byte order mark, the arrow between two times shows the encoding: only UTF-16 puts zeros in it.
    position = data.find(ARROW.encode("utf-16-le"))
    if position >= 0:
        return _decoded(data, "utf-16-be" if position % 2 else "utf-16-le")
    return _decoded(data, "utf-8")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        begin = max(0, error.start - _SAMPLE // 2)
        guess = from_bytes(data[begin : begin + _SAMPLE]).best() if encoding == "utf-8" else None
        if guess and guess.encoding not in ("ascii", "utf_8"):
            message = _("This file is probably encoded as %(encoding)s, not UTF-8. Save it again as UTF-8.")
            raise CaptionsError([Fault(line, message % {"encoding": guess.encoding.replace("_", "-")})]) from error
        raise CaptionsError([Fault(line, _("This file is not encoded as UTF-8. Save it again as UTF-8."))]) from error


def _check_claim(text: str, filename: str) -> None:
    if not text.strip("\ufeff \t\n"):
        raise CaptionsError([Fault(1, _("This file has no captions: it is empty."))])
    if filename.lower().endswith(".vtt"):
        raise CaptionsError([Fault(1, _("A WebVTT file must begin with the word WEBVTT in capital letters."))])


def _check_characters(reading: _Reading, lines: list[str]) -> None:
    for number, line in enumerate(lines, 1):
        if "\x00" in line:
            reading.refuse(number, _("There is a character here that is not text. Is this a caption file?"))
        elif len(line) > LONGEST_LINE:
            reading.refuse(number, _("This line is too long for captions."))
        if len(reading.faults) >= MOST_FAULTS:
            return


def _read_blocks(reading: _Reading, lines: list[str]) -> None:
    for start, end in _block_bounds(lines, is_vtt=reading.is_vtt):
        _read_block(reading, lines[start:end], start + 1)
        if len(reading.faults) >= MOST_FAULTS:
            return
        if reading.cues > MOST_CUES:
            reading.refuse(start + 1, _("This file has too many captions."))
            return


def _block_bounds(lines: list[str], *, is_vtt: bool) -> Iterator[tuple[int, int]]:
    """
    Yield where each block begins and ends: at an empty line, and before the times of another cue.

    In WebVTT a line with only a space is not empty; automatic captions contain such lines.
    """
    begin = 0
    has_times = False
    for position, line in enumerate([*lines, ""]):
        if not (line if is_vtt else line.strip()):
            if begin < position:
                yield begin, position
            begin, has_times = position + 1, False
        elif ARROW in line:
            if has_times or (begin == 0 and position and lines[0].startswith("WEBVTT")):
                # The next cue's number is above its times.
                stop = position - 1 if lines[position - 1].strip().isdigit() and position - 1 > begin else position
                yield begin, stop
                begin = stop
            has_times = True


def _read_block(reading: _Reading, lines: list[str], number: int) -> None:
    if not any(line.strip() for line in lines):
        return
    is_header = reading.is_vtt and number == 1
    at = next((position for position, line in enumerate(lines) if ARROW in line), None)
    if is_header and at is None:
        reading.blocks.append(Block(lines))
    elif reading.is_vtt and at is None and re.match(r"(?:NOTE|STYLE|REGION)(?:[ \t]|\Z)", lines[0]):
        if not (lines[0].startswith(("STYLE", "REGION")) and reading.cues):
            reading.blocks.append(Block(lines))
    elif at is None or at > 1 or (at == 1 and not reading.is_vtt and not _SRT_NUMBER.fullmatch(lines[0])):
        reading.refuse(number, _NO_TIMES)
    elif at == 1 and lines[0].startswith("NOTE"):
        reading.refuse(number + 1, _unreadable(reading.is_vtt))
    else:
        _read_cue(reading, lines[:at], lines[at], lines[at + 1 :], number + at)


def _read_cue(reading: _Reading, above: list[str], timing: str, text: list[str], number: int) -> None:
    match = _TIMING.fullmatch(timing)
    start, end = (_milliseconds(*match.groups()[at : at + 4]) for at in (0, 4)) if match else (None, None)
    if match is None or start is None or end is None:
        reading.refuse(number, _unreadable(reading.is_vtt))
    elif reading.is_vtt and _COMMA.search(timing[: match.start(9)]):
        reading.refuse(number, _("A WebVTT file has a full stop before the milliseconds, such as 00:01:02.500."))
    elif end <= start:
        reading.refuse(number, _("These captions end before they begin, or at the same time."))
    elif start < reading.latest:
        reading.refuse(number, _("These captions begin earlier than the ones before them."))
    elif sum(map(len, text)) > LONGEST_CUE:
        reading.refuse(number + 1, _("This text is too long for one caption."))
    else:
        reading.latest = start
        converted = [_converted(line, is_vtt=reading.is_vtt) for line in text]
        if any(line.strip() for line in converted):
            settings = match[9].rstrip() if reading.is_vtt else ""
            identifier = above[0] if above and not above[0].strip().isdigit() and reading.is_vtt else ""
            lines = [line for line in converted if line.strip()]
            reading.blocks.append(Block(lines, f"{_clock(start)} --> {_clock(end)}{settings}", identifier))
            reading.cues += 1


def _unreadable(is_vtt: bool) -> Promise:
    if is_vtt:
        return _("The times cannot be read. Write them like this: 00:01:02.500 --> 00:01:05.000.")
    return _("The times cannot be read. Write them like this: 00:01:02,500 --> 00:01:05,000.")


def _milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> int | None:
    """Return a time in milliseconds, or ``None`` if its minutes or seconds exceed 59. ``,8`` means 800 ms."""
    if int(minutes) > 59 or int(seconds) > 59:
        return None
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int((fraction or "0").ljust(3, "0"))


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _converted(line: str, *, is_vtt: bool) -> str:
    """Convert a line of a cue to WebVTT. In SubRip, only ``b``, ``i``, ``u`` and ``font`` are tags."""
    line = _SSA_TAG.sub("", line)
    if is_vtt:
        return line
    line = _FONT_TAG.sub("", _ENTITY.sub("&amp;", line))
    parts, position = [], 0
    for tag in _SRT_TAG.finditer(line):
        parts += [_escaped(line[position : tag.start()]), tag[0].lower()]
        position = tag.end()
    return "".join([*parts, _escaped(line[position:])])


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _join_blocks(blocks: list[Block]) -> str:
    texts = ["\n".join([*filter(None, (block.identifier, block.timing)), *block.lines]) for block in blocks]
    if not texts[0].startswith("WEBVTT"):
        texts.insert(0, "WEBVTT")
    return "\n\n".join(texts) + "\n"
