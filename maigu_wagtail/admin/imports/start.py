"""Begins an import, and lists those that were made."""

from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic.base import BaseListingView

from maigu_wagtail.admin.page_permissions import with_places
from maigu_wagtail.admin.passwords.labels import moment_text
from maigu_wagtail.sessions.imports.models import ImportRun
from maigu_wagtail.sessions.imports.stored_rows import Row

from .forms import StartForm
from .labels import import_state, import_url
from .permissions import ImportPermissionMixin, imports_of, sections_of


class UndoColumn(BaseColumn):
    """A link to the page that undoes an import."""

    cell_template_name = "maigu_wagtail/admin/import_undo_cell.html"


class ImportListView(ImportPermissionMixin, BaseListingView):
    """GET shows the form and the list; POST reads the file and goes on to the preview."""

    model = ImportRun
    template_name = "maigu_wagtail/admin/import_list.html"
    results_template_name = "maigu_wagtail/admin/import_list_results.html"
    page_title = _("Import")
    verbose_name_plural = _("imports")
    index_url_name = "maigu_imports"
    index_results_url_name = "maigu_imports_results"
    table_classname = "listing"
    paginate_by = 20
    form: StartForm | None = None

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """The columns. Widths are minimums in pixels; narrow screens scroll the table sideways."""
        return [
            TitleColumn("file", label=_("File"), accessor=str, get_url=import_url, width="250"),
            Column("state", label=_("State"), accessor=import_state, width="180"),
            Column("section", label=_("Section"), accessor="section.title", width="180"),
            Column("who", label=_("Imported by"), accessor=user_name, width="150"),
            Column("when", label=_("When"), accessor=lambda run: moment_text(run.created_at), width="180"),
            UndoColumn("undo", label=_("Undo"), width="100"),
        ]

    @cached_property
    def sections(self) -> list[tuple[Any, str]]:
        """The sections to import into, each with its name: with its place where another has the same title."""
        pages = with_places(sections_of(self.request.user))
        named = [(page, page.get_admin_display_title(), places) for page, places in pages]
        titles = Counter(title for _page, title, _places in named)
        return [(page, title if titles[title] == 1 else " › ".join([*places, title])) for page, title, places in named]

    def get_base_queryset(self) -> QuerySet[ImportRun]:
        # Nothing happens at the time an import is due to be deleted, so it is done when someone looks.
        ImportRun.objects.clear_unfinished()
        return imports_of(self.request.user).defer("rows")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by("-pk")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = form = StartForm(request.POST, request.FILES, sections=self.sections)
        if not form.is_valid():
            messages.validation_error(request, gettext("Nothing was imported. Correct the errors below."), form)
            response: HttpResponse = self.get(request, *args, **kwargs)
            return response
        file = form.cleaned_data["file"]
        user: Any = request.user
        run = ImportRun.objects.create(
            section_id=form.cleaned_data["section"].pk,
            user=user,
            file_name=file.name[-255:] if file else "",
            # What has neither a title nor a date is probably no session.
            rows=[Row(found, is_ticked=bool(found.title or found.date)).as_json() for found in form.found],
        )
        return redirect("maigu_import_preview", run.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["form"] = self.form or StartForm(sections=self.sections)
        context["action_url"] = reverse("maigu_imports")
        return context


def user_name(run: ImportRun) -> str:
    """Return the name of who made an import; a command has none."""
    return get_user_display_name(run.user) if run.user else gettext("A command")
