"""The template to fill in, as CSV and as an Excel workbook."""

import csv
import io
from datetime import date, time

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

_EXAMPLE = (date(2023, 12, 14), time(14), time(15, 30))


def csv_template() -> bytes:
    """Return the template as CSV in UTF-8, with the mark that Excel needs to recognise it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_columns(), _example(*(value.isoformat()[:10] for value in _EXAMPLE))])
    return text.getvalue().encode("utf-8-sig")


def xlsx_template() -> bytes:
    """Return the template as an Excel workbook."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(_columns())
    sheet.append(_example(*_EXAMPLE))
    for number, cell in enumerate(sheet[1]):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = (30, 12, 12, 12, 20, 50, 50, 40, 40)[number]
    for cell in sheet[2]:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _columns() -> list[str]:
    """Return the names of the columns. Their translations are in ``words.ini`` too."""
    names = [_("Title"), _("Date"), _("Start time"), _("End time"), _("Audience"), _("Description"), _("Speakers")]
    return [*names, _("Video"), _("Files")]


def _example(*when: object) -> list[object]:
    return [
        _("Example: How cities trace crime guns"),
        *when,
        _("City attorneys"),
        _("What a trace report tells, and how to request one."),
        _("Ana Example; Mayor; City of Example\nModerator: Bo Sample; Director; Example Institute"),
        "https://vimeo.com/76979871",
        "https://www.example.org/slides.pdf",
    ]
