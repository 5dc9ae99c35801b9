"""
Reads untrusted zip files without unpacking more than a small amount.

``zipfile`` reads the whole central directory at once, whatever its size. The wrapper here limits
each read to ``MOST_BYTES``.
"""

import zlib
from struct import error as StructError
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

# In bytes, for the central directory or an unpacked member: enough for tens of thousands of members.
MOST_BYTES = 2 * 1024 * 1024
# Office programs use no other methods (ECMA-376, part 2, annex C), and these cannot expand a few bytes without limit.
_COMPRESSIONS = (ZIP_STORED, ZIP_DEFLATED)
# Everything ``zipfile`` is known to raise for malformed files.
_FAULTS = (BadZipFile, OSError, ValueError, RuntimeError, EOFError, KeyError, StructError, zlib.error)


class OversizedArchive(Exception):
    """The central directory or a member is larger than in any real document."""


class _BoundedFile:
    """Wraps an open file, and refuses to read more than ``MOST_BYTES`` at once."""

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
    Return the names in a zip file, in lower case with forward slashes, and the content of the member ``wanted``.

    The set is empty if ``file`` is not a zip file, the bytes if there is no such member. Raises
    ``OversizedArchive``.
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
