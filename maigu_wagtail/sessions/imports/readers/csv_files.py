"""CSV files, whichever program wrote them."""

import csv
import io

from django.utils.translation import gettext as _

from maigu_wagtail.sessions.imports.found import FoundSession, ImportFileError

from .rows import MOST_ROWS, find_header, read_rows, too_many_rows

_DELIMITERS = ",;\t|"


def read_csv(text: str, file_name: str, *, day_first: bool) -> list[FoundSession]:
    """Return a session for each row, with the delimiter that makes sense of the header."""
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise too_many_rows(file_name)
    except csv.Error:
        raise ImportFileError(
            _(
                "“%(file)s”, row %(row)d: this row can’t be read. A quotation mark is missing in it, or there is one too many."
            )
            % {"file": file_name, "row": len(rows) + 1}
        ) from None
    return read_rows(rows, file_name, day_first=day_first)


def has_header(text: str) -> bool:
    """Return whether the first line of ``text`` names the columns of a spreadsheet, as rows copied from one do."""
    first = text.lstrip("\n").split("\n", 1)[0][:2000]
    return any(find_header([first.split(delimiter)]) is not None for delimiter in _DELIMITERS)


def _delimiter(text: str) -> str:
    """Return the delimiter by which the first lines have a header, otherwise the one that is most frequent in them."""
    start = text[:20_000]
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter))
        except csv.Error:
            continue
        if find_header(rows) is not None:
            return delimiter
    return max(_DELIMITERS, key=start.split("\n", 1)[0].count)
