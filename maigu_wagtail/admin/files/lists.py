"""
The lists of recordings and handouts in the CMS.

Built on Wagtail's generic ``IndexView``, so search, filters and ordering are where editors expect
them. The number of queries does not depend on the number of files.
"""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import CollectionFilter, WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import ReferenceIndex

from maigu_wagtail.admin.sessions.filters import RadioFilter
from maigu_wagtail.recordings.models import Handout, Recording
from maigu_wagtail.recordings.transcripts import captions_without_text

from .base import FileViewMixin, HandoutViewMixin, RecordingViewMixin
from .columns import file_columns
from .permissions import HANDOUTS, RECORDINGS
from .several import SEVERAL, SeveralView

CHANGE = ("change", "delete")


class FileFilterSet(WagtailFilterSet):
    """Filters by kind of file, and by collection if the user has several."""

    permission_policy: Any = None
    kind = RadioFilter(label=_("Kind"), choices=[], method="filter_kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        collections = self.permission_policy.collections_user_has_any_permission_for(
            self.request.user, ["add", "change"]
        )
        if collections.count() > 1:
            self.filters["collection"] = CollectionFilter(
                field_name="collection", label=_("Collection"), queryset=collections
            )

    def filter_kind(self, files: QuerySet, name: str, value: str) -> QuerySet:
        return files.filter(file__endswith=f".{value}")


class RecordingFilterSet(FileFilterSet):
    permission_policy = RECORDINGS
    kind = RadioFilter(label=_("Kind"), choices=[("video", _("Video")), ("audio", _("Audio"))], method="filter_kind")

    def filter_kind(self, files: QuerySet, name: str, value: str) -> QuerySet:
        return files.filter(content_type__startswith=f"{value}/")

    class Meta:
        model = Recording
        fields: list[str] = []


class HandoutFilterSet(FileFilterSet):
    permission_policy = HANDOUTS
    kind = RadioFilter(
        label=_("Kind"),
        choices=[(extension, f".{extension}") for extension in HandoutViewMixin.kinds],
        method="filter_kind",
    )

    class Meta:
        model = Handout
        fields: list[str] = []


class FileListView(FileViewMixin, IndexView):
    template_name = "maigu_wagtail/admin/file_list.html"
    results_template_name = "maigu_wagtail/admin/file_list_results.html"
    any_permission_required = ["add", *CHANGE]
    table_classname = "listing"
    paginate_by = 20
    default_ordering = "-created_at"
    # A database lookup finds part of a title on every backend, without an index that can be out of date.
    search_backend_name = None
    search_fields = ["title", "original_name"]

    def get_base_queryset(self) -> QuerySet:
        files = self.permission_policy.instances_user_has_any_permission_for(self.request.user, CHANGE)
        return files.select_related("collection").annotate(usage_count=ReferenceIndex.usage_count_subquery(self.model))

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering, "-pk")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return file_columns(
            is_recording=self.model is Recording,
            shows_collection=bool(self.filters) and "collection" in self.filters.filters,
            edit_url=self.get_edit_url,
            usage_url_name=self.usage_url_name,
        )


class RecordingListView(RecordingViewMixin, FileListView):
    page_title = _("Recordings")
    add_item_label = _("Add recording")
    nothing_yet = _("No recordings yet.")
    upload_first = _("Upload the first one.")
    what_it_is_for = _("Add a recording to a session. Members can play it there once they have entered the password.")
    filterset_class = RecordingFilterSet

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = super().header_buttons
        if buttons:
            url = reverse(SEVERAL)
            buttons.append(
                HeaderButton(SeveralView.page_title, url=url, icon_name="upload", classname="button-secondary")
            )
        return buttons

    def get_base_queryset(self) -> QuerySet:
        recordings = super().get_base_queryset().defer("transcript", "timed_transcript")
        return recordings.prefetch_related(captions_without_text())


class HandoutListView(HandoutViewMixin, FileListView):
    page_title = _("Handouts")
    add_item_label = _("Add handout")
    nothing_yet = _("No handouts yet.")
    upload_first = _("Upload the first one.")
    what_it_is_for = _("Add a handout to a session. Members can download it there once they have entered the password.")
    filterset_class = HandoutFilterSet
