"""
Forms for members' files.

The kind of a file is determined by its content. Other fields are only filled in if the editor left
them blank.
"""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.collections import BaseCollectionMemberForm, CollectionChoiceField
from wagtail.models import Collection

from maigu_wagtail.conf import conf
from maigu_wagtail.recordings import kinds
from maigu_wagtail.recordings.models import Handout, PrivateFileMixin

from .permissions import HANDOUTS


def file_input(accepted: dict[str, kinds.Kind], **attrs: str) -> forms.FileInput:
    """Return a file input for ``accepted`` kinds. Extra ``attrs`` are for the scripts."""
    return forms.FileInput({"accept": kinds.endings(accepted).replace(" ", ""), **attrs})


def check_size(size: int, most: int) -> None:
    """Raise ``ValidationError`` if ``size`` is 0 or more than ``most``, both in bytes."""
    if not 0 < size <= most:
        message = gettext("This file is too large or empty (%(size)s). The limit is %(most)s.")
        raise ValidationError(message % {"size": filesizeformat(size), "most": filesizeformat(most)})


@dataclass(frozen=True)
class Taken:
    """A new file that passed validation: its original name, its size in bytes, and its kind."""

    name: str
    size: int
    kind: kinds.Kind


class PrivateFileForm(BaseCollectionMemberForm):
    """The fields that recordings and handouts share: title, file and collection."""

    kinds: ClassVar[dict[str, kinds.Kind]]
    taken: Taken | None = None

    title = forms.CharField(
        label=_("Title"),
        max_length=255,
        required=False,
        help_text=_("Shown above it, such as “Part 1: the ordinance”. Leave blank to use the name of the file."),
    )
    collection = CollectionChoiceField(
        label=_("Collection"),
        queryset=Collection.objects.all(),
        empty_label=None,
        help_text=_(
            "Decides who can use it in the CMS. If the collection is private, only the people it names can get "
            "the file."
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
            field.help_text += " " + gettext("Leave blank to keep the current file.")

    @property
    def most(self) -> int:
        """The maximum size of the file, in bytes."""
        raise NotImplementedError

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            check_size(file.size or 0, self.most)
            try:
                kind = kinds.kind_of(file, file.name or "", self.kinds)
            except kinds.RefusedFile as error:
                raise forms.ValidationError(error.message) from error
            self.taken = Taken(file.name or "", file.size or 0, kind)
        return file

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("title"):
            values["title"] = PurePath(self.taken.name).stem[:255] if self.taken else self.instance.title
        return values

    @property
    def new_file(self) -> UploadedFile | None:
        """The file uploaded with the form; ``None`` to keep the current one."""
        file = self.cleaned_data.get("file")
        return file if isinstance(file, UploadedFile) else None

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.taken and not self.errors:
            self.instance.original_name = self.taken.name[:255]
            self.instance.content_type = self.taken.kind.content_type
            self.instance.size = self.taken.size

    class Meta:
        model: type[PrivateFileMixin]
        fields: ClassVar = ["title", "file", "collection"]


class HandoutForm(PrivateFileForm):
    kinds = kinds.HANDOUTS
    permission_policy = HANDOUTS

    @property
    def most(self) -> int:
        return conf.MAIGU_WAGTAIL_HANDOUT_MAX_SIZE

    class Meta(PrivateFileForm.Meta):
        model = Handout
