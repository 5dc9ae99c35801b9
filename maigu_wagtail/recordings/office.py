"""Recognises office documents: Office Open XML (ECMA-376) and OpenDocument (ODF 1.3)."""

from collections.abc import Callable
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .archives import contents_of

OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_TYPES = "[content_types].xml"
_MACROS = "vbaproject.bin"
_MACROS_TYPE = "application/vnd.ms-office.vbaproject"


def is_open_xml(name: str, usual_part: str) -> Callable[[bytes, IO[bytes]], bool]:
    """
    Return a check for Office Open XML files of type ``name``, such as ``wordprocessingml.document``.

    The content types table says which part is the main one; most programs call it ``usual_part``.
    """
    main_type = f"{OPEN_XML}{name}.main+xml"

    def fits(head: bytes, file: IO[bytes]) -> bool:
        parts, table = contents_of(file, _TYPES)
        types = _types_in(table)
        # No program would run macros in a file with this extension, but nobody sends such a file in good faith.
        if any(part.endswith(_MACROS) for part in parts) or _MACROS_TYPE in types.values():
            return False
        return _TYPES in parts and (usual_part in parts or _has_part_of(main_type, types, parts))

    return fits


def is_open_document(name: str) -> Callable[[bytes, IO[bytes]], bool]:
    """
    Return a check for OpenDocument files of type ``name`` by their first part, which is never compressed.

    Source: ODF 1.3, part 2, section 3.3.
    """
    mark = f"mimetype{OPEN_DOCUMENT}{name}".encode()

    def fits(head: bytes, file: IO[bytes]) -> bool:
        return head[30:].startswith(mark) and "content.xml" in contents_of(file, "mimetype")[0]

    return fits


def _has_part_of(content_type: str, types: dict[str, str], parts: set[str]) -> bool:
    """Return whether one of ``parts`` has ``content_type``, by its own entry or else by its extension's."""
    return any(types.get(part, types.get(f"*.{part.rpartition('.')[2]}")) == content_type for part in parts)


def _types_in(table: bytes) -> dict[str, str]:
    """Return the content types in a package's table, by part name or by ``*.`` and the extension."""
    try:
        # A package must not have a DTD (ECMA-376, part 2, 8.2.5), and a DTD is what lets XML expand.
        entries = list(fromstring(table, forbid_dtd=True)) if table else []
    except (ParseError, DefusedXmlException, LookupError, ValueError):
        return {}
    parts = {entry.get("PartName", "").lstrip("/").lower(): entry for entry in entries if entry.get("PartName")}
    endings = {f"*.{entry.get('Extension', '').lower()}": entry for entry in entries if entry.get("Extension")}
    return {name: entry.get("ContentType", "").lower() for name, entry in {**endings, **parts}.items()}
