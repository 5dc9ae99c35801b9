"""
The caption rows below the recording form: a language, and a file or text.

Errors in a file are shown on its row, with line numbers.
"""

from typing import Any, ClassVar, cast

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.recordings.captions import MOST_BYTES, CaptionsError, read_captions
from maigu_wagtail.recordings.models import Caption, Recording


def language_choices() -> list[tuple[str, str]]:
    """Return all languages that Django knows, as ``(code, name)`` sorted by name in the active language."""
    known = [code for code, info in LANG_INFO.items() if "name" in info]
    named = sorted((str(get_language_info(code)["name_translated"]), code) for code in known)
    return [("", gettext("Choose a language")), *((code, name) for name, code in named)]


class CaptionForm(forms.ModelForm):
    """Captions in one language, as a file or as text."""

    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    upload = forms.FileField(
        label=_("Caption file"),
        required=False,
        widget=forms.FileInput({"accept": ".vtt,.srt"}),
        help_text=_("WebVTT (.vtt) or SubRip (.srt), the formats captioning services provide."),
    )
    text = forms.CharField(
        label=_("or the captions as text"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].initial = self.instance.webvtt
        language, field = self.instance.language, cast("Any", self.fields["language"])
        choices = list(field.choices)
        if language and language not in dict(choices):
            # Keep a language that was set in another way, such as by an import.
            field.choices = [*choices, (language, language)]

    def clean_upload(self) -> Any:
        file = self.cleaned_data["upload"]
        if file:
            # Reading one byte over the limit is enough to see that the file is too large.
            self.webvtt = self._read(file.read(MOST_BYTES + 1), file.name)
        return file

    def clean_text(self) -> str:
        # Browsers send CRLF line endings.
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        if text.strip() and not self.files.get(self.add_prefix("upload")):
            # Unchanged text is not validated: it may have been imported in another way.
            self.webvtt = text if text == self.instance.webvtt else self._read(text.encode("utf-8", "replace"), "")
        return text

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not hasattr(self, "webvtt") and not {"upload", "text"} & set(self.errors):
            self.add_error("upload", gettext("Choose a caption file, or type the captions below."))
        return values

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # an internal method, missing from the types
        if hasattr(self, "webvtt"):
            self.instance.webvtt = self.webvtt

    def _read(self, data: bytes, filename: str) -> str:
        try:
            return read_captions(data, filename)
        except CaptionsError as error:
            raise forms.ValidationError([str(fault) for fault in error.faults]) from error

    class Meta:
        model = Caption
        fields: ClassVar = ["language", "label", "upload", "text"]


class BaseCaptionFormSet(forms.BaseInlineFormSet):
    """All captions of a recording, in the order of the player's menu."""

    def clean(self) -> None:
        if any(self.errors):
            return
        names = [
            (form.cleaned_data["language"], form.cleaned_data.get("label", ""))
            for form in self.forms
            if form not in self.deleted_forms and form.cleaned_data.get("language")
        ]
        if len(set(names)) < len(names):
            message = _("Two captions have the same language and name. Give one of them a different name.")
            raise forms.ValidationError(message)

    def save_new(self, form: Any, commit: bool = True) -> Caption:
        form.instance.sort_order = self.forms.index(form)
        return super().save_new(form, commit)


CaptionFormSet = forms.inlineformset_factory(
    Recording,
    Caption,
    form=CaptionForm,
    formset=BaseCaptionFormSet,
    extra=1,
    max_num=20,
    validate_max=True,
)
