"""
What the pictures and the sound of an MP4 file are coded in (ISO/IEC 14496-12), read from its table of tracks.

An MP4 file says nothing of it in its name or beginning, and browsers differ in what they can decode. The film itself is not
read, and of a hostile file no more than a few boxes are.
"""

import io
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext_lazy as _

# What every browser decodes; QuickTime's own tracks of times and chapters are no matter.
_EVERYWHERE = {"avc1", "avc3", "mp4a", ".mp3", "Opus", "fLaC", "vp08", "vp09"}
# Names that people know, of what only some browsers decode, or none.
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
# Boxes that are looked at, in all: a film of many tracks has about a hundred before them.
_MOST_BOXES = 400
_HANDLERS = {b"vide", b"soun"}
LONGEST = 100


def codecs_of(file: IO[bytes]) -> str:
    """
    Return the codes of an open MP4 file's tracks of pictures and sound, such as "avc1, mp4a"; empty where none is told.

    Leaves the file at its beginning.
    """
    end = file.seek(0, io.SEEK_END)
    boxes = _Boxes(file)
    found: list[str] = []
    try:
        for movie in boxes.named(b"moov", (0, end)):
            for track in boxes.named(b"trak", movie):
                for media in boxes.named(b"mdia", track):
                    found += _codecs_in(boxes, media)
            break
    finally:
        file.seek(0)
    return ", ".join(dict.fromkeys(found))[:LONGEST]


def doubtful(codecs: str) -> list[str]:
    """Return the names of those codecs, of what ``codecs_of`` told, that some browsers can't decode."""
    codes = [code for code in codecs.split(", ") if code and code not in _EVERYWHERE]
    return list(dict.fromkeys(str(NAMES.get(code, code)) for code in codes))


class _Boxes:
    """The boxes of one file; gives no more than ``_MOST_BOXES`` of them, however they are nested."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.left = file, _MOST_BOXES

    def named(self, name: bytes, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """Give where the content of each box called ``name`` begins and ends, of those in ``span``."""
        at, end = span
        while self.left > 0 and at + 8 <= end:
            self.left -= 1
            head = self.read(at, 16)
            size, begin = int.from_bytes(head[:4], "big"), at + 8
            if size == 1:
                size, begin = int.from_bytes(head[8:16], "big"), at + 16
            # None is said of the last one, which goes on to the end.
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
    """Return the codes in a track's table of samples; none of a track that is neither seen nor heard."""
    if not any(boxes.read(start + 8, 4) in _HANDLERS for start, _end in boxes.named(b"hdlr", media)):
        return []
    tables = [media]
    for name in (b"minf", b"stbl", b"stsd"):
        tables = [inner for outer in tables for inner in boxes.named(name, outer)]
    codes = [boxes.read(start + 12, 4) for start, _end in tables]
    return [
        code.decode("latin-1") for code in codes if len(code) == 4 and code.isascii() and code.decode().isprintable()
    ]
