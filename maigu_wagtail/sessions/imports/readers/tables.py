"""Tables of sessions: the names of the columns say what is in the cells."""

from .passages import LABELLED, Passage
from .rows import field_of

_LABELS = {"speakers": "Speakers", "moderator": "Moderator", "audience": "Audience"}


def mark_columns(row: list[list[Passage]], header: list[str]) -> list[str]:
    """
    Set the titles in ``row`` as titles, and return the fields of the table's columns.

    ``row`` has the passages of each cell; ``header`` has the fields, or nothing until a row names them.
    """
    if not header:
        fields = [field_of(" ".join(passage.text for passage in cell)) for cell in row]
        if "title" in fields and len(set(fields) - {""}) > 1:
            for cell in row:
                for passage in cell:
                    passage.text = passage.html = ""
            return fields
        return []
    for field, cell in zip(header, row, strict=False):
        if not cell:
            continue
        if field == "title":
            cell[0].style = min(cell[0].style, LABELLED)
        elif field in _LABELS:
            cell[0].label = _LABELS[field]
    return header
