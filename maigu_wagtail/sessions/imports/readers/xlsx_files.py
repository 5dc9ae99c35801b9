"""Excel workbooks. Formulas are not evaluated: a cell has the value that the spreadsheet program saved."""

from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from maigu_wagtail.recordings.archives import OversizedArchive, contents_of
from maigu_wagtail.sessions.imports.found import FoundSession, ImportFileError

from .decoding import clean
from .rows import MOST_ROWS, find_header, read_rows, too_many_rows

# In bytes, for all parts of a workbook together.
_LARGEST_UNPACKED = 40 * 1024 * 1024
_MOST_COLUMNS = 100


def is_xlsx(content: bytes) -> bool:
    """Return whether ``content`` begins like a zip file, as workbooks do."""
    return content.startswith(b"PK\x03\x04")


def read_xlsx(content: bytes, file_name: str, *, day_first: bool) -> list[FoundSession]:
    """Return a session for each row of the first sheet that has a header."""
    _refuse_bombs(content, file_name)
    try:
        sheets = [list(rows) for rows in _sheets(content, file_name)]
    except ImportFileError:
        raise
    except Exception:  # noqa: BLE001 -- openpyxl raises anything for a damaged workbook
        raise ImportFileError(
            _(
                "“%(file)s” can’t be read as an Excel workbook. Open it in your spreadsheet program, and save it as XLSX or CSV."
            )
            % {"file": file_name}
        ) from None
    rows = next((rows for rows in sheets if find_header(rows) is not None), sheets[0] if sheets else [])
    return read_rows(rows, file_name, day_first=day_first)


def _refuse_bombs(content: bytes, file_name: str) -> None:
    try:
        names, _content = contents_of(BytesIO(content), "[content_types].xml")
        with ZipFile(BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (OversizedArchive, BadZipFile, ValueError, OSError):
        names, unpacked = set(), 0
    if unpacked > _LARGEST_UNPACKED:
        raise ImportFileError(
            _("“%(file)s” is too large when unpacked. Copy the rows into a new workbook, and try again.")
            % {"file": file_name}
        )
    if "xl/workbook.xml" not in names:
        raise ImportFileError(_("“%(file)s” is not an Excel workbook. Save it as XLSX or CSV.") % {"file": file_name})


def _sheets(content: bytes, file_name: str) -> Iterator[Iterator[list[str]]]:
    workbook = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    for sheet in workbook.worksheets[:20]:
        # What the sheet says of its size need not be true.
        sheet.reset_dimensions()
        yield _rows(sheet.iter_rows(max_col=_MOST_COLUMNS, max_row=MOST_ROWS + 1, values_only=True), file_name)


def _rows(rows: Iterator[tuple[object, ...]], file_name: str) -> Iterator[list[str]]:
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise too_many_rows(file_name)
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, datetime) and cell.time() != time.min:
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else clean(str(cell))
