"""
Looking into zip files that a stranger made, without being made to read or unpack more than a little of them.

``zipfile`` reads a file's whole table of contents at once, however long it is: here it can't, because the file that it is
given hands out no more than ``MOST_BYTES`` in one piece.
"""

import zlib
from struct import error as StructError
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

# Of a table of contents, and of a part that is unpacked: enough for tens of thousands of parts.
MOST_BYTES = 2 * 1024 * 1024
# Those of which a few bytes can't become many at once; office programs use no others (ECMA-376, part 2, annex C).
_COMPRESSIONS = (ZIP_STORED, ZIP_DEFLATED)
# All that ``zipfile`` is known to raise where a file is not what it says.
_FAULTS = (BadZipFile, OSError, ValueError, RuntimeError, EOFError, KeyError, StructError, zlib.error)


class OversizedArchive(Exception):
    """An archive with a table of contents, or a part, that is larger than any in a document."""


class _BoundedFile:
    """An open file that is read in small pieces only."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size if 0 <= size <= MOST_BYTES else MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise OversizedArchive
        return data


def contents_of(file: IO[bytes], wanted: str) -> tuple[set[str], bytes]:
    """
    Return the names in a zip file, in small letters and with slashes, and what the part ``wanted`` holds.

    No names where it is not a zip file, no bytes where it has no such part. Raises ``OversizedArchive``.
    """
    try:
        with ZipFile(_BoundedFile(file)) as archive:
            names = {_plain(name): name for name in archive.namelist()}
            return set(names), _read(archive, names[wanted]) if wanted in names else b""
    except _FAULTS:
        return set(), b""


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _read(archive: ZipFile, name: str) -> bytes:
    info = archive.getinfo(name)
    if info.compress_type not in _COMPRESSIONS:
        return b""
    with archive.open(info) as part:
        data = part.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise OversizedArchive
    return data
