"""
The kinds of files accepted for members: media that browsers play, and common office documents.

A file's extension and content must agree. The content type it is served with comes from the tables
here, never from the browser that uploaded it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
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

# How many bytes from the start of a file are examined.
HEAD = 64 * 1024
# A PDF header may be anywhere within this many bytes (ISO 32000-2, annex I).
PDF_HEAD = 1024
# Brands of ISO media files (ISO/IEC 14496-12) that browsers do not play: QuickTime, and images.
_OTHER_BRANDS = {b"qt  ", b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx ", b"jp2 ", b"jpx "}
# Padding boxes that may precede the one with the brand.
_EMPTY = {b"free", b"skip", b"wide"}
_EBML = b"\x1a\x45\xdf\xa3"
# The document type in an EBML header (RFC 8794); its length takes one to eight bytes.
_WEBM = re.compile(rb"\x42\x82(?:[\x84-\x8f]|[\x01-\x7f].{1,7}?)webm", re.DOTALL)


class RefusedFile(ValueError):
    """The file is not accepted. ``message`` says why, and which kinds are."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


@dataclass(frozen=True)
class Kind:
    """
    A kind of file that is accepted.

    ``extension`` is lower case without the dot, ``content_type`` what the file is served as,
    ``label`` its name for users. ``fits`` checks the content; it gets the first ``HEAD`` bytes and
    the open file. ``advice`` says what to do with a file that does not fit although it may open in
    a program.
    """

    extension: str
    content_type: str
    label: str | Promise
    fits: Callable[[bytes, IO[bytes]], bool]
    advice: str | Promise = ""


def kind_of(file: IO[bytes], filename: str, kinds: Mapping[str, Kind]) -> Kind:
    """
    Return which of ``kinds`` the open ``file`` called ``filename`` is. Its position is reset to the beginning.

    Recordings and images are checked by their first ``HEAD`` bytes only, so ``file`` may be cut off
    after them. Raises ``RefusedFile`` if the extension is not accepted or does not match the
    content.
    """
    kind = claimed_kind(filename, kinds)
    file.seek(0)
    try:
        fits = kind.fits(file.read(HEAD), file)
    except OversizedArchive as error:
        message = gettext("“%(name)s” contains too many parts to check. Save it as a PDF and upload that.")
        raise RefusedFile(message % {"name": PurePath(filename).name}) from error
    finally:
        file.seek(0)
    if not fits:
        raise RefusedFile(_mismatch(kind, filename, kinds))
    return kind


def _mismatch(kind: Kind, filename: str, kinds: Mapping[str, Kind]) -> str:
    message = gettext(
        "The contents of “%(name)s” do not match its name (%(kind)s). You can use these kinds of files: %(kinds)s."
    )
    values = {"name": PurePath(filename).name, "kind": kind.label, "kinds": endings(kinds)}
    return f"{message % values} {kind.advice}".strip()


def claimed_kind(filename: str, kinds: Mapping[str, Kind]) -> Kind:
    """Return the kind of a file by its name alone. Raises ``RefusedFile`` if it is none of ``kinds``."""
    kind = kinds.get(extension_of(filename))
    if kind is None:
        values = {"name": PurePath(filename).name, "kinds": endings(kinds)}
        raise RefusedFile(
            gettext("You cannot use “%(name)s” here. You can use these kinds of files: %(kinds)s.") % values
        )
    return kind


def extension_of(filename: str) -> str:
    """Return the extension of ``filename`` in lower case, without the dot."""
    return PurePath(filename).suffix[1:].lower()


def endings(kinds: Iterable[str]) -> str:
    """Return the extensions of ``kinds`` for display: ``.mp4, .m4v, .webm``."""
    return ", ".join(f".{extension}" for extension in kinds)


def _is_iso_media(head: bytes, file: IO[bytes]) -> bool:
    at = 0
    while head[at + 4 : at + 8] in _EMPTY:
        size = int.from_bytes(head[at : at + 4], "big")
        # 1: the size is in the eight bytes after the name (ISO/IEC 14496-12, 4.2).
        at += max(8, int.from_bytes(head[at + 8 : at + 16], "big") if size == 1 else size)
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
