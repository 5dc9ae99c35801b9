"""
Which files are taken for members: those that browsers play, and papers that every office opens.

Decided by the ending and by the content, which have to agree; the content type that a file is served with comes from
the table here, never from the browser that sent it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

import filetype
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .archives import OversizedArchive
from .mpeg import is_mp3
from .office import OPEN_DOCUMENT, OPEN_XML, is_open_document, is_open_xml

# Bytes from the beginning of a file that tell what it is.
HEAD = 64 * 1024
# Where a PDF begins: with its header, which may stand anywhere in so many bytes (ISO 32000-2, annex I).
PDF_HEAD = 1024
# Brands of ISO media files (ISO/IEC 14496-12) that are no film a browser plays: QuickTime, and pictures.
_OTHER_BRANDS = {b"qt  ", b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx ", b"jp2 ", b"jpx "}
# Boxes with nothing in them, which may stand before the one that names the brand.
_EMPTY = {b"free", b"skip", b"wide"}
_EBML = b"\x1a\x45\xdf\xa3"
# The document type in the header of an EBML file (RFC 8794), whose length may be written in one byte to eight.
_WEBM = re.compile(rb"\x42\x82(?:[\x84-\x8f]|[\x01-\x7f].{1,7}?)webm", re.DOTALL)


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
    readers. ``fits`` looks into an open file, of which it is given the first ``HEAD`` bytes too. ``advice`` says what to do
    with a file that does not fit, though a program may open it.
    """

    extension: str
    content_type: str
    label: str | Promise
    fits: Callable[[bytes, IO[bytes]], bool]
    advice: str | Promise = ""


def kind_of(file: IO[bytes], filename: str, kinds: Mapping[str, Kind]) -> Kind:
    """
    Return the kind of an open ``file`` that is called ``filename``, one of ``kinds``; the file is left at its beginning.

    A recording or a picture is told by its first ``HEAD`` bytes, so a file may hold no more than them. Raises
    ``RefusedFile`` where the ending is that of no kind, or the content is something else.
    """
    kind = claimed_kind(filename, kinds)
    file.seek(0)
    try:
        fits = kind.fits(file.read(HEAD), file)
    except OversizedArchive as error:
        words = gettext("“%(name)s” contains too many parts to check. Save it as a PDF and upload that.")
        raise RefusedFile(words % {"name": PurePath(filename).name}) from error
    finally:
        file.seek(0)
    if not fits:
        raise RefusedFile(_mismatch(kind, filename, kinds))
    return kind


def _mismatch(kind: Kind, filename: str, kinds: Mapping[str, Kind]) -> str:
    words = gettext(
        "The contents of “%(name)s” do not match its name (%(kind)s). You can use these kinds of files: %(kinds)s."
    )
    values = {"name": PurePath(filename).name, "kind": kind.label, "kinds": endings(kinds)}
    return f"{words % values} {kind.advice}".strip()


def claimed_kind(filename: str, kinds: Mapping[str, Kind]) -> Kind:
    """Return the kind that a file is by its name alone; raises ``RefusedFile`` where that is none of ``kinds``."""
    kind = kinds.get(extension_of(filename))
    if kind is None:
        values = {"name": PurePath(filename).name, "kinds": endings(kinds)}
        raise RefusedFile(
            gettext("You cannot use “%(name)s” here. You can use these kinds of files: %(kinds)s.") % values
        )
    return kind


def extension_of(filename: str) -> str:
    """Return the ending of a name, without its dot and in small letters."""
    return PurePath(filename).suffix[1:].lower()


def endings(kinds: Mapping[str, Kind]) -> str:
    """Return the endings of ``kinds`` as a reader knows them: ``.mp4, .m4v, .webm``."""
    return ", ".join(f".{extension}" for extension in kinds)


def _is_iso_media(head: bytes, file: IO[bytes]) -> bool:
    at = 0
    while head[at + 4 : at + 8] in _EMPTY:
        at += max(8, int.from_bytes(head[at : at + 4], "big"))
    return head[at + 4 : at + 8] == b"ftyp" and head[at + 8 : at + 12] not in _OTHER_BRANDS


def _sniffed(content_type: str) -> Callable[[bytes, IO[bytes]], bool]:
    def fits(head: bytes, file: IO[bytes]) -> bool:
        guess = filetype.guess(head)
        return guess is not None and guess.mime == content_type

    return fits


def _is_webm(head: bytes, file: IO[bytes]) -> bool:
    return head.startswith(_EBML) and _WEBM.search(head, 0, 256) is not None


def _is_pdf(head: bytes, file: IO[bytes]) -> bool:
    return b"%PDF-" in head[:PDF_HEAD]


def _by_extension(*kinds: Kind) -> dict[str, Kind]:
    return {kind.extension: kind for kind in kinds}


def _open_xml(extension: str, name: str, label: Promise, usual_part: str) -> Kind:
    advice = _("If you can open the file, save it again without a password and upload that copy.")
    return Kind(extension, f"{OPEN_XML}{name}", label, is_open_xml(name, usual_part), advice)


def _open_document(extension: str, name: str) -> Kind:
    advice = _("If LibreOffice can open the file, save it again there and upload that copy.")
    return Kind(extension, f"{OPEN_DOCUMENT}{name}", _("OpenDocument file"), is_open_document(name), advice)


RECORDINGS = _by_extension(
    Kind("mp4", "video/mp4", _("MP4 video"), _is_iso_media),
    Kind("m4v", "video/mp4", _("MP4 video"), _is_iso_media),
    Kind("webm", "video/webm", _("WebM video"), _is_webm),
    Kind("mp3", "audio/mpeg", _("MP3 audio file"), is_mp3),
    Kind("m4a", "audio/mp4", _("M4A audio file"), _is_iso_media),
)
HANDOUTS = _by_extension(
    Kind("pdf", "application/pdf", _("PDF file"), _is_pdf),
    _open_xml("pptx", "presentationml.presentation", _("PowerPoint file"), "ppt/presentation.xml"),
    _open_xml("docx", "wordprocessingml.document", _("Word file"), "word/document.xml"),
    _open_xml("xlsx", "spreadsheetml.sheet", _("Excel file"), "xl/workbook.xml"),
    _open_document("odt", "text"),
    _open_document("odp", "presentation"),
    _open_document("ods", "spreadsheet"),
)
POSTERS = _by_extension(
    Kind("jpg", "image/jpeg", _("JPEG image"), _sniffed("image/jpeg")),
    Kind("jpeg", "image/jpeg", _("JPEG image"), _sniffed("image/jpeg")),
    Kind("png", "image/png", _("PNG image"), _sniffed("image/png")),
    Kind("webp", "image/webp", _("WebP image"), _sniffed("image/webp")),
)
