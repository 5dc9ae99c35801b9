"""
Views to add and edit members' files in the CMS.

The form also works without a script. With one, it is submitted in the background with a progress
bar, and gets JSON back: a URL to go to, or the errors to show without losing what the editor typed
or chose.
"""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.log_actions import log

from maigu_wagtail.recordings.lifecycle import StoreFailed, keeping_files

from .base import HandoutViewMixin, RecordingViewMixin
from .caption_forms import CaptionFormSet
from .columns import kind_text, length_text, playing_warning, size_text
from .forms import HandoutForm
from .recording_forms import RecordingForm
from .transcripts import TranscriptMixin

# The header that our script sends.
BY_SCRIPT = "X-Maigu-Upload"


class FileSavingMixin:
    """Saves the whole form or nothing, and returns JSON to our script."""

    template_name = "maigu_wagtail/admin/file_form.html"
    request: HttpRequest
    logged_action = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()  # type: ignore[misc]  # defined by the view
        instance = kwargs.get("instance") or self.model(uploaded_by=self.request.user)  # type: ignore[attr-defined]
        return {**kwargs, "user": self.request.user, "instance": instance}

    def form_valid(self, form: Any) -> HttpResponse:
        self.form = form
        try:
            with keeping_files(form.instance), transaction.atomic():
                self.object = self.save_instance()
        except StoreFailed as error:
            form.add_error("file", error.message)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)
        return self.save_action()

    def save_instance(self) -> Any:
        is_changed = self.has_changed()
        instance = self.form.save()
        self.save_rows(instance)
        log(instance=instance, action=self.logged_action, content_changed=is_changed, user=self.request.user)
        return instance

    def has_changed(self) -> bool:
        """Return whether the form has unsaved changes."""
        return self.form.has_changed()

    def save_rows(self, instance: Any) -> None:
        """Save the related rows of ``instance``."""

    def save_action(self) -> HttpResponse:
        response = super().save_action()  # type: ignore[misc]
        return JsonResponse({"url": response["Location"]}) if self.is_by_script else response

    def form_invalid(self, form: Any) -> HttpResponse:
        if not self.is_by_script:
            return super().form_invalid(form)  # type: ignore[misc]
        message = str(self.get_error_message())  # type: ignore[attr-defined]
        return JsonResponse({"message": message, "errors": self.errors(form)}, status=422)

    def errors(self, form: Any) -> dict[str, list[str]]:
        """Return the errors by field name as in the page; errors of the form as a whole under ""."""
        errors = {
            form.add_prefix(name): list(map(str, found)) for name, found in form.errors.items() if name in form.fields
        }
        form_errors = [str(error) for error in form.non_field_errors()]
        return {**errors, **({"": form_errors} if form_errors else {})}

    @property
    def is_by_script(self) -> bool:
        return BY_SCRIPT in self.request.headers


class AddingMixin(FileSavingMixin):
    logged_action = "wagtail.create"
    submit_button_label = _("Upload")
    error_message = _("The file was not uploaded. Correct the errors below.")
    success_message = _("“%(object)s” was uploaded.")


class ChangingMixin(FileSavingMixin):
    logged_action = "wagtail.edit"
    submit_button_label = _("Save")
    error_message = _("Nothing was saved. Correct the errors below.")
    success_message = _("“%(object)s” was saved.")

    @property
    def kept_facts(self) -> str:
        """The kind, length and size of the current file."""
        facts = (kind_text(self.object), length_text(self.object), size_text(self.object))
        return ", ".join(fact for fact in facts if fact)


class CaptionRowsMixin(TranscriptMixin):
    """Adds the caption formset to a recording's form."""

    @property
    def captions(self) -> Any:
        """The formset, bound if it was submitted; created once."""
        if not hasattr(self, "_captions"):
            is_sent = self.request.method == "POST"
            sent = {"data": self.request.POST, "files": self.request.FILES} if is_sent else {}
            instance = self.object if getattr(self, "object", None) else self.model()  # type: ignore[attr-defined]
            self._captions = CaptionFormSet(**sent, instance=instance, prefix="captions")  # type: ignore[arg-type]  # the keys are valid arguments
        return self._captions

    def is_valid(self, form: Any) -> bool:
        # Validate both, so that all errors are shown at once.
        are_rows_valid = self.captions.is_valid()
        is_valid = super().is_valid(form) and are_rows_valid  # type: ignore[misc]
        if not is_valid:
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
        return is_valid

    def has_changed(self) -> bool:
        return super().has_changed() or self.captions.has_changed()  # type: ignore[misc]

    def save_rows(self, instance: Any) -> None:
        self.captions.instance = instance
        self.captions.save()

    def errors(self, form: Any) -> dict[str, list[str]]:
        errors_by_name = super().errors(form)  # type: ignore[misc]
        for row in self.captions:
            errors_by_name.update({row.add_prefix(name): list(map(str, errors)) for name, errors in row.errors.items()})
        if formset_errors := [str(error) for error in self.captions.non_form_errors()]:
            errors_by_name[""] = [*errors_by_name.get("", []), *formset_errors]
        return errors_by_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "captions": self.captions}  # type: ignore[misc]


class PlayableMixin:
    """Warns, on upload and on the edit form, if some browsers cannot play the recording."""

    def save_action(self) -> HttpResponse:
        if self.form.taken and self.playing_warning:  # type: ignore[attr-defined]
            messages.warning(self.request, self.playing_warning)  # type: ignore[attr-defined]
        return super().save_action()  # type: ignore[misc]

    @property
    def playing_warning(self) -> str:
        return playing_warning(self.object)  # type: ignore[attr-defined]


class AddRecordingView(RecordingViewMixin, PlayableMixin, CaptionRowsMixin, AddingMixin, CreateView):
    form_class = RecordingForm
    page_title = _("Add recording")
    template_name = "maigu_wagtail/admin/recording_form.html"


class RecordingView(RecordingViewMixin, PlayableMixin, CaptionRowsMixin, ChangingMixin, EditView):
    form_class = RecordingForm
    template_name = "maigu_wagtail/admin/recording_form.html"


class AddHandoutView(HandoutViewMixin, AddingMixin, CreateView):
    form_class = HandoutForm
    page_title = _("Add handout")


class HandoutView(HandoutViewMixin, ChangingMixin, EditView):
    form_class = HandoutForm


class RecordingUsageView(RecordingViewMixin, UsageView):
    """The objects that use a recording."""


class HandoutUsageView(HandoutViewMixin, UsageView):
    """The objects that use a handout."""


class RecordingHistoryView(RecordingViewMixin, HistoryView):
    any_permission_required = ["change", "delete"]


class HandoutHistoryView(HandoutViewMixin, HistoryView):
    any_permission_required = ["change", "delete"]
