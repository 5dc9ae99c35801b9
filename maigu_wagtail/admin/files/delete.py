"""
Deletes members' files. A file in use is only deleted if the editor confirms that.

The confirmation page lists the pages that use the file, including in their revisions.
"""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import DeleteView
from wagtail.log_actions import log

from maigu_wagtail.recordings.usage import Use, other_references_to, uses_of

from .base import HandoutViewMixin, RecordingViewMixin

ALL_THE_SAME = "all_the_same"


class DeleteFileView(DeleteView):
    """Deletes a file, its captions and its poster."""

    template_name = "maigu_wagtail/admin/delete_file.html"
    success_message = _("“%(object)s” was deleted.")

    @cached_property
    def uses(self) -> list[Use]:
        return uses_of(self.object)

    @cached_property
    def others(self) -> int:
        """How many other objects of the site refer to the file."""
        return other_references_to(self.object)

    @property
    def is_named(self) -> bool:
        return bool(self.uses or self.others)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_named and ALL_THE_SAME not in request.POST:
            return self.render_to_response(self.get_context_data(is_refused=True))
        return super().post(request, *args, **kwargs)

    def delete_action(self) -> None:
        with transaction.atomic():
            log(instance=self.object, action="wagtail.delete", user=self.request.user)
            self.object.delete()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = [(use, self.edit_url(use.page)) for use in self.uses]
        context = super().get_context_data(**kwargs)
        return {**context, "pages": pages, "others": self.others, "is_named": self.is_named}

    def edit_url(self, page: Any) -> str:
        """Return the URL where the user can edit ``page``, or "" if they may not."""
        may_edit = page.permissions_for_user(self.request.user).can_edit()
        return reverse("wagtailadmin_pages:edit", args=[page.pk]) if may_edit else ""


class DeleteRecordingView(RecordingViewMixin, DeleteFileView):
    page_title = _("Delete recording")
    delete_label = _("Delete the recording")


class DeleteHandoutView(HandoutViewMixin, DeleteFileView):
    page_title = _("Delete handout")
    delete_label = _("Delete the handout")
