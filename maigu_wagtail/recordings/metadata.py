"""
Length and size of a recording, read on the server where the extra ``media`` is installed.

The editor's browser reads them too, and the editor may correct them: what is found here only fills what is empty, and
nothing depends on it.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import IO, Any

# Bytes that are read of a file: the tables of a film of many hours have fewer, and a hostile file may have them without end.
MOST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class Metadata:
    """What a file says of itself: ``duration`` in seconds, ``width`` and ``height`` in pixels; ``None`` is unknown."""

    duration: int | None = None
    width: int | None = None
    height: int | None = None


class _MeteredFile:
    """An open file that is at its end once ``MOST_BYTES`` of it were read, wherever they are."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._left = file, MOST_BYTES
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int) -> bytes:
        data = self._file.read(min(size, self._left))
        self._left -= len(data)
        return data


def read_metadata(file: IO[bytes]) -> Metadata:
    """Return what an open ``file`` says of itself, and leave it at its beginning; nothing without the extra ``media``."""
    if find_spec("pymediainfo") is None:
        return Metadata()
    from pymediainfo import MediaInfo  # noqa: PLC0415 -- an extra that a site may not have

    file.seek(0)
    try:
        tracks = MediaInfo.parse(_MeteredFile(file)).tracks
    except (OSError, RuntimeError, ValueError):
        # The library that does the work is missing, or stumbles over the file.
        return Metadata()
    finally:
        file.seek(0)
    picture = next((track for track in tracks if track.track_type == "Video"), None)
    milliseconds = next((track.duration for track in tracks if track.track_type == "General"), None)
    seconds = _whole(milliseconds)
    return Metadata(
        duration=round(seconds / 1000) if seconds else None,
        width=_whole(getattr(picture, "width", None)),
        height=_whole(getattr(picture, "height", None)),
    )


def _whole(value: Any) -> int | None:
    try:
        return int(float(value)) or None
    except (TypeError, ValueError):
        return None
