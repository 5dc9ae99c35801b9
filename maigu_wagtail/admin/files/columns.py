"""Columns of the lists of members' files, and the texts they show."""

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn, UsageCountColumn

from maigu_wagtail.recordings.kinds import HANDOUTS, RECORDINGS
from maigu_wagtail.recordings.timing import clock


def kind_text(file: Any) -> str:
    """Return the kind of a file, such as "MP4 video"."""
    kind = {**RECORDINGS, **HANDOUTS}.get(file.extension[1:])
    return str(kind.label) if kind else gettext("Unknown")


def playing_warning(recording: Any) -> str:
    """Return the warning for editors if some browsers cannot play ``recording``, or ""."""
    names = recording.doubtful_codecs
    if not names:
        return ""
    message = gettext(
        "Some members’ browsers cannot play this recording, because it is stored as %(codecs)s. "
        "Convert it to MP4 with H.264 and AAC and upload that, or let members download it."
    )
    return message % {"codecs": ", ".join(names)}


def length_text(recording: Any) -> str:
    """Return the length of a recording as players show it; "" if unknown or for a handout."""
    return clock(getattr(recording, "duration", None))


def size_text(file: Any) -> str:
    """Return the size of a file with a suitable unit; "" if unknown."""
    return "" if file.size is None else filesizeformat(file.size)


def captions_text(recording: Any) -> str:
    """Return the language codes of a recording's captions, or "None"."""
    return ", ".join(caption.language.upper() for caption in recording.captions.all()) or gettext("None")


class UsageColumn(UsageCountColumn):
    """How often a file is used, linking to the list of its uses."""

    def __init__(self, *args: Any, usage_url_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usage_url_name = usage_url_name

    def get_cell_context_data(self, instance: Any, parent_context: dict[str, Any]) -> dict[str, Any]:
        instance.usage_url = reverse(self.usage_url_name, args=[instance.pk])
        return super().get_cell_context_data(instance, parent_context)


def file_columns(*, is_recording: bool, shows_collection: bool, edit_url: Any, usage_url_name: str) -> list[BaseColumn]:
    """
    Return the columns of a list of files. Widths are minimums in pixels.

    ``edit_url`` is a callable that takes a file; ``usage_url_name`` takes its primary key.
    """
    title = TitleColumn("title", label=_("Title"), sort_key="title", get_url=edit_url, classname="title", width="280")
    of_recordings: list[BaseColumn] = [
        Column("duration", label=_("Length"), accessor=length_text, sort_key="duration", width="80"),
        Column("captions", label=_("Captions"), accessor=captions_text, width="90"),
    ]
    collection = [Column("collection", label=_("Collection"), accessor="collection.name", width="110")]
    return [
        title,
        Column("kind", label=_("Kind"), accessor=kind_text, width="120"),
        *(of_recordings if is_recording else []),
        Column("size", label=_("Size"), accessor=size_text, sort_key="size", width="90"),
        *(collection if shows_collection else []),
        UsageColumn("usage_count", label=_("Usage"), sort_key="usage_count", width="90", usage_url_name=usage_url_name),
        DateColumn("created_at", label=_("Uploaded"), sort_key="created_at", width="110"),
    ]
