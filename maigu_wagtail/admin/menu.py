"""
The entry for sessions, recordings and passwords in the CMS menu.

The only module that imports ``wagtail_modeladmin``, which is in maintenance mode. Import it once all apps are ready.
"""

from typing import Any, ClassVar

import swapper
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import page_permission_policy
from wagtail_modeladmin.helpers import AdminURLHelper, PagePermissionHelper, PermissionHelper
from wagtail_modeladmin.menus import ModelAdminMenuItem
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup, modeladmin_register

from maigu_wagtail.access.counters import UnlockCounter
from maigu_wagtail.access.log_entries import may_list
from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.access.requests import PasswordRequest
from maigu_wagtail.access.watch_figures import WatchCounter
from maigu_wagtail.conf import conf
from maigu_wagtail.recordings.models import Handout, Recording
from maigu_wagtail.recordings.permissions import POLICIES
from maigu_wagtail.sessions.imports.models import ImportRun

from .files.base import HandoutViewMixin, RecordingViewMixin
from .files.urls import handout_urlpatterns, recording_urlpatterns
from .imports.urls import import_urls
from .page_permissions import open_parents
from .passwords.permissions import ANY, PASSWORD_POLICY, SEE_ACTIVITY
from .passwords.urls import urlpatterns as password_urlpatterns
from .reports.activity import ActivityView
from .reports.since import SinceLastSessionView
from .reports.watching import WatchFiguresView
from .requests.detail import RequestView
from .requests.list import ManyRequestsView, RequestListView
from .requests.panel import number_of_open
from .requests.permissions import ANSWER, REQUEST_POLICY
from .sessions.views import SectionChoiceView, SessionListView


class ReachPermissionHelper(PagePermissionHelper):
    """Shows the menu item to users who can see any page, and finds the sections they may add sessions to."""

    def get_valid_parent_pages(self, user: Any) -> Any:
        return open_parents(user, self.model)

    def user_can_list(self, user: Any) -> bool:
        return may_list(user)


class SessionPageAdmin(ModelAdmin):
    """The sessions of all sections that a user can access."""

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
        """Return the results alone, which Wagtail's script requests as an editor types."""
        return self.index_view(request, results_only=True)

    def choose_parent_view(self, request: HttpRequest) -> HttpResponse:
        index = self.url_helper.get_action_url_name("index")
        return SectionChoiceView.as_view(model=self.model, index_url_name=index)(request)

    create_view = choose_parent_view

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        pattern, name = rf"^{self.url_helper.base_url_path}/results/$", self.url_helper.get_action_url_name("results")
        return (*super().get_admin_urls_for_registration(), re_path(pattern, self.results_view, name=name))


class PlainURLHelper(AdminURLHelper):
    """Maps modeladmin's actions to the URL names of our views."""

    names: ClassVar = {
        "sharedpassword": {"index": "maigu_passwords", "edit": "maigu_password"},
        "passwordrequest": {"index": "maigu_requests", "edit": "maigu_request"},
        "unlockcounter": {"index": "maigu_activity"},
        "watchcounter": {"index": "maigu_watch_figures"},
        "importrun": {"index": "maigu_imports"},
        "recording": {"index": RecordingViewMixin.index_url_name, "edit": RecordingViewMixin.edit_url_name},
        "handout": {"index": HandoutViewMixin.index_url_name, "edit": HandoutViewMixin.edit_url_name},
    }

    def get_action_url_name(self, action: str) -> str:
        return self.names[self.opts.model_name][action]


class PasswordPermissionHelper(PermissionHelper):
    """Shows the menu item, and links from reports, to users with any permission for passwords."""

    def user_can_list(self, user: Any) -> bool:
        return PASSWORD_POLICY.user_has_any_permission(user, ANY)

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return self.user_can_list(user)


class ActivityPermissionHelper(PasswordPermissionHelper):
    """Shows the menu item to users who may see password activity."""

    def user_can_list(self, user: Any) -> bool:
        return PASSWORD_POLICY.user_has_permission(user, SEE_ACTIVITY)


class MenuOnlyAdmin(ModelAdmin):
    """Registers a menu item and URLs only; the views are our own."""

    url_helper_class = PlainURLHelper
    urlpatterns: ClassVar[tuple[URLPattern, ...]]

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        return self.urlpatterns

    def register_indexing(self) -> None:
        """Skip the reference index: no page uses these rows, and they refer to nothing."""


class SharedPasswordAdmin(MenuOnlyAdmin):
    """The shared passwords of pages that a user can see."""

    model = SharedPassword
    menu_label = _("Passwords")
    menu_item_name = "maigu-passwords"
    menu_icon = "key"
    permission_helper_class = PasswordPermissionHelper
    urlpatterns = password_urlpatterns


class RequestPermissionHelper(PermissionHelper):
    """Shows the menu item, and links from Wagtail's reports, to users who may answer requests."""

    def user_can_list(self, user: Any) -> bool:
        return REQUEST_POLICY.user_has_permission(user, ANSWER)

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return self.user_can_list(user)


