"""Tables of sessions: the names of the columns say what is in the cells."""

from .passages import LABELLED, LINKS, Passage
from .rows import field_of

_LABELS = {"speakers": "Speakers", "moderator": "Moderator", "audience": "Audience", "video": LINKS, "files": LINKS}


def mark_columns(row: list[list[Passage]], header: list[str]) -> list[str]:
    """
    Set the titles in ``row`` as titles, and return the fields of the table's columns.

    ``row`` has the passages of each cell; ``header`` has the fields, or nothing until a row names them.
    """
    if not header:
        fields = [field_of(" ".join(passage.text for passage in cell)) for cell in row]
        if "title" not in fields and {"date", "speakers"} <= set(fields) and "" in fields:
            # "Workshop topic"
            fields[fields.index("")] = "title"
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
            continue
        cell[0].label = _LABELS.get(field, "")
        for passage in cell:
            passage.column = field or "other"
    return header
