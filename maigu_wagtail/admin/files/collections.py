"""What Wagtail's page of a collection says of the members' files in it, which keep it from being deleted."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import ngettext

from maigu_wagtail.recordings.models import Handout, Recording

from .base import HandoutViewMixin, RecordingViewMixin


def recordings_in(collection: Any) -> dict[str, Any] | None:
    """Return how many recordings ``collection`` has, and where they are listed; nothing where it has none."""
    number = Recording.objects.filter(collection=collection).count()
    words = ngettext("%(number)d recording", "%(number)d recordings", number) % {"number": number}
    return _described(number, words, RecordingViewMixin.index_url_name, collection)


def handouts_in(collection: Any) -> dict[str, Any] | None:
    """Return how many handouts ``collection`` has, and where they are listed; nothing where it has none."""
    number = Handout.objects.filter(collection=collection).count()
    words = ngettext("%(number)d handout", "%(number)d handouts", number) % {"number": number}
    return _described(number, words, HandoutViewMixin.index_url_name, collection)


def _described(number: int, words: str, url_name: str, collection: Any) -> dict[str, Any] | None:
    if not number:
        return None
    try:
        url = f"{reverse(url_name)}?collection={collection.pk}"
    except NoReverseMatch:
        # A site without wagtail_modeladmin has no such list.
        url = ""
    return {"count": number, "count_text": words, "url": url}
