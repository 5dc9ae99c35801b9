"""Sessions from a file or a pasted text: chooses the reader by the content, then by the name."""

from django.utils.translation import gettext as _

from .csv_files import has_header, read_csv
from .decoding import clean, decode
from .exported import read_export
from .found import FoundSession, ImportFileError
from .html_pages import is_html, read_html_passages
from .pages import read_passages
from .plain_text import read_text_passages
from .wordpress import is_wxr, read_wxr
from .xlsx_files import is_xlsx, read_xlsx

# For the file input's ``accept``.
FILE_TYPES = (".html", ".htm", ".txt", ".xml", ".csv", ".xlsx", ".json")
LARGEST_FILE = 20 * 1024 * 1024
MOST_SESSIONS = 1000


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
    return _limited(_read(content, file_name, day_first=day_first), file_name)


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
        return read_wxr(text, file_name, day_first=day_first)
    if file_name.lower().endswith((".csv", ".tsv")) or (has_header(text) and not is_html(text)):
        return read_csv(text, file_name, day_first=day_first)
    if file_name.lower().endswith(".xml") and not is_html(text):
        raise ImportFileError(_("“%(file)s” is not a WordPress export.") % {"file": file_name})
    passages = read_html_passages(text) if is_html(text) else read_text_passages(text)
    return read_passages(passages, day_first=day_first)


def _limited(found: list[FoundSession], file_name: str) -> list[FoundSession]:
    if len(found) > MOST_SESSIONS:
        raise ImportFileError(
            _("“%(file)s” has %(number)d sessions. The limit is %(limit)d. Divide it into several files.")
            % {"file": file_name, "number": len(found), "limit": MOST_SESSIONS}
        )
    return found
