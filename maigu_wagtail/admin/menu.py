"""
The *MAIG U* entry of the CMS menu.

The one module that imports ``wagtail_modeladmin``, which is in maintenance mode: it gives
the menu and the addresses, everything behind them is Wagtail's own. Imported only when the
app registry is ready.
"""

from typing import Any

import swapper
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import PagePermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup, modeladmin_register

from .reach import may_list, open_parents
from .sessions import SectionChoiceView, SessionListView


class ReachPermissionHelper(PagePermissionHelper):
    """Shows the entry to those who see any page, and adds where ``reach`` says."""

    def get_valid_parent_pages(self, user: Any) -> Any:
        return open_parents(user, self.model)

    def user_can_list(self, user: Any) -> bool:
        return may_list(user)


class SessionPageAdmin(ModelAdmin):
    """The sessions of all sections that a user reaches."""

    model = swapper.load_model("maigu_wagtail", "SessionPage")
    menu_label = _("Sessions")
    menu_item_name = "maigu-sessions"
    menu_icon = "calendar-alt"
    history_view_enabled = False
    permission_helper_class = ReachPermissionHelper

    def index_view(self, request: HttpRequest, *, results_only: bool = False) -> HttpResponse:
        view = SessionListView.as_view(
            model=self.model,
            index_url_name=self.url_helper.get_action_url_name("index"),
            index_results_url_name=self.url_helper.get_action_url_name("results"),
            add_url_name=self.url_helper.get_action_url_name("create"),
            results_only=results_only,
        )
        return view(request)

    def results_view(self, request: HttpRequest) -> HttpResponse:
        """Answer with the list alone, which Wagtail's script asks for while an editor types."""
        return self.index_view(request, results_only=True)

    def choose_parent_view(self, request: HttpRequest) -> HttpResponse:
        index = self.url_helper.get_action_url_name("index")
        return SectionChoiceView.as_view(model=self.model, index_url_name=index)(request)

    create_view = choose_parent_view

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        pattern, name = rf"^{self.url_helper.base_url_path}/results/$", self.url_helper.get_action_url_name("results")
        return (*super().get_admin_urls_for_registration(), re_path(pattern, self.results_view, name=name))


class MaiguGroup(ModelAdminGroup):
    """What the CMS has for MAIG U, under one entry of its menu."""

    menu_label = "MAIG U"
    menu_item_name = "maigu"
    menu_icon = "media"
    menu_order = 250
    items = (SessionPageAdmin,)


def register_menu() -> None:
    """Register the entry with Wagtail; called once, from the hooks."""
    modeladmin_register(MaiguGroup)
