"""CSV files, whichever program wrote them."""

import csv
import io

from django.utils.translation import gettext as _

from .found import FoundSession, ImportFileError
from .rows import find_header, read_rows

_DELIMITERS = ",;\t|"
_MOST_ROWS = 10_000


def read_csv(text: str, file_name: str, *, day_first: bool) -> list[FoundSession]:
    """Return a session for each row, with the delimiter that makes sense of the header."""
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > _MOST_ROWS:
                raise ImportFileError(
                    _("“%(file)s” has more than %(limit)d rows. Divide it into several files.")
                    % {"file": file_name, "limit": _MOST_ROWS}
                )
    except csv.Error:
        raise ImportFileError(
            _("“%(file)s”, line %(line)d: this line can’t be read. A quotation mark is probably missing near it.")
            % {"file": file_name, "line": reader.line_num}
        ) from None
    return read_rows(rows, file_name, day_first=day_first)


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
