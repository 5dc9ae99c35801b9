"""
What differs between recordings and handouts in the CMS: model, permissions, URL names and accepted kinds of file.

Each view combines one of these mixins with a class that is shared by both.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from maigu_wagtail.recordings import kinds
from maigu_wagtail.recordings.models import Handout, Recording

from .permissions import HANDOUTS, RECORDINGS


class FileViewMixin:
    """The attributes that Wagtail's generic views need; ``kinds`` maps accepted extensions to kinds of file."""

    model: type[Model]
    permission_policy: CollectionOwnershipPermissionPolicy
    kinds: ClassVar[Mapping[str, kinds.Kind]]
    index_url_name: str
    index_results_url_name: str
    add_url_name: str
    edit_url_name: str
    delete_url_name: str
    usage_url_name: str
    history_url_name: str
    history_results_url_name: str

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        # Wagtail's generic views only check, in some of them, for the permission on any file at all.
        instance = super().get_object(*args, **kwargs)  # type: ignore[misc]  # defined by the view
        if not self.permission_policy.user_has_permission_for_instance(self.request.user, "change", instance):  # type: ignore[attr-defined]
            raise PermissionDenied
        return instance


class RecordingViewMixin(FileViewMixin):
    model = Recording
    permission_policy = RECORDINGS
    kinds = kinds.RECORDINGS
    header_icon = "media"
    index_url_name = "maigu_recordings"
    index_results_url_name = "maigu_recordings_results"
    add_url_name = "maigu_recordings_add"
    edit_url_name = "maigu_recording"
    delete_url_name = "maigu_recording_delete"
    usage_url_name = "maigu_recording_usage"
    history_url_name = "maigu_recording_history"
    history_results_url_name = "maigu_recording_history_results"


class HandoutViewMixin(FileViewMixin):
    model = Handout
    permission_policy = HANDOUTS
    kinds = kinds.HANDOUTS
    header_icon = "doc-full"
    index_url_name = "maigu_handouts"
    index_results_url_name = "maigu_handouts_results"
    add_url_name = "maigu_handouts_add"
    edit_url_name = "maigu_handout"
    delete_url_name = "maigu_handout_delete"
    usage_url_name = "maigu_handout_usage"
    history_url_name = "maigu_handout_history"
    history_results_url_name = "maigu_handout_history_results"
