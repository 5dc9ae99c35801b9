"""Sessions from a file or a pasted text: chooses the reader by the content, then by the name."""

from django.utils.translation import gettext as _

from .exported import read_export
from .found import FoundSession, ImportFileError
from .readers.csv_files import has_header, read_csv
from .readers.decoding import clean, decode
from .readers.html_pages import is_html, read_html_passages
from .readers.pages import MOST_SESSIONS, read_passages, too_many_sessions
from .readers.plain_text import read_text_passages
from .readers.wordpress import is_wxr, read_wxr
from .readers.xlsx_files import is_xlsx, read_xlsx

__all__ = ["FILE_TYPES", "LARGEST_FILE", "MOST_SESSIONS", "read_sessions", "read_text"]

# For the file input's ``accept``.
FILE_TYPES = (".html", ".htm", ".txt", ".xml", ".csv", ".xlsx", ".json")
LARGEST_FILE = 20 * 1024 * 1024
# Of tags in an export and a page, and of lines in a text: far more than any has, and few enough to read in seconds.
MOST_TAGS_OF_EXPORT = 200_000
MOST_TAGS = 100_000
MOST_LINES = 30_000


def read_sessions(content: bytes, file_name: str, *, day_first: bool) -> list[FoundSession]:
    """
    Return the sessions in a file, which can be empty if it has none.

    ``day_first`` says how to list the meanings of ``10/8/20`` if no other date of the file decides
    it. Raises ``ImportFileError`` with a message for an editor.
    """
    if len(content) > LARGEST_FILE:
        raise ImportFileError(
            _("“%(file)s” is too large. The limit is %(limit)d MB. Divide it into several files.")
            % {"file": file_name, "limit": LARGEST_FILE // 1024 // 1024}
        )
    found = _read(content, file_name, day_first=day_first)
    if len(found) > MOST_SESSIONS:
        raise too_many_sessions(len(found))
    return found


def read_text(text: str, *, day_first: bool) -> list[FoundSession]:
    """Return the sessions in a pasted text or pasted HTML."""
    return read_sessions(clean(text).encode("utf-8", "replace"), _("pasted text"), day_first=day_first)


def _read(content: bytes, file_name: str, *, day_first: bool) -> list[FoundSession]:
    if is_xlsx(content):
        return read_xlsx(content, file_name, day_first=day_first)
    text = decode(content, file_name)
    if file_name.lower().endswith(".json") or text[:1000].lstrip().startswith("{"):
        return read_export(text, file_name)
    if is_wxr(text):
        _refuse_more(text, "<", MOST_TAGS_OF_EXPORT, file_name)
        return read_wxr(text, file_name, day_first=day_first)
    has_tags = is_html(text)
    if file_name.lower().endswith((".csv", ".tsv")) or (not has_tags and has_header(text)):
        return read_csv(text, file_name, day_first=day_first)
    if file_name.lower().endswith(".xml") and not has_tags:
        raise ImportFileError(_("“%(file)s” is not a WordPress export.") % {"file": file_name})
    _refuse_more(text, "<" if has_tags else "\n", MOST_TAGS if has_tags else MOST_LINES, file_name)
    passages = read_html_passages(text) if has_tags else read_text_passages(text)
    return read_passages(passages, day_first=day_first)


def _refuse_more(text: str, mark: str, most: int, file_name: str) -> None:
    """Raise ``ImportFileError`` if ``text`` has too many tags or lines."""
    if text.count(mark) > most:
        raise ImportFileError(_("“%(file)s” is too long. Divide it into several files.") % {"file": file_name})
