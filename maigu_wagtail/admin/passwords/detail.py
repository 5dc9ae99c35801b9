"""
The page of one shared password: its details and, on request, the password itself.

Showing the password is a POST, because it is logged. The response is never cached.
"""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.generic import TemplateView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.widgets.button import Button, HeaderButton

from maigu_wagtail.access import audit_log
from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.access.scope import translations_of_lock
from maigu_wagtail.access.sealing import Unreadable
from maigu_wagtail.access.share_message import share_message_text
from maigu_wagtail.access.statistics import statistics_of
from maigu_wagtail.admin.page_permissions import passwords_of

from .labels import devices_text, link_rows, made_text, moment_text, opened_text, standing
from .list import PasswordMixin
from .permissions import ANY, MANAGE, PASSWORD_POLICY, READ


@method_decorator(never_cache, name="dispatch")
class PasswordView(PasswordMixin, TemplateView):
    """GET shows the details of a password. POST also shows the password, with messages to share it."""

    any_permission_required = ANY
    template_name = "maigu_wagtail/admin/password.html"
    page_title = _("Password")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return [Button(gettext("History"), url=self.address("maigu_password_history"), icon_name="history")]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("maigu_passwords"), "label": gettext("Passwords")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.password)}]

    @sensitive_variables()
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission(READ):
            raise PermissionDenied
        try:
            text = self.password.reveal(user=request.user)
        except Unreadable:
            # The page explains it.
            return self.render_to_response(self.get_context_data())
        context = self.get_context_data(text=text, messages_to_copy=self.messages_to_copy(text))
        return self.render_to_response(context)

    @sensitive_variables()
    def messages_to_copy(self, text: str) -> list[tuple[str, str, str]]:
        """Return ``(language, message, address)`` for each translation of the page; ``language`` is "" if there is only one."""
        if not self.password.is_accepted(timezone.now()):
            return []
        pages = translations_of_lock(self.password.lock)
        return [
            (
                str(page.locale) if len(pages) > 1 else "",
                share_message_text(page, text, self.password.expires_at),
                page.full_url or "",
            )
            for page in pages
        ]

    def facts(self) -> list[tuple[Any, str]]:
        """Return the details of the password as ``(name, value)``."""
        password = self.password
        facts = [
            (_("Opens"), str(self.locked_page)),
            (_("Created"), made_text(password)),
            (_("Valid until"), moment_text(password.expires_at) or gettext("No end date")),
            (_("Used"), opened_text(statistics_of([password])[password.pk])),
        ]
        if password.keeps_open(timezone.now()):
            facts.append((_("Unlocked now"), devices_text(password.live_unlocks())))
        return facts

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        return {
            **super().get_context_data(**kwargs),
            "standing": standing(self.password, now),
            "facts": self.facts(),
            "links": link_rows(self.password, now),
            "is_accepted": self.password.is_accepted(now),
            "is_readable": self.password.is_readable,
            "may_read": self.user_has_permission(READ),
            "may_manage": self.user_has_permission(MANAGE),
        }


@method_decorator(never_cache, name="dispatch")
class PasswordCopiedView(PasswordMixin, View):
    """Logs that the password was copied; called by a script in the browser."""

    permission_required = READ

    @sensitive_variables()
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.password.reveal(user=request.user, action=audit_log.COPIED)
        except Unreadable:
            return HttpResponse(status=409)
        return HttpResponse(status=204)


class PasswordHistoryView(HistoryView):
    permission_policy = PASSWORD_POLICY
    any_permission_required = ANY
    model = SharedPassword
    header_icon = "key"
    index_url_name = "maigu_passwords"
    edit_url_name = "maigu_password"
    history_url_name = "maigu_password_history"
    history_results_url_name = "maigu_password_history_results"
    header_buttons: ClassVar[list[HeaderButton]] = []

    def get_base_object_queryset(self) -> QuerySet[SharedPassword]:
        return passwords_of(self.request.user)
