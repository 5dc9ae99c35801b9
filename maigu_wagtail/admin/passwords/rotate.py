"""
Changing a shared password for a new one, and revoking it.

Says what will happen before it happens, and to how many, and afterwards what has happened.
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

from .add import MakingView
from .forms import ChangePasswordForm
from .labels import day_text, moment_text
from .list import PasswordMixin
from .permissions import MANAGE


class ChangePasswordView(PasswordMixin, MakingView):
    """A new password in place of this one."""

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
        """How many devices the earlier password has unlocked."""
        return self.password.live_unlocks()

    @property
    def last_day(self) -> str:
        """The day on which the last of the unlocks that run out has run out."""
        end = timezone.now() + timedelta(seconds=conf.MAIGU_WAGTAIL_UNLOCK_LIFETIME)
        return day_text(min(end, self.password.expires_at or end))

    def choices(self) -> list[tuple[str, str, str]]:
        """Return what may become of the earlier password, in words, and on the button that does it."""
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
            # Nobody is locked out by it.
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

    def get_form_kwargs(self) -> dict[str, Any]:
        page = pages_of_locks({self.password.lock}).get(self.password.lock)
        return {**super().get_form_kwargs(), "page": page, "choices": self.choices()}

    def make(self, form: ChangePasswordForm) -> SharedPassword:
        values, number = form.cleaned_data, self.unlocks
        last_day = self.last_day
        made = self.password.rotate(
            values["password"], earlier=values["earlier"], until=values["until"], user=self.request.user
        )
        if values["earlier"] == "end":
            words = ngettext(
                "The password was changed, and %(number)d unlock was ended.",
                "The password was changed, and %(number)d unlocks were ended.",
                number,
            )
        elif values["earlier"] == "run-out":
            words = ngettext(
                "The password was changed. %(number)d device stays unlocked until %(day)s at most.",
                "The password was changed. %(number)d devices stay unlocked until %(day)s at most.",
                number,
            )
        else:
            words = gettext("The password was changed. The old one works until %(moment)s.")
        told = {"number": number, "day": last_day, "moment": moment_text(self.password.expires_at)}
        messages.success(self.request, words % told)
        return made

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "expires": moment_text(self.password.expires_at)}


class RevokePasswordView(PasswordMixin, TemplateView):
    """The end of a password, once it was confirmed."""

    permission_required = MANAGE
    template_name = "maigu_wagtail/admin/revoke_password.html"
    page_title = _("Revoke the password")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = SharedPassword.objects.accepted().filter(lock=self.password.lock).exclude(pk=self.password.pk)
        context = super().get_context_data(**kwargs)
        return {**context, "unlocks": self.password.live_unlocks(), "is_last": not others.exists()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = self.password.live_unlocks()
        self.password.revoke(user=request.user)
        words = ngettext(
            "The password “%(label)s” was revoked, and %(number)d unlock was ended.",
            "The password “%(label)s” was revoked, and %(number)d unlocks were ended.",
            number,
        )
        messages.success(request, words % {"label": self.password, "number": number})
        return redirect("maigu_passwords")
