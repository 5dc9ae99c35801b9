"""The forms of the preview: one for each session that was found, on pages of twenty."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.sessions.dates import long_date
from maigu_wagtail.sessions.imports.description_text import from_text, is_formatted, to_text
from maigu_wagtail.sessions.imports.speaker_text import read_speakers, speakers_text
from maigu_wagtail.sessions.imports.stored_rows import Row
from maigu_wagtail.sessions.schedule import default_time_zone

from .preview_rows import PreviewRow

NO_DATE = "none"
TEXTS = ("title", "audience", "video_url")
TIMES = ("start_time", "end_time")
TIME_INPUT = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
FORMATTED_HELP = _(
    "This text has links, lists or bold words. If you change it here, they are lost; the draft keeps them."
)


class RowForm(forms.Form):
    """A session that was found. Shows what it still lacks as errors, but stores whatever was typed."""

    is_ticked = forms.BooleanField(label=_("Create a draft"), required=False)
    title = forms.CharField(label=_("Title"), required=False)
    date_choice = forms.ChoiceField(label=_("Date"), required=False, widget=forms.RadioSelect)
    date = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    start_time = forms.TimeField(label=_("Starts at"), required=False, widget=TIME_INPUT)
    end_time = forms.TimeField(label=_("Ends at"), required=False, widget=TIME_INPUT)
    audience = forms.CharField(label=_("Audience"), required=False)
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    speakers = forms.CharField(
        label=_("Speakers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line: name; role; organisation. Begin a moderator’s line with “Moderator:”."),
    )
    video_url = forms.CharField(label=_("Address of the video"), required=False)
    updates = forms.MultipleChoiceField(label=_("Update"), required=False, widget=forms.CheckboxSelectMultiple)

    # The revision whose differences the editor sees.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *args: Any, preview: PreviewRow, **kwargs: Any) -> None:
        self.preview, self.is_stored = preview, data is None
        stored = {f"{kwargs['prefix']}-{name}": value for name, value in _values(preview).items()}
        super().__init__(stored if data is None else data, *args, **kwargs)
        for name in self.unused_fields():
            del self.fields[name]
        self.set_choices()

    def set_choices(self) -> None:
        """Offer the dates and updates that apply to this session, and say what the file has."""
        found = self.preview.row.found
        if "date_choice" in self.fields:
            self.fields["date_choice"].choices = [  # type: ignore[attr-defined]
                *((day.isoformat(), long_date(day)) for day in found.date_choices),
                (NO_DATE, _("Another date")),
            ]
        if "updates" in self.fields:
            self.fields["updates"].choices = [(each.field, each.label) for each in self.preview.differences]  # type: ignore[attr-defined]
        if "description" in self.fields and is_formatted(found.description):
            self.fields["description"].help_text = FORMATTED_HELP
        if "start_time" in self.fields:
            zone = found.time_zone or default_time_zone()
            self.fields["start_time"].help_text = gettext("Time zone: %(zone)s") % {"zone": zone}
        date_field = self.fields.get("date_choice") or self.fields.get("date")
        if date_field and found.date_text and not found.date:
            date_field.help_text = gettext("The file says “%(text)s”.") % {"text": found.date_text}

    def unused_fields(self) -> list[str]:
        """Return the fields that do not apply: a session that exists already has updates only."""
        preview = self.preview
        if preview.page:
            return [name for name in self.fields if name not in ("updates", "seen") or not preview.differences]
        return ["updates", "seen", "date" if preview.row.found.date_choices else "date_choice"]

    @property
    def boxes(self) -> list[tuple[Any, Any]]:
        """The box to tick for each difference, with the difference."""
        return list(zip(self["updates"], self.preview.differences, strict=True))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.is_stored and self.preview.row.is_ticked and not self.preview.page:
            for name, message in self.preview.row.problems.items():
                self.add_error("date_choice" if name == "date" and name not in self.fields else name, message)
        return values

    def changed_row(self) -> Row:
        """Return the row with what was typed and ticked."""
        row, values = self.preview.row, self.cleaned_data
        if self.preview.page:
            return replace(row, updates=tuple(values.get("updates", ())), seen=values.get("seen"))
        changes: dict[str, Any] = {name: values[name] for name in (*TEXTS, *TIMES)}
        if (choice := values.get("date_choice")) or "date" in self.fields:
            day = date.fromisoformat(choice) if choice and choice != NO_DATE else values.get("date")
            changes.update(date=day, date_choices=())
        text = _lines(values["description"])
        if text != to_text(row.found.description):
            changes["description"] = from_text(text)
        if _lines(values["speakers"]) != speakers_text(row.found.speakers):
            changes["speakers"] = read_speakers(values["speakers"])
        return replace(row, found=replace(row.found, **changes), is_ticked=values["is_ticked"])


class RowFormSet(forms.BaseFormSet):
    """A form for each of ``previews``, whatever number the browser sends."""

    def __init__(self, *args: Any, previews: Sequence[PreviewRow], **kwargs: Any) -> None:
        self.previews = previews
        super().__init__(*args, **kwargs)

    def total_form_count(self) -> int:
        return len(self.previews)

    def initial_form_count(self) -> int:
        return len(self.previews)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {"preview": self.previews[index or 0]}


def make_formset(previews: Sequence[PreviewRow], data: Any = None) -> RowFormSet:
    """Return the forms of ``previews``: as stored, or as ``data`` has them."""
    formset: type[RowFormSet] = forms.formset_factory(RowForm, formset=RowFormSet)  # type: ignore[assignment]
    return formset(data, previews=previews, prefix="rows")


def _values(preview: PreviewRow) -> dict[str, Any]:
    row, found = preview.row, preview.row.found
    return {
        **{name: getattr(found, name) for name in (*TEXTS, *TIMES)},
        "is_ticked": row.is_ticked,
        "date": found.date,
        "description": to_text(found.description),
        "speakers": speakers_text(found.speakers),
        "updates": row.updates,
        "seen": preview.page and preview.page.latest_revision_id,
    }


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()
