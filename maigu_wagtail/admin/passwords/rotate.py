"""
Changes and revokes shared passwords.

Both views state the effect, and how many devices it concerns, before and after the change.
"""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.access.scope import pages_of_locks
from maigu_wagtail.conf import conf

from .add import NewPasswordFormView
from .forms import ChangePasswordForm
from .labels import active_links, day_text, moment_text
from .list import PasswordMixin
from .permissions import MANAGE


class ChangePasswordView(PasswordMixin, NewPasswordFormView):
    """Replaces a password with a new one."""

    form_class = ChangePasswordForm
    template_name = "maigu_wagtail/admin/change_password.html"
    submit_button_label = _("Change the password")
    error_message = _("The password was not changed. Correct the errors below.")

    def get_page_title(self) -> str:
        return gettext("Change the password “%(label)s”") % {"label": self.password}

    def get_page_subtitle(self) -> str:
        return ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        may_change = self.user_has_permission(MANAGE)
        if may_change and not self.password.is_accepted(timezone.now()):
            messages.warning(request, gettext("This password is no longer in use, so it cannot be changed."))
            return redirect("maigu_password", self.password.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def unlocks(self) -> int:
        """How many devices are unlocked with the old password."""
        return self.password.live_unlocks()

    @property
    def last_day(self) -> str:
        """The date on which the last remaining unlock expires."""
        end = timezone.now() + timedelta(seconds=conf.MAIGU_WAGTAIL_UNLOCK_LIFETIME)
        return day_text(min(end, self.password.expires_at or end))

    def choices(self) -> list[tuple[str, str, str]]:
        """Return what can happen to the old password as ``(value, label, label of the submit button)``."""
        number = self.unlocks
        values = {"number": number, "day": self.last_day}
        end = ngettext(
            "End it now. %(number)d device that it unlocked is locked with its next click, and needs the new password.",
            "End it now. %(number)d devices that it unlocked are locked with their next click, and need the new "
            "password.",
            number,
        )
        end_button = ngettext(
            "End %(number)d unlock and change the password", "End %(number)d unlocks and change the password", number
        )
        if not number:
            # Nobody would be locked out.
            end, end_button = gettext("End it now. No device is unlocked by it."), gettext("Change the password")
        run_out = ngettext(
            "Let it expire. It opens nothing new; %(number)d device that it unlocked stays so until %(day)s at most.",
            "Let it expire. It opens nothing new; %(number)d devices that it unlocked stay so until %(day)s at most.",
            number,
        )
        overlap = gettext("Keep both for a while. The old password and its unlocks end at the time below.")
        return [
            ("end", end % values, end_button % values),
            ("run-out", run_out % values, gettext("Change the password and let the old one expire")),
            ("overlap", overlap, gettext("Change the password and keep both for a while")),
        ]

    @cached_property
    def page(self) -> Any:
        """The page that the password opens, if there still is one."""
        return pages_of_locks({self.password.lock}).get(self.password.lock)

    def pages_to_open(self) -> list[Any]:
        return [self.page] if self.page else []

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "page": self.page, "choices": self.choices()}

    def make(self, form: ChangePasswordForm) -> SharedPassword:
        values, number = form.cleaned_data, self.unlocks
        last_day = self.last_day
        new = self.password.rotate(
            values["password"], earlier=values["earlier"], until=values["until"], user=self.request.user
        )
        if values["earlier"] == "end":
            message = ngettext(
                "The password was changed, and %(number)d unlock was ended.",
                "The password was changed, and %(number)d unlocks were ended.",
                number,
            )
        elif values["earlier"] == "run-out":
            message = ngettext(
                "The password was changed. %(number)d device stays unlocked until %(day)s at most.",
                "The password was changed. %(number)d devices stay unlocked until %(day)s at most.",
                number,
            )
        else:
            message = gettext("The password was changed. The old one works until %(moment)s.")
        params = {"number": number, "day": last_day, "moment": moment_text(self.password.expires_at)}
        messages.success(self.request, message % params)
        return new

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "expires": moment_text(self.password.expires_at), "links": active_links(self.password)}


class RevokePasswordView(PasswordMixin, TemplateView):
    """Revokes a password after confirmation."""

    permission_required = MANAGE
    template_name = "maigu_wagtail/admin/revoke_password.html"
    page_title = _("Revoke the password")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = SharedPassword.objects.accepted().filter(lock=self.password.lock).exclude(pk=self.password.pk)
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "unlocks": self.password.live_unlocks(),
            "links": active_links(self.password),
            "is_last": not others.exists(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = self.password.live_unlocks()
        self.password.revoke(user=request.user)
        message = ngettext(
            "The password “%(label)s” was revoked, and %(number)d unlock was ended.",
            "The password “%(label)s” was revoked, and %(number)d unlocks were ended.",
            number,
        )
        messages.success(request, message % {"label": self.password, "number": number})
        return redirect("maigu_passwords")
