"""
The preview of an import: what was found, corrected in place, on pages of twenty.

Every button saves the page it is on. Nothing is written to the page tree before *Create drafts*.
"""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from maigu_wagtail.sessions.imports.models import ImportRun

from .create import create_pages
from .permissions import OneImportMixin
from .preview_rows import Preview
from .row_forms import RowFormSet, make_formset

ROWS_PER_PAGE = 20


class PreviewView(OneImportMixin, WagtailAdminTemplateMixin, TemplateView):
    """GET shows a page of rows. POST stores it, then does what ``action`` says."""

    template_name = "maigu_wagtail/admin/import_preview.html"
    page_title = _("Import")

    @cached_property
    def preview(self) -> Preview:
        return Preview(self.run)

    @cached_property
    def page(self) -> Page:
        return Paginator(self.preview.rows, ROWS_PER_PAGE).get_page(self.request.GET.get("p"))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.run.rows:
            return redirect("maigu_import", self.run.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.run.rows:
            return redirect("maigu_import", self.run.pk)
        action = request.POST.get("action")
        if action == "discard" and not self.run.finished_at:
            self.run.delete()
            messages.success(request, gettext("The import was discarded. No drafts were created."))
            return redirect("maigu_imports")
        formset = self.formset(request.POST)
        if not formset.is_valid():
            messages.error(request, gettext("Nothing was saved. Correct the errors below."))
            return self.render_to_response(self.get_context_data(formset=formset))
        self.store(formset)
        if action == "create":
            return create_pages(request, self.run)
        if action == "save":
            messages.success(request, gettext("Saved. No drafts were created yet."))
        return redirect(self.address(self.page.number + {"next": 1, "previous": -1}.get(action or "", 0)))

    def formset(self, data: Any = None) -> RowFormSet:
        """Return the forms of this page."""
        return make_formset(self.preview.part(self.page.start_index() - 1, self.page.end_index()), data)

    @transaction.atomic
    def store(self, formset: RowFormSet) -> None:
        """Store the rows of this page, and leave those of other pages as they are now."""
        self.run = ImportRun.objects.select_for_update().get(pk=self.run.pk)
        start = self.page.start_index() - 1
        for index, form in enumerate(formset.forms, start):
            self.run.rows[index] = form.changed_row().as_json()
        self.run.save(update_fields=["rows"])

    def address(self, number: int) -> str:
        """Return the URL of page ``number`` of the preview."""
        return f"{reverse('maigu_import_preview', args=[self.run.pk])}?p={number}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "formset": self.formset(),
            **super().get_context_data(**kwargs),
            "run": self.run,
            "preview": self.preview,
            "page_obj": self.page,
            "action_url": self.address(self.page.number),
        }
