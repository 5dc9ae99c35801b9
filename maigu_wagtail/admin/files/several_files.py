"""
What several files can be: recordings, captions, posters and handouts, each with its limits.

The checks are those of a single upload. Errors name the file.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from maigu_wagtail.conf import conf
from maigu_wagtail.recordings import captions, kinds
from maigu_wagtail.recordings.arrivals import store_file
from maigu_wagtail.recordings.codecs import codecs_of
from maigu_wagtail.recordings.lifecycle import StoreFailed
from maigu_wagtail.recordings.metadata import read_metadata
from maigu_wagtail.recordings.pairing import CAPTIONS, HANDOUT, PART_BY_EXTENSION, POSTER, RECORDING, part_of
from maigu_wagtail.recordings.uploads import Upload

from .forms import check_size
from .permissions import HANDOUTS, RECORDINGS
from .posters import MOST_BYTES as MOST_OF_POSTER
from .posters import PosterField

# How many files an editor can have in the list.
MOST_FILES = 200
ACCEPTED = ",".join(f".{extension}" for extension in PART_BY_EXTENSION)


def most_bytes(part: str) -> int:
    """Return the maximum size of a file that is ``part``, in bytes."""
    limits = {
        RECORDING: conf.MAIGU_WAGTAIL_RECORDING_MAX_SIZE,
        HANDOUT: conf.MAIGU_WAGTAIL_HANDOUT_MAX_SIZE,
        CAPTIONS: captions.MOST_BYTES,
        POSTER: MOST_OF_POSTER,
    }
    return limits[part]


def addable_collections(user: Any) -> dict[str, set[int]]:
    """Return the keys of the collections that ``user`` may add each part to."""
    keys = {
        policy: set(policy.collections_user_has_permission_for(user, "add").values_list("pk", flat=True))
        for policy in (RECORDINGS, HANDOUTS)
    }
    return {part: keys[HANDOUTS if part == HANDOUT else RECORDINGS] for part in _RECEIVERS}


def check_claim(name: str, size: int, collection_pk: int, addable: Mapping[str, set[int]]) -> None:
    """Raise ``ValidationError`` if a file of this name and size is not accepted, or not in this collection."""
    part = part_of(name)
    if not part:
        values = {"name": name, "kinds": kinds.endings(PART_BY_EXTENSION)}
        message = gettext("You cannot use “%(name)s” here. You can use these kinds of files: %(kinds)s.")
        raise ValidationError(message % values)
    if collection_pk not in addable[part]:
        message = gettext("You do not have permission to add “%(name)s” to this collection. Choose another collection.")
        raise ValidationError(message % {"name": name})
    try:
        check_size(size, most_bytes(part))
    except ValidationError as error:
        raise named_error(name, error) from error


def named_error(name: str, error: ValidationError) -> ValidationError:
    """Return ``error`` with the name of the file it is about."""
    values = {"name": name, "error": " ".join(error.messages)}
    return ValidationError(gettext("“%(name)s”: %(error)s") % values)


def receive(upload: Upload, file: UploadedFile) -> None:
    """
    Check and store the whole ``file`` of ``upload``.

    Raises ``ValidationError`` if it is refused or cannot be stored; then nothing is stored.
    """
    try:
        check_size(file.size or 0, most_bytes(upload.part))
        _RECEIVERS[upload.part](upload, file)
        store_file(upload, None if upload.part == CAPTIONS else file)
    except kinds.RefusedFile as error:
        # Its message has the name.
        raise ValidationError(error.message) from error
    except (captions.CaptionsError, StoreFailed) as error:
        message = error.message if isinstance(error, StoreFailed) else str(error)
        raise named_error(upload.name, ValidationError(message)) from error
    except ValidationError as error:
        raise named_error(upload.name, error) from error


def _receive_recording(upload: Upload, file: UploadedFile) -> None:
    upload.content_type = kinds.kind_of(file, upload.name, kinds.RECORDINGS).content_type
    upload.size, upload.codecs = file.size or 0, codecs_of(file)
    found = read_metadata(file)
    for name in ("duration", "width", "height"):
        setattr(upload, name, getattr(found, name) or getattr(upload, name))


def _receive_captions(upload: Upload, file: UploadedFile) -> None:
    upload.webvtt = captions.read_captions(file.read(captions.MOST_BYTES + 1), upload.name)


def _receive_poster(upload: Upload, file: UploadedFile) -> None:
    PosterField().clean(file)


def _receive_handout(upload: Upload, file: UploadedFile) -> None:
    upload.content_type = kinds.kind_of(file, upload.name, kinds.HANDOUTS).content_type
    upload.size = file.size or 0


_RECEIVERS = {
    RECORDING: _receive_recording,
    CAPTIONS: _receive_captions,
    POSTER: _receive_poster,
    HANDOUT: _receive_handout,
}
