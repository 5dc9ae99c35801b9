"""The admin URLs of members' files."""

from typing import Any

from django.urls import URLPattern, path

from . import delete, lists, views
from .base import FileViewMixin, HandoutViewMixin, RecordingViewMixin
from .direct_uploads import DirectUploadView
from .several import SEVERAL, SeveralView
from .several_uploads import BeginView, CompleteView, PartsView, WholeView


def several_urls(base: str) -> tuple[URLPattern, ...]:
    """Return the URL patterns for uploading several files."""
    one = f"{base}<int:pk>/"
    return (
        path(base, SeveralView.as_view(), name=SEVERAL),
        path(f"{base}begin/", BeginView.as_view(), name=f"{SEVERAL}_begin"),
        path(f"{one}file/", WholeView.as_view(), name=f"{SEVERAL}_file"),
        path(f"{one}parts/", PartsView.as_view(), name=f"{SEVERAL}_parts"),
        path(f"{one}complete/", CompleteView.as_view(), name=f"{SEVERAL}_complete"),
    )


def _urls(
    base: str, kind: type[FileViewMixin], index: Any, add: Any, change: Any, remove: Any, usage: Any, history: Any
) -> tuple[URLPattern, ...]:
    one = f"{base}<int:pk>/"
    results = {"results_only": True}
    return (
        path(base, index.as_view(), name=kind.index_url_name),
        path(f"{base}results/", index.as_view(**results), name=kind.index_results_url_name),
        path(f"{base}add/", add.as_view(), name=kind.add_url_name),
        path(one, change.as_view(), name=kind.edit_url_name),
        path(f"{one}delete/", remove.as_view(), name=kind.delete_url_name),
        path(f"{one}usage/", usage.as_view(), name=kind.usage_url_name),
        path(f"{one}history/", history.as_view(), name=kind.history_url_name),
        path(f"{one}history/results/", history.as_view(**results), name=kind.history_results_url_name),
    )


recording_urlpatterns: tuple[URLPattern, ...] = (
    path("maigu/recordings/upload/", DirectUploadView.as_view(), name="maigu_recordings_upload"),
    *several_urls("maigu/recordings/several/"),
    *_urls(
        "maigu/recordings/",
        RecordingViewMixin,
        lists.RecordingListView,
        views.AddRecordingView,
        views.RecordingView,
        delete.DeleteRecordingView,
        views.RecordingUsageView,
        views.RecordingHistoryView,
    ),
)

handout_urlpatterns: tuple[URLPattern, ...] = _urls(
    "maigu/handouts/",
    HandoutViewMixin,
    lists.HandoutListView,
    views.AddHandoutView,
    views.HandoutView,
    delete.DeleteHandoutView,
    views.HandoutUsageView,
    views.HandoutHistoryView,
)
