"""How many bytes an uploaded file may have, and what an editor is told where it has others."""

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext


def check_size(size: int, most: int) -> None:
    """Raise ``ValidationError`` where a file has no bytes, or more than ``most``."""
    if not 0 < size <= most:
        words = gettext("This file is %(size)s, and may be %(most)s at the most.")
        raise ValidationError(words % {"size": filesizeformat(size), "most": filesizeformat(most)})
