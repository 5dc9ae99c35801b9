"""
The forms for members' files: what an editor says of a file, and the file itself.

A file is taken for what its content is, and the rest is only filled in where the editor left it empty.
"""

from pathlib import PurePath
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.collections import BaseCollectionMemberForm, CollectionChoiceField
from wagtail.models import Collection

from maigu_wagtail.conf import conf
from maigu_wagtail.models import Handout, PrivateFileMixin, Recording
from maigu_wagtail.recordings import kinds
from maigu_wagtail.recordings.metadata import read_metadata

from .file_permissions import HANDOUTS, RECORDINGS

MOST_BYTES_OF_POSTER = 5 * 1024 * 1024


def file_input(accepted: dict[str, kinds.Kind], **attrs: str) -> forms.FileInput:
    """Return the field that chooses a file of these kinds, with what our script has to know of it."""
    return forms.FileInput({"accept": kinds.endings(accepted).replace(" ", ""), **attrs})


class PrivateFileForm(BaseCollectionMemberForm):
    """What all members' files have: title, file, collection."""

    kinds: ClassVar[dict[str, kinds.Kind]]

    title = forms.CharField(
        label=_("Title"),
        max_length=255,
        required=False,
        help_text=_("What members read above it, such as “Part 1: the ordinance”. Empty: the name of the file."),
    )
    collection = CollectionChoiceField(
        label=_("Collection"),
        queryset=Collection.objects.all(),
        empty_label=None,
        help_text=_(
            "Decides who may use it in the CMS. If the collection is private, only those it names get the file."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.widget = file_input(self.kinds, **{"data-maigu-file": "", "data-maigu-most": str(self.most)})
        field.help_text = gettext("%(kinds)s, at most %(size)s.") % {
            "kinds": kinds.endings(self.kinds),
            "size": filesizeformat(self.most),
        }
        if self.instance.pk:
            field.required = False
            field.help_text += " " + gettext("Leave it empty to keep the file there is.")

    @property
    def most(self) -> int:
        """Bytes that the file may have at the most."""
        raise NotImplementedError

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            if file.size is None or file.size > self.most:
                words = gettext("This file has %(size)s, and no more than %(most)s can be taken.")
                values = {"size": filesizeformat(file.size or 0), "most": filesizeformat(self.most)}
                raise forms.ValidationError(words % values)
            try:
                self.kind = kinds.kind_of(file, file.name or "", self.kinds)
            except kinds.RefusedFile as error:
                raise forms.ValidationError(error.message) from error
        return file

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        file = values.get("file")
        if not values.get("title"):
            is_new = isinstance(file, UploadedFile)
            values["title"] = PurePath(file.name or "").stem[:255] if is_new else self.instance.title
        return values

    @property
    def new_file(self) -> UploadedFile | None:
        """The file that was sent; nothing where the one there is stays."""
        file = self.cleaned_data.get("file")
        return file if isinstance(file, UploadedFile) else None

    def _post_clean(self) -> None:
        super()._post_clean()
        if (file := self.new_file) and not self.errors:
            self.instance.original_name = file.name
            self.instance.content_type = self.kind.content_type
            self.instance.size = file.size

    class Meta:
        model: type[PrivateFileMixin]
        fields: ClassVar = ["title", "file", "collection"]


class HandoutForm(PrivateFileForm):
    """A handout."""

    kinds = kinds.HANDOUTS
    permission_policy = HANDOUTS

    @property
    def most(self) -> int:
        return conf.MAIGU_WAGTAIL_HANDOUT_MAX_SIZE

    class Meta(PrivateFileForm.Meta):
        model = Handout


class NewRecordingForm(PrivateFileForm):
    """The least of a recording, as the chooser in a session's form asks for it."""

    kinds = kinds.RECORDINGS
    permission_policy = RECORDINGS
    measured: ClassVar = ["duration", "width", "height"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.measured:
            self.fields[name].widget.attrs["data-maigu-measured"] = name

    @property
    def most(self) -> int:
        return conf.MAIGU_WAGTAIL_RECORDING_MAX_SIZE

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if file := self.new_file:
            found = read_metadata(file)
            for name in self.measured:
                # What the editor left as it was is said of the earlier file.
                is_stale = bool(self.instance.pk) and name not in self.changed_data
                if is_stale or values.get(name) is None:
                    values[name] = getattr(found, name) or values.get(name)
        return values

    class Meta(PrivateFileForm.Meta):
        model = Recording
        fields: ClassVar = ["title", "file", "duration", "width", "height", "collection"]
        widgets: ClassVar = dict.fromkeys(("duration", "width", "height"), forms.HiddenInput)


class RecordingForm(NewRecordingForm):
    """All of a recording but its captions, which are rows of their own."""

    poster = forms.ImageField(
        label=_("Poster"),
        required=False,
        widget=file_input(kinds.POSTERS, **{"data-maigu-poster": ""}),
        help_text=_("The picture that stands in the player before it starts: JPEG, PNG or WebP."),
    )
    no_poster = forms.BooleanField(label=_("Remove the poster"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.poster:
            del self.fields["no_poster"]

    def clean_poster(self) -> Any:
        file = self.cleaned_data["poster"]
        if not isinstance(file, UploadedFile):
            return file
        if (file.size or 0) > MOST_BYTES_OF_POSTER:
            values = {"most": filesizeformat(MOST_BYTES_OF_POSTER)}
            raise forms.ValidationError(gettext("A poster has at most %(most)s.") % values)
        try:
            kinds.kind_of(file, file.name or "", kinds.POSTERS)
        except kinds.RefusedFile as error:
            raise forms.ValidationError(error.message) from error
        return file

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("no_poster") and not isinstance(values.get("poster"), UploadedFile):
            values["poster"] = ""
        return values

    class Meta(NewRecordingForm.Meta):
        fields: ClassVar = [
            *("title", "file", "duration", "width", "height"),
            *("poster", "is_poster_public", "transcript", "collection"),
        ]
        widgets: ClassVar = {"transcript": forms.Textarea({"rows": 12, "data-maigu-transcript": ""})}
