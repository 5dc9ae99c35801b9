"""Spreadsheet exports in which no cell is a formula."""

import re
from collections.abc import Iterator
from typing import Any

# https://owasp.org/www-community/attacks/CSV_Injection. Some programs also skip white space before the sign.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


class SafeExportMixin:
    """Exports text such as ``=1+1`` as text. List it before Wagtail's ``SpreadsheetExportMixin``."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        text = super().preprocess_field_value(field, value, export_format)  # type: ignore[misc]  # defined by Wagtail's mixin
        if export_format == "csv" and isinstance(text, str) and FORMULA.match(text):
            return f"'{text}"
        return text

    def generate_xlsx_row(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        # Wagtail does this itself since 7.4.4 and 8.0.1.
        for cell in super().generate_xlsx_row(*args, **kwargs):  # type: ignore[misc]  # defined by Wagtail's mixin
            if cell.data_type == "f":
                cell.data_type = "s"
            yield cell
