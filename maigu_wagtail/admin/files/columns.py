"""What the lists of members' files say of each of them, in words."""

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn, UsageCountColumn

from maigu_wagtail.recordings.kinds import HANDOUTS, RECORDINGS


def kind_text(file: Any) -> str:
    """Return what a file is, such as "MP4 video"."""
    kind = {**RECORDINGS, **HANDOUTS}.get(file.extension[1:])
    return str(kind.label) if kind else gettext("Unknown")


def playing_warning(recording: Any) -> str:
    """Return what an editor is told of a recording that some members' browsers cannot play; empty where all can."""
    names = recording.doubtful_codecs
    if not names:
        return ""
    words = gettext(
        "Some members’ browsers cannot play this recording, because it is stored as %(codecs)s. "
        "Convert it to MP4 with H.264 and AAC and upload that, or let members download it."
    )
    return words % {"codecs": ", ".join(names)}


def length_text(recording: Any) -> str:
    """Return how long a recording is, as a player says it: ``1:02:07`` or ``4:30``; empty for a handout."""
    if (length := getattr(recording, "duration", None)) is None:
        return ""
    minutes, seconds = divmod(length, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def size_text(file: Any) -> str:
    """Return how large a file is, in a unit that reads well."""
    return "" if file.size is None else filesizeformat(file.size)


def captions_text(recording: Any) -> str:
    """Return the languages of the captions."""
    return ", ".join(caption.language for caption in recording.captions.all()) or gettext("None")


class UsageColumn(UsageCountColumn):
    """How often a file is used, which leads to where; takes the name of that address."""

    def __init__(self, *args: Any, usage_url_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usage_url_name = usage_url_name

    def get_cell_context_data(self, instance: Any, parent_context: dict[str, Any]) -> dict[str, Any]:
        instance.usage_url = reverse(self.usage_url_name, args=[instance.pk])
        return super().get_cell_context_data(instance, parent_context)


def file_columns(*, is_recording: bool, shows_collection: bool, edit_url: Any, usage_url_name: str) -> list[BaseColumn]:
    """Return the columns of a list; widths are pixels, the least that each needs."""
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
