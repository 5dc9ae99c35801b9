"""
Reads a recording's duration and dimensions on the server, if the ``media`` extra is installed.

The editor's browser reads them too, and the editor can correct them. The values found here only
fill in blanks; nothing depends on them.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import IO, Any

# How many bytes of a file to read: more than the tables of a film of many hours, and a bound for a malicious file.
MOST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class Metadata:
    """The ``duration`` of a file in seconds, its ``width`` and ``height`` in pixels; ``None`` if unknown."""

    duration: int | None = None
    width: int | None = None
    height: int | None = None


class _MeteredFile:
    """Wraps an open file, and reports its end once ``MOST_BYTES`` have been read, wherever they are."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._left = file, MOST_BYTES
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int) -> bytes:
        data = self._file.read(min(size, self._left))
        self._left -= len(data)
        return data


def read_metadata(file: IO[bytes]) -> Metadata:
    """Return the metadata of the open ``file``, and reset its position. All ``None`` without the ``media`` extra."""
    if find_spec("pymediainfo") is None:
        return Metadata()
    from pymediainfo import MediaInfo  # noqa: PLC0415 -- an optional extra

    file.seek(0)
    try:
        tracks = MediaInfo.parse(_MeteredFile(file)).tracks
    except (OSError, RuntimeError, ValueError):
        # The MediaInfo library is missing, or fails on this file.
        return Metadata()
    finally:
        file.seek(0)
    picture = next((track for track in tracks if track.track_type == "Video"), None)
    milliseconds = next((track.duration for track in tracks if track.track_type == "General"), None)
    seconds = _to_int(milliseconds)
    return Metadata(
        duration=round(seconds / 1000) if seconds else None,
        width=_to_int(getattr(picture, "width", None)),
        height=_to_int(getattr(picture, "height", None)),
    )


def _to_int(value: Any) -> int | None:
    try:
        return int(float(value)) or None
    except (TypeError, ValueError):
        return None
