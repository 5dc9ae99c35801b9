"""
Finds the video and audio codecs of an MP4 file (ISO/IEC 14496-12).

Neither the name nor the beginning of an MP4 file shows its codecs, and browsers differ in which
they can decode. Only the boxes that describe the tracks are read, and a limited number of them.
"""

import io
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext_lazy as _

# Codecs that every browser decodes. Time code and chapter tracks don't matter.
_EVERYWHERE = {"avc1", "avc3", "mp4a", ".mp3", "Opus", "fLaC", "vp08", "vp09"}
# Familiar names of codecs that only some browsers decode, or none.
NAMES = {
    **dict.fromkeys(("hvc1", "hev1", "dvh1", "dvhe"), "HEVC (H.265)"),
    **dict.fromkeys(("vvc1", "vvi1"), "VVC (H.266)"),
    **dict.fromkeys(("apch", "apcn", "apcs", "apco", "ap4h", "ap4x"), "ProRes"),
    **dict.fromkeys(("encv", "enca"), _("encrypted")),
    "av01": "AV1",
    "mp4v": "MPEG-4 Visual",
    "ac-3": "Dolby AC-3",
    "ec-3": "Dolby Digital Plus",
    "alac": "ALAC",
}
# The maximum number of boxes read; a film with many tracks needs about a hundred.
_MOST_BOXES = 400
_HANDLERS = {b"vide", b"soun"}
LONGEST = 100


def codecs_of(file: IO[bytes]) -> str:
    """
    Return the codecs of an MP4 file's video and audio tracks, such as "avc1, mp4a"; "" if none are found.

    ``file`` must be open and seekable; its position is reset to the beginning.
    """
    end = file.seek(0, io.SEEK_END)
    boxes = _Boxes(file)
    codes: list[str] = []
    try:
        for movie in boxes.named(b"moov", (0, end)):
            for track in boxes.named(b"trak", movie):
                for media in boxes.named(b"mdia", track):
                    codes += _codecs_in(boxes, media)
            break
    finally:
        file.seek(0)
    return ", ".join(dict.fromkeys(codes))[:LONGEST]


def doubtful(codecs: str) -> list[str]:
    """Return the names of those ``codecs``, as returned by ``codecs_of``, that some browsers can't decode."""
    codes = [code for code in codecs.split(", ") if code and code not in _EVERYWHERE]
    return list(dict.fromkeys(str(NAMES.get(code, code)) for code in codes))


class _Boxes:
    """Reads the boxes of a file, at most ``_MOST_BOXES`` in all, however they are nested."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.left = file, _MOST_BOXES

    def named(self, name: bytes, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """Yield where the content of each box called ``name`` in ``span`` begins and ends."""
        at, end = span
        while self.left > 0 and at + 8 <= end:
            self.left -= 1
            head = self.read(at, 16)
            size, begin = int.from_bytes(head[:4], "big"), at + 8
            if size == 1:
                size, begin = int.from_bytes(head[8:16], "big"), at + 16
            # A size of 0 means that the box extends to the end.
            stop = min(at + size, end) if size else end
            if stop < begin:
                return
            if head[4:8] == name:
                yield begin, stop
            at = stop

    def read(self, at: int, size: int) -> bytes:
        self.file.seek(at)
        return self.file.read(size)


def _codecs_in(boxes: _Boxes, media: tuple[int, int]) -> list[str]:
    """Return the codecs in a track's sample description; none for tracks other than video and audio."""
    if not any(boxes.read(start + 8, 4) in _HANDLERS for start, _end in boxes.named(b"hdlr", media)):
        return []
    tables = [media]
    for name in (b"minf", b"stbl", b"stsd"):
        tables = [inner for outer in tables for inner in boxes.named(name, outer)]
    codes = [boxes.read(start + 12, 4) for start, _end in tables]
    return [
        code.decode("latin-1") for code in codes if len(code) == 4 and code.isascii() and code.decode().isprintable()
    ]
