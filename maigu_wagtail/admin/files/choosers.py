"""
The choosers with which editors add recordings and handouts to a session, or upload new ones.

Built on Wagtail's chooser viewsets, limited to files the user may choose and collections they may
add to.
"""

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsViewMixin,
    ChooseViewMixin,
    ChosenMultipleView,
    ChosenView,
    CreateView,
    CreationFormMixin,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.log_actions import log

from maigu_wagtail.recordings.lifecycle import StoreFailed, keeping_files
from maigu_wagtail.recordings.models import Handout, Recording
from maigu_wagtail.recordings.permissions import POLICIES

from .columns import kind_text, length_text, playing_warning
from .forms import HandoutForm
from .recording_forms import NewRecordingForm


class PolicyMixin:
    """Uses the model's own permission policy; Wagtail 7.4 has no registry for them."""

    @cached_property
    def permission_policy(self) -> Any:
        return POLICIES[self.model_class]  # type: ignore[attr-defined]

    def choosable_files(self) -> Any:
        """Return the files that the user may choose."""
        return self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["choose"])  # type: ignore[attr-defined]


class FileFormMixin(PolicyMixin, CreationFormMixin):
    creation_form_template_name = "maigu_wagtail/admin/chooser_upload.html"

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        instance = self.model_class(uploaded_by=self.request.user)
        return {
            **super().get_creation_form_kwargs(),
            "user": self.request.user,
            "instance": instance,
            "prefix": f"maigu-{self.model_class._meta.model_name}",
        }


class BaseFileChooseView(PolicyMixin, BaseChooseView):
    """Lists the files that the user may choose, newest first."""

    ordering: ClassVar = ["-created_at", "-pk"]

    def get_object_list(self) -> Any:
        return self.choosable_files().select_related("collection")

    def get_filter_form(self) -> Any:
        return self.get_filter_form_class()(self.request.GET, collections=self.collections)

    @cached_property
    def collections(self) -> Any:
        collections = self.permission_policy.collections_user_has_permission_for(self.request.user, "choose")
        return collections if len(collections) > 1 else None

    @property
    def columns(self) -> list[Column]:
        length = [Column("duration", label=_("Length"), accessor=length_text)]
        return [
            *super().columns,
            Column("kind", label=_("Kind"), accessor=kind_text),
            *(length if self.model_class is Recording else []),
            DateColumn("created_at", label=_("Uploaded"), width="16%"),
        ]


class FileChooseView(ChooseViewMixin, FileFormMixin, BaseFileChooseView):
    """The whole chooser."""


class FileChooseResultsView(ChooseResultsViewMixin, FileFormMixin, BaseFileChooseView):
    """The results without the rest, for searches and pages."""


class FileChosenView(PolicyMixin, ChosenView):
    """Returns one chosen file."""

    def get_object(self, pk: Any) -> Any:
        return self.choosable_files().get(pk=pk)


class FilesChosenView(PolicyMixin, ChosenMultipleView):
    """Returns several chosen files."""

    def get_objects(self, pks: Any) -> Any:
        return self.choosable_files().filter(pk__in=pks)


class FileUploadView(FileFormMixin, CreateView):
    """Uploads a file in the chooser and chooses it."""

    def post(self, request: HttpRequest) -> HttpResponse:
        self.form = self.get_creation_form()
        if self.form.is_valid():
            try:
                with keeping_files(self.form.instance), transaction.atomic():
                    file = self.save_form(self.form)
                    log(instance=file, action="wagtail.create", content_changed=True, user=request.user)
            except StoreFailed as error:
                self.form.add_error("file", error.message)
            else:
                if isinstance(file, Recording) and (warning := playing_warning(file)):
                    messages.warning(request, warning)
                return self.get_chosen_response(file)
        return self.get_reshow_creation_form_response()


class FileChooser(BaseChooser):
    """The form field's widget, with the script that shows upload progress."""

    @property
    def media(self) -> forms.Media:
        ours = forms.Media(
            js=[versioned_static(f"maigu_wagtail/js/{name}.js") for name in ("maigu-codecs", "maigu-upload")],
            css={"all": [versioned_static("maigu_wagtail/css/admin.css")]},
        )
        return super().media + ours


class FileChooserViewSet(ChooserViewSet):
    choose_view_class = FileChooseView
    choose_results_view_class = FileChooseResultsView
    chosen_view_class = FileChosenView
    chosen_multiple_view_class = FilesChosenView
    create_view_class = FileUploadView
    base_widget_class = FileChooser
    create_action_label = _("Upload")

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        common = super().get_common_view_kwargs(**kwargs)
        # Wagtail 7.4 would pass each view the policy of this class, which has none, instead of the view's own.
        common.pop("permission_policy", None)
        return common


class RecordingChooserViewSet(FileChooserViewSet):
    model = Recording
    icon = "media"
    choose_one_text = _("Choose a recording")
    choose_another_text = _("Choose another recording")
    edit_item_text = _("Edit this recording")
    creation_form_class = NewRecordingForm


class HandoutChooserViewSet(FileChooserViewSet):
    model = Handout
    icon = "doc-full"
    choose_one_text = _("Choose a handout")
    choose_another_text = _("Choose another handout")
    edit_item_text = _("Edit this handout")
    creation_form_class = HandoutForm


recording_chooser = RecordingChooserViewSet("maigu_recording_chooser")
handout_chooser = HandoutChooserViewSet("maigu_handout_chooser")
RecordingChooserWidget = recording_chooser.widget_class
HandoutChooserWidget = handout_chooser.widget_class
