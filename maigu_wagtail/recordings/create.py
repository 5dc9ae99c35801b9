"""
Creates recordings and handouts from files, for code: an import, a script, a site's own form.

The CMS's forms do the same with what an editor uploads, and also limit the size.
"""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django.core.files import File
from django.db import transaction

from . import kinds
from .captions import read_captions
from .codecs import codecs_of
from .lifecycle import keeping_files
from .metadata import read_metadata
from .models import Caption, Handout, Recording


def create_recording(
    file: File,
    *,
    title: str = "",
    captions: Mapping[str, bytes | str] | None = None,
    poster: File | None = None,
    **fields: Any,
) -> Recording:
    """
    Store ``file`` and return it as a new recording; either everything is stored or nothing.

    ``file`` and ``poster`` are open for reading, and their ``name`` has an extension. ``title`` is
    the name of the file by default. ``captions`` maps language codes, such as ``"es"``, to WebVTT
    or SubRip, in the order of the player's menu. ``fields`` are other fields of ``Recording``;
    ``duration``, ``width`` and ``height`` are read from the file unless given (extra ``media``).

    Raises ``kinds.RefusedFile`` if the contents are not of a kind that can be played or shown,
    ``captions.CaptionsError`` for captions that a player would not show, and
    ``lifecycle.StoreFailed`` if the storage does not accept a file.
    """
    webvtt = {
        language: read_captions(text.encode() if isinstance(text, str) else text)
        for language, text in (captions or {}).items()
    }
    if poster is not None:
        kinds.kind_of(poster, poster.name or "", kinds.POSTERS)
    facts = _facts_of(file, title, kinds.RECORDINGS)
    found = read_metadata(file)
    measured = {name: getattr(found, name) for name in ("duration", "width", "height")}
    recording = Recording(**{**facts, **measured, "codecs": codecs_of(file), **fields}, poster=poster)
    with keeping_files(recording), transaction.atomic():
        recording.save()
        for order, (language, text) in enumerate(webvtt.items()):
            Caption.objects.create(recording=recording, language=language, webvtt=text, sort_order=order)
    return recording


def create_handout(file: File, *, title: str = "", **fields: Any) -> Handout:
    """Store ``file`` and return it as a new handout. Parameters and errors are those of ``create_recording``."""
    handout = Handout(**{**_facts_of(file, title, kinds.HANDOUTS), **fields})
    with keeping_files(handout), transaction.atomic():
        handout.save()
    return handout


def _facts_of(file: File, title: str, accepted: Mapping[str, kinds.Kind]) -> dict[str, Any]:
    name = PurePath(file.name or "").name
    kind = kinds.kind_of(file, name, accepted)
    return {
        "file": file,
        "title": title or PurePath(name).stem[:255],
        "original_name": name[:255],
        "content_type": kind.content_type,
        "size": file.size,
    }
