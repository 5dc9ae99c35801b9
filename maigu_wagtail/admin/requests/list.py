"""The list of requests for the password, and what can be done with several of them at once."""

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from maigu_wagtail.access import audit_log
from maigu_wagtail.access.request_mail import Answer, decline, mark_answered
from maigu_wagtail.access.requests import PasswordRequest, RequestState
from maigu_wagtail.admin.page_permissions import requests_of
from maigu_wagtail.admin.passwords.filters import section_choices
from maigu_wagtail.admin.passwords.labels import moment_text
from maigu_wagtail.admin.passwords.list import PageColumn, StandingColumn
from maigu_wagtail.admin.passwords.locked_pages import locked_pages, no_page

from .filters import RequestFilterSet
from .labels import RequestRow, request_standing
from .permissions import ANSWER, REQUEST_POLICY

ACTIONS = ("otherwise", "decline", "delete")


class TickColumn(BaseColumn):
    """A box to tick for each request; the buttons below the list act on those that are ticked."""

    header_template_name = "maigu_wagtail/admin/tick_header.html"
    cell_template_name = "maigu_wagtail/admin/tick_cell.html"


class WhoColumn(TitleColumn):
    """The name of the person, with the organisation below."""

    cell_template_name = "maigu_wagtail/admin/who_cell.html"


@method_decorator(never_cache, name="dispatch")
class RequestListView(PermissionCheckedMixin, BaseListingView):
    """The requests for passwords of pages that the user can see, open ones first."""

    permission_policy = REQUEST_POLICY
    permission_required = ANSWER
    model = PasswordRequest
    template_name = "maigu_wagtail/admin/request_list.html"
    results_template_name = "maigu_wagtail/admin/request_list_results.html"
    page_title = _("Requests")
    header_icon = "mail"
    verbose_name_plural = _("requests")
    index_url_name = "maigu_requests"
    index_results_url_name = "maigu_requests_results"
    filterset_class = RequestFilterSet
    table_classname = "listing"
    is_searchable = True
    search_backend_name = None
    search_fields = ("name", "organisation", "email")
    paginate_by = 50

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """The columns. Widths are minimums in pixels; narrow screens scroll the table sideways."""
        return [
            TickColumn("tick", label=_("Select"), width="50"),
            WhoColumn(
                "name",
                label=_("Who"),
                accessor=lambda row: row.asked.name,
                get_url=lambda row: reverse("maigu_request", args=[row.pk]),
                width="250",
            ),
            StandingColumn("standing", label=_("State"), width="200"),
            PageColumn("page", label=_("Section"), accessor="page", width="220"),
            Column(
                "received", label=_("Received"), accessor=lambda row: moment_text(row.asked.created_at), width="180"
            ),
        ]

    def get_base_queryset(self) -> QuerySet[PasswordRequest]:
        # Nothing happens at the time a request is due to be deleted, so it is done when someone looks.
        PasswordRequest.objects.clear_old()
        rank = Case(When(state=RequestState.OPEN, then=0), default=1, output_field=IntegerField())
        return requests_of(self.request.user).annotate(rank=rank).select_related("closed_by")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by("rank", "-pk")

    def get_table(self, object_list: Any) -> Any:
        requests = list(object_list)
        pages = locked_pages({asked.lock for asked in requests})
        rows = [RequestRow(asked, pages.get(asked.lock) or no_page(), request_standing(asked)) for asked in requests]
        return super().get_table(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        is_empty = not context["object_list"] and not self.is_filtering and not self.is_searching
        context["is_offered"] = is_empty and any(
            section.offers_request_form for section, _name in section_choices(self.request.user).values()
        )
        return context


@method_decorator(never_cache, name="dispatch")
class ManyRequestsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Shows what will happen to the requests that were ticked, and does it once it is confirmed."""

    permission_policy = REQUEST_POLICY
    permission_required = ANSWER
    template_name = "maigu_wagtail/admin/request_many.html"
    page_title = _("Requests")
    header_icon = "mail"
    http_method_names = ("post",)

    @cached_property
    def action(self) -> str:
        """What is to be done: one of ``ACTIONS``, or ""."""
        asked_for = self.request.POST.get("action", "")
        return asked_for if asked_for in ACTIONS else ""

    @cached_property
    def requests(self) -> list[PasswordRequest]:
        """The requests that were ticked and that the user can see; only those that are open, except to delete them."""
        keys = [key for key in self.request.POST.getlist("request") if key.isdecimal() and len(key) < 10]
        requests = requests_of(self.request.user).filter(pk__in=keys[: RequestListView.paginate_by])
        if self.action != "delete":
            requests = requests.filter(state=RequestState.OPEN)
        return list(requests.order_by("pk"))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("maigu_requests"), "label": gettext("Requests")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": gettext("Several requests")}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.action or not self.requests:
            messages.warning(request, gettext("Nothing was changed. Tick one or more open requests first."))
        elif "confirmed" not in request.POST:
            return self.render_to_response(self.get_context_data())
        else:
            number = sum(map(self.act_on, self.requests))
            texts = {
                "otherwise": ngettext(
                    "%(number)d request was marked as answered.", "%(number)d requests were marked as answered.", number
                ),
                "decline": ngettext("%(number)d request was declined.", "%(number)d requests were declined.", number),
                "delete": ngettext("%(number)d request was deleted.", "%(number)d requests were deleted.", number),
            }
            messages.success(request, texts[self.action] % {"number": number})
        return redirect("maigu_requests")

    def act_on(self, asked: PasswordRequest) -> bool:
        """Do to ``asked`` what was confirmed, and return whether that was still possible."""
        if self.action == "delete":
            log(asked, audit_log.REQUEST_DELETED, user=self.request.user)
            return bool(PasswordRequest.objects.forget(PasswordRequest.objects.filter(pk=asked.pk)))
        do = mark_answered if self.action == "otherwise" else decline
        return do(asked, user=self.request.user) == Answer.DONE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "requests": self.requests, "action": self.action}
