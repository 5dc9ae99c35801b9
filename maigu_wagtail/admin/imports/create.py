"""Creates the drafts of an import; asks first if some of its sessions are left out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from maigu_wagtail.sessions.imports.drafts import finish_import
from maigu_wagtail.sessions.imports.models import ImportRun

from .permissions import OneImportMixin
from .preview_rows import Preview

# A request that takes half a minute is often cut off by the server. Each draft takes some 40 milliseconds.
MOST_AT_ONCE = 250


class CreateDraftsView(OneImportMixin, WagtailAdminTemplateMixin, TemplateView):
    """GET says what is left out. POST creates the drafts."""

    template_name = "maigu_wagtail/admin/import_create.html"
    page_title = _("Create drafts")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.run.rows:
            return redirect("maigu_import", self.run.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return create_pages(request, self.run, is_confirmed=True)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "run": self.run, "preview": Preview(self.run)}


def create_pages(request: HttpRequest, run: ImportRun, *, is_confirmed: bool = False) -> HttpResponse:
    """Create the drafts and updates of ``run``, and go to where they are listed."""
    if not run.rows:
        messages.warning(request, gettext("This import is finished already. Nothing was created a second time."))
        return redirect("maigu_import", run.pk)
    preview = Preview(run)
    wanted = [*preview.to_update, *preview.to_create]
    if not wanted:
        text = gettext("There is nothing to create. Tick a session that has a title and a date, or a change.")
        messages.warning(request, text)
        return redirect("maigu_import_preview", run.pk)
    if preview.incomplete and not is_confirmed:
        return redirect("maigu_import_create", run.pk)
    now, later = wanted[:MOST_AT_ONCE], wanted[MOST_AT_ONCE:]
    before = run.number
    refused = finish_import(run, now, later=later, user=request.user)
    report(request, run.number - before, refused, updated=sum(bool(row.updates) for row in now) - len(refused))
    if later:
        text = ngettext(
            "%(number)d session is still to be created. Press “Create drafts” again.",
            "%(number)d sessions are still to be created. Press “Create drafts” again.",
            len(later),
        )
        messages.warning(request, text % {"number": len(later)})
        return redirect("maigu_import_preview", run.pk)
    return redirect("maigu_import", run.pk)


def report(request: HttpRequest, created: int, refused: list[Any], *, updated: int) -> None:
    """Say what was created and updated, and name the pages that were not."""
    if created:
        text = ngettext("%(number)d draft was created.", "%(number)d drafts were created.", created)
        messages.success(request, text % {"number": created})
    if updated > 0:
        text = ngettext(
            "%(number)d session was updated, as a draft.", "%(number)d sessions were updated, as drafts.", updated
        )
        messages.success(request, text % {"number": updated})
    for page in refused:
        text = gettext(
            "“%(title)s” was not updated: somebody edited or locked it in the meantime, or you may not edit it. Run "
            "the import again to see the differences."
        )
        messages.warning(request, text % {"title": page.title})
