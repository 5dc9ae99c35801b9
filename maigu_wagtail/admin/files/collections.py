"""Describes the members' files in a collection to Wagtail, which does not delete a collection that contains any."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import ngettext_lazy

from .base import FileViewMixin, HandoutViewMixin, RecordingViewMixin


def recordings_in(collection: Any) -> dict[str, Any] | None:
    """Describe the recordings in ``collection``; a ``describe_collection_contents`` hook."""
    text = ngettext_lazy("%(number)d recording", "%(number)d recordings", "number")
    return _files_in(collection, RecordingViewMixin, text)


def handouts_in(collection: Any) -> dict[str, Any] | None:
    """Describe the handouts in ``collection``; a ``describe_collection_contents`` hook."""
    text = ngettext_lazy("%(number)d handout", "%(number)d handouts", "number")
    return _files_in(collection, HandoutViewMixin, text)


def _files_in(collection: Any, kind: type[FileViewMixin], text: Any) -> dict[str, Any] | None:
    """Return ``count``, ``count_text`` and the ``url`` of the list; ``None`` if there are no files."""
    number = kind.model._default_manager.filter(collection=collection).count()
    if not number:
        return None
    try:
        url = f"{reverse(kind.index_url_name)}?collection={collection.pk}"
    except NoReverseMatch:
        # Without wagtail_modeladmin there is no such list.
        url = ""
    return {"count": number, "count_text": text % {"number": number}, "url": url}
