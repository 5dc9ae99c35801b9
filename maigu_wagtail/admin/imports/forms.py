"""The form that begins an import: a section, and a file or a text."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.sessions.imports import reading
from maigu_wagtail.sessions.imports.date_order import is_day_first_by_default
from maigu_wagtail.sessions.imports.found import FoundSession, ImportFileError

DAY, MONTH = "day", "month"


class StartForm(forms.Form):
    """``sections`` are pairs of a section and its name. ``found`` has the sessions once the form is valid."""

    section = forms.TypedChoiceField(
        label=_("Section"),
        widget=forms.Select(attrs={"class": "maigu-select"}),
        help_text=_("The drafts are created in this section."),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(reading.FILE_TYPES)}),
        help_text=_("A saved web page (HTML), a text, a WordPress export, or a spreadsheet (CSV or XLSX)."),
    )
    text = forms.CharField(
        label=_("Or paste the page"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Copy everything on the old page and paste it here: its text, or its HTML."),
    )
    order = forms.ChoiceField(
        label=_("Dates in numbers"),
        choices=[
            (MONTH, _("Month first: 12/14/2023 is 14 December")),
            (DAY, _("Day first: 14/12/2023 is 14 December")),
        ],
        widget=forms.RadioSelect,
        help_text=_("If this cannot be right for a date, you will be asked."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, sections: Sequence[tuple[Any, str]]) -> None:
        super().__init__(data, files, initial={"order": DAY if is_day_first_by_default() else MONTH})
        by_key = {str(section.pk): section for section, _name in sections}
        field: Any = self.fields["section"]
        field.choices = [(section.pk, name) for section, name in sections]
        field.coerce = by_key.__getitem__
        self.found: list[FoundSession] = []

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        file, text = values.get("file"), values.get("text", "")
        if file and text.strip():
            self.add_error("text", _("Choose a file or paste a text, not both."))
        elif not file and not text.strip() and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or paste the page below."))
        elif not self.errors:
            self.read(file, text, is_day_first=values["order"] == DAY)
        return values

    def read(self, file: Any, text: str, *, is_day_first: bool) -> None:
        """Set ``found`` to the sessions in ``file``, or in ``text`` without one."""
        name = "file" if file else "text"
        try:
            if not file:
                self.found = reading.read_text(text, day_first=is_day_first)
            elif file.size > reading.LARGEST_FILE:
                megabytes = {"number": reading.LARGEST_FILE // 1_000_000}
                self.add_error(name, gettext("This file is too large. The limit is %(number)d MB.") % megabytes)
            else:
                self.found = reading.read_sessions(file.read(), file.name, day_first=is_day_first)
        except ImportFileError as error:
            self.add_error(name, str(error))
        if not self.found and name not in self.errors:
            nothing = _(
                "No sessions were found here. Each needs a title and a date, for example in one line: “Opening "
                "session (12/14/2023)”. A spreadsheet needs a first row with names of columns, as the template has."
            )
            self.add_error(name, nothing)
