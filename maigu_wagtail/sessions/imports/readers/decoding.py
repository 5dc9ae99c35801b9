"""Text from bytes of an unknown encoding."""

import codecs
import re

from django.utils.translation import gettext as _

from maigu_wagtail.sessions.imports.found import ImportFileError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def decode(content: bytes, file_name: str) -> str:
    """Return ``content`` as text: UTF-8, UTF-16 or, as older programs save it, Windows-1252."""
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), None) or _without_bom(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise ImportFileError(
                _("The text of “%(file)s” is damaged. Save it as UTF-8 and try again.") % {"file": file_name}
            ) from None
        text = content.decode("cp1252", "replace")
    if "\x00" in text:
        raise ImportFileError(
            _("“%(file)s” is not a text file. Choose an HTML, text, XML, CSV, XLSX or JSON file.") % {"file": file_name}
        )
    return clean(text)


def clean(text: str) -> str:
    """Remove control characters, which no field can hold, and end all lines in the same way."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


def _without_bom(content: bytes) -> str:
    """Recognise UTF-16 without a mark: every second byte of Latin letters is zero."""
    start = content[:200]
    if len(start) >= 4 and len(content) % 2 == 0:
        if start[1::2].count(0) > len(start) // 3 and not start[::2].count(0):
            return "utf-16-le"
        if start[::2].count(0) > len(start) // 3 and not start[1::2].count(0):
            return "utf-16-be"
    return "utf-8"
