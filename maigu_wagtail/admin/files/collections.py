"""Describes the members' files in a collection to Wagtail, which does not delete a collection that contains any."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import ngettext

from maigu_wagtail.recordings.models import Handout, Recording

from .base import HandoutViewMixin, RecordingViewMixin


def recordings_in(collection: Any) -> dict[str, Any] | None:
    """
    Describe the recordings in ``collection`` for ``describe_collection_contents``; ``None`` if there are none.

    Returns ``count``, ``count_text`` and the ``url`` of the list.
    """
    number = Recording.objects.filter(collection=collection).count()
    text = ngettext("%(number)d recording", "%(number)d recordings", number) % {"number": number}
    return _description(number, text, RecordingViewMixin.index_url_name, collection)


def handouts_in(collection: Any) -> dict[str, Any] | None:
    """
    Describe the handouts in ``collection`` for ``describe_collection_contents``; ``None`` if there are none.

    Returns ``count``, ``count_text`` and the ``url`` of the list.
    """
    number = Handout.objects.filter(collection=collection).count()
    text = ngettext("%(number)d handout", "%(number)d handouts", number) % {"number": number}
    return _description(number, text, HandoutViewMixin.index_url_name, collection)


def _description(number: int, text: str, url_name: str, collection: Any) -> dict[str, Any] | None:
    if not number:
        return None
    try:
        url = f"{reverse(url_name)}?collection={collection.pk}"
    except NoReverseMatch:
        # Without wagtail_modeladmin there is no such list.
        url = ""
    return {"count": number, "count_text": text, "url": url}