class RequestsMenuItem(ModelAdminMenuItem):
    """A menu item with the number of open requests in its label."""

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if number := number_of_open(request):
            component.label = gettext("%(label)s (%(number)d)") % {"label": self.label, "number": number}
        return component


class PasswordRequestAdmin(MenuOnlyAdmin):
    """The requests for passwords of pages that a user can see."""

    model = PasswordRequest
    menu_label = _("Requests")
    menu_item_name = "maigu-requests"
    menu_icon = "mail"
    permission_helper_class = RequestPermissionHelper
    urlpatterns = (
        path("maigu/requests/", RequestListView.as_view(), name="maigu_requests"),
        path("maigu/requests/results/", RequestListView.as_view(results_only=True), name="maigu_requests_results"),
        path("maigu/requests/several/", ManyRequestsView.as_view(), name="maigu_requests_several"),
        path("maigu/requests/<int:pk>/", RequestView.as_view(), name="maigu_request"),
    )

    def get_menu_item(self, order: int | None = None) -> RequestsMenuItem:
        return RequestsMenuItem(self, order or self.get_menu_order())


class UnlockActivityAdmin(MenuOnlyAdmin):
    """How often passwords are used, and how often wrong ones are entered."""

    model = UnlockCounter
    menu_label = _("Activity")
    menu_item_name = "maigu-activity"
    menu_icon = "history"
    permission_helper_class = ActivityPermissionHelper
    urlpatterns = (
        path("maigu/activity/", ActivityView.as_view(), name="maigu_activity"),
        path("maigu/activity/results/", ActivityView.as_view(results_only=True), name="maigu_activity_results"),
    )


class WatchFiguresAdmin(MenuOnlyAdmin):
    """How far recordings are played, and how often handouts are downloaded."""

    model = WatchCounter
    menu_label = _("Reports")
    menu_item_name = "maigu-reports"
    menu_icon = "view"
    permission_helper_class = ActivityPermissionHelper
    urlpatterns = (
        path("maigu/reports/", WatchFiguresView.as_view(), name="maigu_watch_figures"),
        path("maigu/reports/results/", WatchFiguresView.as_view(results_only=True), name="maigu_watch_figures_results"),
        path("maigu/reports/since/", SinceLastSessionView.as_view(), name="maigu_since_last_session"),
    )


class FilePermissionHelper(PermissionHelper):
    """Shows the menu item to users who may add or change files, and links from reports to files they may change."""

    def user_can_list(self, user: Any) -> bool:
        return POLICIES[self.model].user_has_any_permission(user, ["add", "change"])

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return POLICIES[self.model].user_has_permission_for_instance(user, "change", obj)


class RecordingAdmin(MenuOnlyAdmin):
    """The recordings that a user may change."""

    model = Recording
    menu_label = _("Recordings")
    menu_item_name = "maigu-recordings"
    menu_icon = RecordingViewMixin.header_icon
    permission_helper_class = FilePermissionHelper
    urlpatterns = recording_urlpatterns


class HandoutAdmin(MenuOnlyAdmin):
    """The handouts that a user may change."""

    model = Handout
    menu_label = _("Handouts")
    menu_item_name = "maigu-handouts"
    menu_icon = HandoutViewMixin.header_icon
    permission_helper_class = FilePermissionHelper
    urlpatterns = handout_urlpatterns


class ImportPermissionHelper(PermissionHelper):
    """Shows the menu item to users who may add any page: finding their sections costs queries on each CMS page."""

    def user_can_list(self, user: Any) -> bool:
        return bool(page_permission_policy.user_has_permission(user, "add"))


class ImportAdmin(MenuOnlyAdmin):
    """Brings sessions over from an old page or a spreadsheet."""

    model = ImportRun
    menu_label = _("Import")
    menu_item_name = "maigu-imports"
    menu_icon = "upload"
    permission_helper_class = ImportPermissionHelper
    urlpatterns = import_urls()


def group_label() -> str:
    """Return ``MAIGU_WAGTAIL_MENU_LABEL``, or the title of the only published section, or "Sessions"."""
    if conf.MAIGU_WAGTAIL_MENU_LABEL:
        return conf.MAIGU_WAGTAIL_MENU_LABEL
    sections = swapper.load_model("maigu_wagtail", "SessionIndexPage").objects.live().order_by("-pk")
    # Translations of a section are not another section; the first that was created names it.
    titles = dict(sections.values_list("translation_key", "title"))
    return titles.popitem()[1] if len(titles) == 1 else gettext("Sessions")


class MaiguGroup(ModelAdminGroup):
    """The group of menu items, labelled with the title that the site's section has when a menu is shown."""

    menu_label = lazy(group_label, str)()
    menu_item_name = "maigu"
    menu_icon = "media"
    menu_order = 250
    items = (
        SessionPageAdmin,
        RecordingAdmin,
        HandoutAdmin,
        SharedPasswordAdmin,
        PasswordRequestAdmin,
        UnlockActivityAdmin,
        WatchFiguresAdmin,
        ImportAdmin,
    )


def register_menu() -> None:
    """Register the menu with Wagtail. Called once, from ``wagtail_hooks``."""
    modeladmin_register(MaiguGroup)
