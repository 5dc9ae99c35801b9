"""
Which files are taken for members: those that browsers play, and papers that every office opens.

Decided by the ending and by the content, which have to agree; the content type that a file is served with comes from
the table here, never from the browser that sent it. May import nothing of this package.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO
from zipfile import BadZipFile, ZipFile

import filetype
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Bytes from the beginning of a file that tell what it is.
HEAD = 8192
# Brands of ISO media files (ISO/IEC 14496-12) that are no film a browser plays: QuickTime, and pictures.
_OTHER_BRANDS = {b"qt  ", b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx ", b"jp2 ", b"jpx "}
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_MACROS = "vbaProject.bin"


class RefusedFile(ValueError):
    """A file that is not taken; ``message`` says why, and what goes instead."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


@dataclass(frozen=True)
class Kind:
    """
    A kind of file that is taken.

    ``extension`` has no dot and small letters, ``content_type`` is what it is served as, ``label`` its name for
    readers. ``fits`` looks into an open file, of which it is given the first ``HEAD`` bytes too.
    """

    extension: str
    content_type: str
    label: str | Promise
    fits: Callable[[bytes, IO[bytes]], bool]


def kind_of(file: IO[bytes], filename: str, kinds: Mapping[str, Kind]) -> Kind:
    """
    Return the kind of an open ``file`` that is called ``filename``, one of ``kinds``; the file is left at its beginning.

    A recording or a picture is told by its first ``HEAD`` bytes, so a file may hold no more than them. Raises
    ``RefusedFile`` where the ending is that of no kind, or the content is something else.
    """
    kind = claimed_kind(filename, kinds)
    file.seek(0)
    fits = kind.fits(file.read(HEAD), file)
    file.seek(0)
    if not fits:
        words = gettext(
            "What is in “%(name)s” does not match its name (%(kind)s). These kinds of files can be used here: %(kinds)s."
        )
        values = {"name": PurePath(filename).name, "kind": kind.label, "kinds": endings(kinds)}
        raise RefusedFile(words % values)
    return kind


def claimed_kind(filename: str, kinds: Mapping[str, Kind]) -> Kind:
    """Return the kind that a file is by its name alone; raises ``RefusedFile`` where that is none of ``kinds``."""
    kind = kinds.get(extension_of(filename))
    if kind is None:
        values = {"name": PurePath(filename).name, "kinds": endings(kinds)}
        raise RefusedFile(gettext("“%(name)s” cannot be used here. These kinds of files can: %(kinds)s.") % values)
    return kind


def extension_of(filename: str) -> str:
    """Return the ending of a name, without its dot and in small letters."""
    return PurePath(filename).suffix[1:].lower()


def endings(kinds: Mapping[str, Kind]) -> str:
    """Return the endings of ``kinds`` as a reader knows them: ``.mp4, .m4v, .webm``."""
    return ", ".join(f".{extension}" for extension in kinds)


def _is_iso_media(head: bytes, file: IO[bytes]) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] not in _OTHER_BRANDS


def _sniffed(content_type: str) -> Callable[[bytes, IO[bytes]], bool]:
    def fits(head: bytes, file: IO[bytes]) -> bool:
        guess = filetype.guess(head)
        return guess is not None and guess.mime == content_type

    return fits


def _office(part: str) -> Callable[[bytes, IO[bytes]], bool]:
    """Return what tells an Office Open XML file (ECMA-376) by the part that only its kind has."""

    def fits(head: bytes, file: IO[bytes]) -> bool:
        names = _names_in(file)
        # A file with macros under the name of one without: no program would run them, but nobody sends it in good faith.
        return {"[Content_Types].xml", part} <= names and not any(name.endswith(_MACROS) for name in names)

    return fits


def _open_document(content_type: str) -> Callable[[bytes, IO[bytes]], bool]:
    """Return what tells an OpenDocument file by its first part, which is never compressed (ODF 1.3, part 2, 3.3)."""
    mark = b"mimetype" + content_type.encode()

    def fits(head: bytes, file: IO[bytes]) -> bool:
        return head[30:].startswith(mark) and "content.xml" in _names_in(file)

    return fits


def _names_in(file: IO[bytes]) -> set[str]:
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            return set(archive.namelist())
    # What a hostile file makes of its own table of contents: all that ``zipfile`` is known to stumble over.
    except (BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return set()


def _by_extension(*kinds: Kind) -> dict[str, Kind]:
    return {kind.extension: kind for kind in kinds}


RECORDINGS = _by_extension(
    Kind("mp4", "video/mp4", _("MP4 video"), _is_iso_media),
    Kind("m4v", "video/mp4", _("MP4 video"), _is_iso_media),
    Kind("webm", "video/webm", _("WebM video"), _sniffed("video/webm")),
    Kind("mp3", "audio/mpeg", _("MP3 sound file"), _sniffed("audio/mpeg")),
    Kind("m4a", "audio/mp4", _("M4A sound file"), _is_iso_media),
)
HANDOUTS = _by_extension(
    Kind("pdf", "application/pdf", _("PDF file"), _sniffed("application/pdf")),
    Kind("pptx", f"{_OPEN_XML}presentationml.presentation", _("PowerPoint file"), _office("ppt/presentation.xml")),
    Kind("docx", f"{_OPEN_XML}wordprocessingml.document", _("Word file"), _office("word/document.xml")),
    Kind("xlsx", f"{_OPEN_XML}spreadsheetml.sheet", _("Excel file"), _office("xl/workbook.xml")),
    *(
        Kind(extension, f"{_OPEN_DOCUMENT}{name}", _("OpenDocument file"), _open_document(f"{_OPEN_DOCUMENT}{name}"))
        for extension, name in {"odt": "text", "odp": "presentation", "ods": "spreadsheet"}.items()
    ),
)
POSTERS = _by_extension(
    Kind("jpg", "image/jpeg", _("JPEG picture"), _sniffed("image/jpeg")),
    Kind("jpeg", "image/jpeg", _("JPEG picture"), _sniffed("image/jpeg")),
    Kind("png", "image/png", _("PNG picture"), _sniffed("image/png")),
    Kind("webp", "image/webp", _("WebP picture"), _sniffed("image/webp")),
)
