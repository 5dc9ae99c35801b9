"""
The list of shared passwords, and the base of the views of a single one.

The list never contains a password itself. The number of queries does not depend on the number of
passwords.
"""

from typing import Any

from django.db.models import QuerySet
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.access.statistics import statistics_of
from maigu_wagtail.admin.page_permissions import lockable_pages, passwords_of
from maigu_wagtail.admin.reports.alarms import alarm_texts

from .filters import PasswordFilterSet, ranked
from .labels import Row, made_text, opened_text, standing
from .locked_pages import LockedPage, locked_pages, no_page
from .permissions import ANY, MANAGE, PASSWORD_POLICY, READ


class PageColumn(Column):
    """The page that a password opens, with its ancestors below."""

    cell_template_name = "maigu_wagtail/admin/opens_cell.html"


class StandingColumn(Column):
    """The state of a password, with details below."""

    cell_template_name = "maigu_wagtail/admin/standing_cell.html"


class LabelColumn(TitleColumn):
    """
    The label, with the button to show the password below it, so that phones show both without scrolling.

    The button submits a form, because showing a password is logged.
    """

    cell_template_name = "maigu_wagtail/admin/label_cell.html"

    def __init__(self, *args: Any, may_read: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_read = may_read

    def get_cell_context_data(self, instance: Row, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        # Wagtail renders table cells without the page's CSRF token.
        token = get_token(context["request"])
        return {**context, "csrf_token": token, "is_offered": self.may_read and instance.standing.is_good}


class PasswordListView(PermissionCheckedMixin, BaseListingView):
    """The passwords of pages that the user can see, those in use first."""

    permission_policy = PASSWORD_POLICY
    any_permission_required = ANY
    model = SharedPassword
    template_name = "maigu_wagtail/admin/password_list.html"
    results_template_name = "maigu_wagtail/admin/password_list_results.html"
    page_title = _("Passwords")
    header_icon = "key"
    verbose_name_plural = _("shared passwords")
    index_url_name = "maigu_passwords"
    index_results_url_name = "maigu_passwords_results"
    filterset_class = PasswordFilterSet
    table_classname = "listing"
    paginate_by = 20

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """The columns. Widths are minimums in pixels; narrow screens scroll the table sideways."""
        may_read = self.user_has_permission(READ)
        return [
            LabelColumn(
                "label",
                label=_("Label"),
                accessor="password",
                get_url=lambda row: reverse("maigu_password", args=[row.pk]),
                width="250",
                may_read=may_read,
            ),
            StandingColumn("standing", label=_("State"), width="200"),
            PageColumn("page", label=_("Opens"), accessor="page", width="220"),
            Column("made", label=_("Created"), accessor=lambda row: made_text(row.password), width="150"),
            Column("opened", label=_("Used"), accessor=lambda row: opened_text(row.statistics), width="150"),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.user_has_permission(MANAGE):
            return []
        return [HeaderButton(gettext("Add password"), url=reverse("maigu_passwords_add"), icon_name="plus")]

    def get_base_queryset(self) -> QuerySet[SharedPassword]:
        # Nothing happens at the time a password expires, so it is logged when someone looks.
        SharedPassword.objects.log_expired()
        return ranked(passwords_of(self.request.user)).select_related("created_by")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by("rank", "-pk")

    def get_table(self, object_list: Any) -> Any:
        passwords = list(object_list)
        pages, now = locked_pages({password.lock for password in passwords}), timezone.now()
        statistics = statistics_of(passwords)
        rows = [
            Row(password, pages.get(password.lock) or no_page(), standing(password, now), statistics[password.pk])
            for password in passwords
        ]
        return super().get_table(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        is_empty = not context["object_list"] and not self.is_filtering
        context["may_add"] = self.user_has_permission(MANAGE)
        context["has_pages"] = is_empty and bool(lockable_pages(self.request.user))
        context["alarms"] = alarm_texts(self.request.user)
        return context


class PasswordMixin(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """A view of one password that the user can see. Looks it up after checking permissions."""

    permission_policy = PASSWORD_POLICY
    header_icon = "key"
    kwargs: dict[str, Any]
    request: Any

    @cached_property
    def password(self) -> SharedPassword:
        passwords = passwords_of(self.request.user).select_related("created_by")
        return get_object_or_404(passwords, pk=self.kwargs["pk"])

    @cached_property
    def locked_page(self) -> LockedPage:
        """The page that the password opens."""
        return locked_pages({self.password.lock}).get(self.password.lock) or no_page()

    def address(self, name: str) -> str:
        """Return the URL of the view called ``name`` for this password."""
        return reverse(name, args=[self.password.pk])

    def get_page_subtitle(self) -> str:
        return str(self.password)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("maigu_passwords"), "label": gettext("Passwords")},
            {"url": self.address("maigu_password"), "label": str(self.password)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "password": self.password, "locked_page": self.locked_page}
