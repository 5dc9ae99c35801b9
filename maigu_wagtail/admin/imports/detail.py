"""What an import created and updated, and how it is undone."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from maigu_wagtail.admin.files.permissions import RECORDINGS
from maigu_wagtail.sessions.dates import long_date
from maigu_wagtail.sessions.imports.models import ImportedPage
from maigu_wagtail.sessions.imports.undo import plan_undo, undo

from .create import MOST_AT_ONCE
from .permissions import OneImportMixin


class FilesColumn(BaseColumn):
    """The files that the source linked to."""

    cell_template_name = "maigu_wagtail/admin/import_files_cell.html"


class ImportView(OneImportMixin, BaseListingView):
    """The sessions of an import, with the files to bring over by hand."""

    model = ImportedPage
    template_name = "maigu_wagtail/admin/import.html"
    results_template_name = "maigu_wagtail/admin/import_results.html"
    page_title = _("Import")
    verbose_name_plural = _("imported sessions")
    table_classname = "listing"
    paginate_by = 50
    default_columns = (
        TitleColumn(
            "title",
            label=_("Title"),
            accessor="page.draft_title",
            get_url=lambda imported: reverse("wagtailadmin_pages:edit", args=[imported.page_id]),
            width="300",
        ),
        Column("date", label=_("Date"), accessor=lambda imported: long_date(imported.page.date), width="150"),
        Column("state", label=_("State"), accessor=lambda imported: state_of(imported), width="150"),
    )

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """The columns, with files only if the source linked to any."""
        has_files = self.run.pages.exclude(file_urls=[]).exists()
        files = [FilesColumn("files", label=_("Files to bring over"), width="250")] if has_files else []
        return [*self.default_columns, *files]

    @cached_property
    def index_url(self) -> str:
        return reverse("maigu_import", args=[self.run.pk])

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if self.run.undone_at or not self.run.number:
            return []
        address = reverse("maigu_import_undo", args=[self.run.pk])
        return [HeaderButton(gettext("Undo"), url=address, icon_name="rotate")]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.run.finished_at:
            return redirect("maigu_import_preview", self.run.pk)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_base_queryset(self) -> QuerySet[ImportedPage]:
        pages: QuerySet[ImportedPage] = self.run.pages.select_related("page")
        return pages

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by("pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can_upload = RECORDINGS.user_has_permission(self.request.user, "add")
        return {**super().get_context_data(**kwargs), "run": self.run, "can_upload": can_upload}


class UndoView(OneImportMixin, WagtailAdminTemplateMixin, TemplateView):
    """GET says what an undo would remove. POST does it."""

    template_name = "maigu_wagtail/admin/import_undo.html"
    page_title = _("Undo import")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = plan_undo(self.run, user=self.request.user)
        has_updates = self.run.pages.filter(is_new=False).exists()
        return {**super().get_context_data(**kwargs), "run": self.run, "plan": plan, "has_updates": has_updates}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        plan = undo(self.run, user=request.user, most=MOST_AT_ONCE)
        number = len(plan.removed)
        if number:
            text = ngettext("%(number)d draft was removed.", "%(number)d drafts were removed.", number)
            messages.success(request, text % {"number": number})
            self.run.refresh_from_db(fields=["undone_at"])
            if not self.run.undone_at:
                messages.warning(request, gettext("There are more. Press the button again."))
                return redirect("maigu_import_undo", self.run.pk)
        else:
            messages.warning(request, gettext("No draft was removed."))
        return redirect("maigu_imports")


def state_of(imported: ImportedPage) -> str:
    """Return whether a session was created or updated, and whether visitors see it."""
    made = gettext("Created") if imported.is_new else gettext("Updated")
    if not imported.page.live:
        return gettext("%(made)s, draft") % {"made": made}
    if imported.page.has_unpublished_changes:
        return gettext("%(made)s, published with changes that are not") % {"made": made}
    return gettext("%(made)s, published") % {"made": made}
