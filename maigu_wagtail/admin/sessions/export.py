"""
The export of a section's sessions, as a JSON file or a list for a spreadsheet.

Users who can see the section in the CMS get what is public. Members' content is only in the JSON
file, and only of sessions that the user may edit, because the form of a session shows it to them.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

import swapper
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.widgets import Button
from wagtail.permissions import page_permission_policy

from maigu_wagtail.access.audit_log import log_export
from maigu_wagtail.access.log_entries import explorable
from maigu_wagtail.admin.exports import SafeExportMixin
from maigu_wagtail.sessions.exporting import exported_section
from maigu_wagtail.sessions.section import SessionIndexPageMixin

from .columns import EXPORTED

MEMBERS, PUBLIC = "members", "public"
COLUMNS = {
    **EXPORTED,
    "time_zone": (_("Time zone"), lambda session: session.time_zone),
    "audience": (_("Audience"), lambda session: session.audience),
    "registration": (_("Registration address"), lambda session: session.registration_url),
    "address": (_("Address"), lambda session: session.full_url or ""),
}
CHOICES = [
    (MEMBERS, _("JSON with members’ content: texts, transcripts, captions, video and join addresses, names of files")),
    (PUBLIC, _("JSON with what everyone can see, without drafts")),
    ("xlsx", _("List for Excel (XLSX)")),
    ("csv", _("List for any spreadsheet (CSV)")),
]


class ExportForm(forms.Form):
    """Asks what to export. ``may_export_members`` says whether there is any members' content for the user."""

    content = forms.ChoiceField(
        label=_("What to export"),
        widget=forms.RadioSelect,
        choices=CHOICES,
        help_text=_(
            "A JSON file can be imported into another section or site. Passwords, links and figures are in none."
        ),
    )

    def __init__(self, *args: Any, may_export_members: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [choice for choice in CHOICES if may_export_members or choice[0] != MEMBERS]
        self.fields["content"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["content"].initial = choices[0][0]


class ExportView(SafeExportMixin, SpreadsheetExportMixin, WagtailAdminTemplateMixin, FormView):
    """Offers the formats, and returns the file."""

    form_class = ExportForm
    template_name = "maigu_wagtail/admin/export.html"
    page_title = _("Export the sessions")
    header_icon = "download"
    list_export: ClassVar = list(COLUMNS)
    # The form offers all formats.
    show_export_buttons = False
    export_headings: ClassVar = {name: heading for name, (heading, _value) in COLUMNS.items()}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        sections = swapper.load_model("maigu_wagtail", "SessionIndexPage").objects.all()
        self.section = get_object_or_404(sections, pk=kwargs["pk"])
        if not explorable(request.user, sections.filter(pk=self.section.pk)).exists():
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    @cached_property
    def editable(self) -> set[int]:
        """The primary keys of the sessions that the user may edit."""
        pages = page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return set(self.section.sessions().filter(pk__in=pages.values("pk")).values_list("pk", flat=True))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "may_export_members": bool(self.editable)}

    def form_valid(self, form: ExportForm) -> HttpResponse:
        content = form.cleaned_data["content"]
        is_json, members = content in (MEMBERS, PUBLIC), content == MEMBERS
        log_export(self.section, user=self.request.user, file_format="json" if is_json else content, members=members)
        if not is_json:
            return self.as_spreadsheet(self.rows(), content)
        data = exported_section(self.section, members_of=self.editable if members else ())
        name = f"{self.get_filename()}{'' if members else '-public'}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return JsonResponse(data, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 2})

    def rows(self) -> Iterable[Any]:
        """Return the sessions of the list, newest first, without loading members' content."""
        sessions = self.section.sessions().defer("members_content", "description", "search_words")
        # Otherwise the status of each row would query these separately.
        sessions = sessions.annotate_approved_schedule().prefetch_workflow_states()
        return sessions.order_by("-date", "-pk")

    def get_filename(self) -> str:
        return f"sessions-of-{self.section.slug}".encode("ascii", "ignore").decode() or "sessions"

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {name: value(item) for name, (_heading, value) in COLUMNS.items()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "may_export_members": bool(self.editable)}

    def get_page_subtitle(self) -> str:
        return self.section.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        section = {"url": reverse("wagtailadmin_explore", args=[self.section.pk]), "label": self.get_page_subtitle()}
        return [*super().get_breadcrumbs_items(), section, {"url": "", "label": gettext("Export the sessions")}]


def export_buttons(page: Any, user: Any, **kwargs: Any) -> list[Button]:
    """Return the button in the menu of a section; a ``register_page_header_buttons`` hook."""
    if not issubclass(page.specific_class or object, SessionIndexPageMixin):
        return []
    address = reverse("maigu_export", args=[page.pk])
    return [Button(gettext("Export the sessions"), address, icon_name="download", priority=85)]
