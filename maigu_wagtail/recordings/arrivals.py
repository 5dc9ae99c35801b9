"""Receives the files of ``Upload`` rows, whole or in parts, and makes recordings and handouts of them."""

from collections.abc import Iterable
from functools import partial
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.db import transaction

from . import kinds, multipart, s3
from .lifecycle import keeping_files
from .models import Caption, Handout, Recording
from .staging import examine
from .storage import private_storage, random_key
from .uploads import Upload


class Incomplete(Exception):
    """Parts of the file are missing."""


def missing_parts(upload: Upload) -> list[multipart.Part]:
    """
    Return the parts of ``upload`` that have not arrived. Begins the upload if it has not begun, or S3 has ended it.

    Raises boto3's errors.
    """
    arrived = _arrived(upload)
    if arrived is None and _is_at_its_key(upload):
        return []
    if arrived is None:
        _begin(upload)
    else:
        # It is not abandoned.
        upload.save(update_fields=["updated_at"])
    return [part for part in multipart.parts_of(upload.size) if part not in (arrived or {})]


def _arrived(upload: Upload) -> dict[multipart.Part, str] | None:
    storage, key = private_storage(), upload.key
    return multipart.arrived_parts(storage, key, upload.multipart_id) if upload.multipart_id else None


def _is_at_its_key(upload: Upload) -> bool:
    """Return whether S3 has the complete file, although this could not be saved in the row."""
    return bool(upload.multipart_id) and s3.size_at(private_storage(), upload.key) == upload.size


def _begin(upload: Upload) -> None:
    kind = kinds.claimed_kind(upload.name, kinds.RECORDINGS)
    upload.file.name = random_key(upload, upload.name)
    upload.multipart_id = multipart.begin(private_storage(), upload.key, content_type=kind.content_type)
    upload.save(update_fields=["file", "multipart_id", "updated_at"])


def complete_parts(upload: Upload) -> None:
    """
    Put the parts of ``upload`` together, examine the file, and save the row.

    Raises ``Incomplete`` if a part is missing, ``kinds.RefusedFile`` if the content is not what the
    name claims, and boto3's errors.
    """
    storage, key, arrived = private_storage(), upload.key, _arrived(upload)
    if arrived is not None:
        parts = multipart.parts_of(upload.size)
        if not set(parts) <= set(arrived):
            raise Incomplete(upload.name)
        multipart.complete(storage, key, upload.multipart_id, [(part, arrived[part]) for part in parts])
    elif not _is_at_its_key(upload):
        raise Incomplete(upload.name)
    found = examine(storage, key, upload.name, kinds.RECORDINGS)
    upload.content_type, upload.size, upload.codecs = found.kind.content_type, found.size, found.codecs
    upload.multipart_id, upload.is_complete = "", True
    upload.save()


def store_file(upload: Upload, file: File | None) -> None:
    """Save ``upload`` with its whole ``file``, ``None`` for captions. Raises ``lifecycle.StoreFailed``."""
    upload.is_complete = True
    upload.file = file
    with keeping_files(upload):
        upload.save()


def end_parts(instance: Upload, **kwargs: Any) -> None:
    """End, after commit, the upload in parts of a deleted row; a ``post_delete`` handler."""
    if instance.multipart_id:
        key, upload_id = instance.key, instance.multipart_id
        transaction.on_commit(partial(multipart.abort, private_storage(), key, upload_id), robust=True)


def make_recording(file: Upload, captions: Iterable[tuple[Upload, str]], poster: Upload | None) -> Recording:
    """Return a new recording of complete uploads, with captions in the given languages. It takes over their files."""
    recording = Recording.objects.create(
        **_facts_of(file),
        poster=poster.file.name if poster else "",
        codecs=file.codecs,
        duration=file.duration,
        width=file.width,
        height=file.height,
    )
    for order, (text, language) in enumerate(captions):
        Caption.objects.create(recording=recording, language=language, webvtt=text.webvtt, sort_order=order)
    return recording


def make_handout(file: Upload) -> Handout:
    """Return a new handout of a complete upload. It takes over its file."""
    return Handout.objects.create(**_facts_of(file))


def _facts_of(file: Upload) -> dict[str, Any]:
    return {
        "title": PurePath(file.name).stem[:255],
        "file": file.file.name,
        "original_name": file.name,
        "content_type": file.content_type,
        "size": file.size,
        "collection": file.collection,
        "uploaded_by": file.user,
    }
