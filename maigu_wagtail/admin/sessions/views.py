"""
The list of sessions in the CMS, and the choice of a section for a new one.

Built on Wagtail's page listing, so search, filters, ordering and buttons are where editors expect
them. Members' content is not loaded, and the number of queries does not depend on the number of
sessions.
"""

from collections.abc import Collection
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.listing import IndexView
from wagtail.permissions import page_permission_policy

from maigu_wagtail.access.log_entries import explorable, may_list
from maigu_wagtail.admin.exports import SafeExportMixin
from maigu_wagtail.admin.page_permissions import open_parents, with_places
from maigu_wagtail.admin.reports.summary import shows_figures, starts_of
from maigu_wagtail.sessions.list_query import LONGEST_QUERY

from .columns import EXPORTED, session_columns
from .filters import SessionFilterSet

NOT_LISTED = ("members_content", "description", "search_words")


class SessionListView(SafeExportMixin, IndexView):
    """The list. Pass ``model`` and the URL names to ``as_view``."""

    permission_policy = page_permission_policy
    template_name = "maigu_wagtail/admin/session_list.html"
    results_template_name = "maigu_wagtail/admin/session_list_results.html"
    page_title = _("Sessions")
    header_icon = "calendar-alt"
    add_item_label = _("Add session")
    table_classname = "listing"
    paginate_by = 20
    default_ordering = "-ends_at"
    list_export: ClassVar = list(EXPORTED)
    export_headings: ClassVar = {name: heading for name, (heading, _value) in EXPORTED.items()}
    export_filename = "sessions"

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return session_columns(has_figures=self.has_figures)

    @cached_property
    def has_figures(self) -> bool:
        """Whether the list shows how often recordings were started."""
        return shows_figures(self.request.user)

    @cached_property
    def verbose_name(self) -> str:
        return self.model._meta.verbose_name

    @cached_property
    def verbose_name_plural(self) -> str:
        return self.model._meta.verbose_name_plural

    @cached_property
    def filterset_class(self) -> type[SessionFilterSet]:
        meta = type("Meta", (), {"model": self.model, "fields": []})
        return type("FilterSet", (SessionFilterSet,), {"Meta": meta})

    def get_add_url(self) -> str | None:
        return reverse(self.add_url_name) if open_parents(self.request.user, self.model).exists() else None

    def get_base_queryset(self) -> QuerySet:
        return explorable(self.request.user, self.model._default_manager.defer(*NOT_LISTED))

    def get_ordering(self) -> str:
        # Newest first in searches too: order by relevance looks random in a list of dated sessions.
        ordering = self.request.GET.get("ordering")
        return ordering if ordering in self.get_valid_orderings() else self.default_ordering

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.ordering.endswith("ends_at"):
            return queryset.order_by(self.ordering, "-pk")
        # Undated drafts first, because they still need work.
        by_end = (
            F("ends_at").asc(nulls_last=True) if self.ordering == "ends_at" else F("ends_at").desc(nulls_first=True)
        )
        return queryset.order_by(by_end, "-pk")

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.with_words(self.search_query[:LONGEST_QUERY]) if self.is_searching else queryset

    def get_queryset(self) -> Any:
        results = super().get_queryset()
        return self.load(self.keys(results)) if self.is_export else results

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, Any, Any, bool]:
        # Sort only primary keys and load one page of rows: far cheaper than sorting whole rows.
        keys = queryset.values_list("pk", flat=True)
        paginator, page, rows, is_paginated = super().paginate_queryset(keys, page_size)
        page.object_list = self.load(self.keys(rows))
        return paginator, page, page.object_list, is_paginated

    def keys(self, found: Any) -> list[int]:
        """Return the primary keys of ``found``, which contains sessions or already keys."""
        return [getattr(row, "pk", row) for row in found]

    def load(self, keys: list[int]) -> list[Any]:
        """Return the sessions with these primary keys, in this order, with everything a row shows."""
        sessions = self.model._default_manager.filter(pk__in=keys)
        rows = {session.pk: session for session in self.annotate_queryset(sessions)}
        if self.has_figures:
            self.add_figures(rows.values())
        return [rows[key] for key in keys if key in rows]

    def add_figures(self, sessions: Collection[Any]) -> None:
        """Set ``times_started`` on ``sessions``; an alias has the figures of its original."""
        starts = starts_of(session.figures_key for session in sessions)
        for session in sessions:
            session.times_started = starts.get(session.figures_key, 0)

    def annotate_queryset(self, pages: Any) -> Any:
        # Otherwise each row would query these separately.
        pages = pages.defer(*NOT_LISTED).annotate_site_root_state().annotate_approved_schedule()
        pages = pages.prefetch_workflow_states()
        if self.has_figures:
            pages = pages.annotate(figures_key=Coalesce("alias_of__translation_key", "translation_key"))
        return pages.prefetch_related("locale") if self.i18n_enabled else pages

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {name: value(item) for name, (_heading, value) in EXPORTED.items()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["has_sections"] = bool(self.filters.sections)
        return context


class SectionChoiceView(WagtailAdminTemplateMixin, TemplateView):
    """Asks which section a new session belongs to, if there are several."""

    model: Any = None
    index_url_name = ""
    template_name = "maigu_wagtail/admin/choose_section.html"
    page_title = _("Add session")
    header_icon = "calendar-alt"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_list(request.user):
            raise PermissionDenied
        sections = with_places(open_parents(request.user, self.model))
        if not sections:
            messages.warning(request, gettext("There is no section yet that you can add a session to."))
            return redirect(self.index_url_name)
        if len(sections) == 1:
            return redirect(self.add_url(sections[0][0]))
        choices = [(section, " › ".join(ancestors), self.add_url(section)) for section, ancestors in sections]
        return self.render_to_response(self.get_context_data(choices=choices))

    def add_url(self, section: Any) -> str:
        """Return the URL of Wagtail's form to add a session to ``section``."""
        options = self.model._meta
        address = reverse("wagtailadmin_pages:add", args=[options.app_label, options.model_name, section.pk])
        return f"{address}?{urlencode({'next': reverse(self.index_url_name)})}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(self.index_url_name), "label": gettext("Sessions")}
        return [*super().get_breadcrumbs_items(), index, {"url": "", "label": self.get_page_title()}]
