"""The form field for a recording's poster. Checks the file size before opening the image."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext

from maigu_wagtail.recordings import kinds

MOST_BYTES = 5 * 1024 * 1024
# A small file can decode to a huge image: 50 million pixels take 200 MB in a browser.
MOST_PIXELS = 50_000_000


class PosterField(forms.ImageField):
    """An image field that only accepts formats every browser shows, up to ``MOST_BYTES`` and ``MOST_PIXELS``."""

    def to_python(self, data: Any) -> Any:
        if isinstance(data, UploadedFile) and (data.size or 0) > MOST_BYTES:
            values = {"most": filesizeformat(MOST_BYTES)}
            raise ValidationError(gettext("This poster is too large. The limit is %(most)s.") % values)
        return super().to_python(data)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            _check_content(file)
        return file


def _check_content(file: Any) -> None:
    try:
        kinds.kind_of(file, file.name or "", kinds.POSTERS)
    except kinds.RefusedFile as error:
        raise ValidationError(error.message) from error
    # Set by Django's ``ImageField``.
    width, height = file.image.size
    if width * height > MOST_PIXELS:
        message = gettext(
            "This picture is too large: %(width)s × %(height)s pixels. Make it smaller and upload it again."
        )
        raise ValidationError(message % {"width": width, "height": height})
