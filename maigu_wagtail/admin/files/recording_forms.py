"""
The forms for a recording: a short one in the chooser, and the full one.

Duration and dimensions come from the editor's browser or, if missing, from the server.
"""

import json
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.conf import conf
from maigu_wagtail.recordings import kinds
from maigu_wagtail.recordings.codecs import NAMES, codecs_of
from maigu_wagtail.recordings.metadata import Metadata, read_metadata
from maigu_wagtail.recordings.models import Recording

from .direct_uploads import are_direct, arrived
from .forms import PrivateFileForm, Taken, file_input
from .permissions import RECORDINGS
from .posters import PosterField


class NewRecordingForm(PrivateFileForm):
    """The short form in the chooser."""

    kinds = kinds.RECORDINGS
    permission_policy = RECORDINGS
    codecs = ""
    measured: ClassVar = ["duration", "width", "height"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.measured:
            self.fields[name].widget.attrs["data-maigu-measured"] = name
        names = {code: str(name) for code, name in NAMES.items()}
        self.fields["file"].widget.attrs["data-maigu-doubtful"] = json.dumps(names)

    @property
    def most(self) -> int:
        return conf.MAIGU_WAGTAIL_RECORDING_MAX_SIZE

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.taken:
            # A direct upload is not downloaded again to measure it.
            metadata = Metadata()
            if self.new_file:
                metadata, self.codecs = read_metadata(self.new_file), codecs_of(self.new_file)
            for name in self.measured:
                # A value the editor did not change describes the previous file.
                is_stale = bool(self.instance.pk) and name not in self.changed_data
                if is_stale or values.get(name) is None:
                    values[name] = getattr(metadata, name) or values.get(name)
        return values

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.taken:
            self.instance.codecs = self.codecs

    class Meta(PrivateFileForm.Meta):
        model = Recording
        fields: ClassVar = ["title", "file", "duration", "width", "height", "collection"]
        widgets: ClassVar[dict[str, Any]] = dict.fromkeys(("duration", "width", "height"), forms.HiddenInput)


class RecordingForm(NewRecordingForm):
    """All fields of a recording; captions have a formset of their own."""

    poster = PosterField(
        label=_("Poster"),
        required=False,
        widget=file_input(kinds.POSTERS, **{"data-maigu-poster": ""}),
        help_text=_("The image the player shows before it starts: JPEG, PNG or WebP."),
    )
    no_poster = forms.BooleanField(label=_("Remove the poster"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.get("user")
        super().__init__(*args, **kwargs)
        if not self.instance.poster:
            del self.fields["no_poster"]
        if are_direct():
            upload_url = reverse("maigu_recordings_upload")
            self.fields["uploaded"] = forms.CharField(
                required=False, widget=forms.HiddenInput({"data-maigu-direct": upload_url})
            )
            if self.data.get(self.add_prefix("uploaded")):
                self.fields["file"].required = False

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("uploaded") and not self.new_file:
            self.take_arrived()
        values = super().clean()
        if values.get("no_poster") and not isinstance(values.get("poster"), UploadedFile):
            values["poster"] = ""
        return values

    def take_arrived(self) -> None:
        """Use the file that the browser uploaded straight to file storage."""
        try:
            staged = arrived(self.cleaned_data["uploaded"], self.user)
        except forms.ValidationError as error:
            self.add_error("file", error)
            return
        self.taken = Taken(staged.name or "", staged.found.size, staged.found.kind)
        self.codecs = staged.found.codecs
        self.cleaned_data["file"] = staged

    class Meta(NewRecordingForm.Meta):
        fields: ClassVar = [
            *("title", "file", "duration", "width", "height"),
            *("is_downloadable", "poster", "is_poster_public", "transcript", "collection"),
        ]
        widgets: ClassVar[dict[str, Any]] = {"transcript": forms.Textarea({"rows": 12, "data-maigu-transcript": ""})}
