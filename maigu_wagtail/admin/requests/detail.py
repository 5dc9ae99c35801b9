"""
The page of one request: what was asked, and the ways to answer.

The email with the password is shown before it is sent; the link in it is created on sending. Staff who
may answer requests need no other permission to send the password.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.access.request_mail import (
    Answer,
    Letter,
    decline,
    draft_of_answer,
    mark_answered,
    send_password,
    subject_of_refusal,
)
from maigu_wagtail.access.requests import PasswordRequest
from maigu_wagtail.admin.page_permissions import requests_of
from maigu_wagtail.admin.passwords.labels import moment_text
from maigu_wagtail.admin.passwords.locked_pages import locked_pages, no_page

from .forms import DeclineForm, SendForm
from .labels import request_standing
from .permissions import ANSWER, REQUEST_POLICY


@method_decorator(never_cache, name="dispatch")
class RequestView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """GET shows a request. POST answers it: ``action`` is "send", "decline" or "otherwise"."""

    permission_policy = REQUEST_POLICY
    permission_required = ANSWER
    template_name = "maigu_wagtail/admin/request.html"
    page_title = _("Request")
    header_icon = "mail"
    kwargs: dict[str, Any]

    @cached_property
    def asked(self) -> PasswordRequest:
        requests = requests_of(self.request.user).select_related("closed_by", "link__password")
        return get_object_or_404(requests, pk=self.kwargs["pk"])

    @cached_property
    def page(self) -> Any:
        """The section that the password is asked for, in the language of the request; ``None`` if it was deleted."""
        return self.asked.page()

    @property
    def passwords(self) -> QuerySet[SharedPassword]:
        """The passwords that can be sent, the newest first."""
        passwords: QuerySet[SharedPassword] = SharedPassword.objects.filter(lock=self.asked.lock).accepted()
        return passwords.order_by("-pk")

    def get_page_subtitle(self) -> str:
        return self.asked.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("maigu_requests"), "label": gettext("Requests")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.asked)}]

    def send_form(self, data: Any = None) -> SendForm | None:
        """Return the form that sends the password; ``None`` if there is no password or no section."""
        newest = self.passwords.first()
        if newest is None or self.page is None or not (self.page.live and self.page.full_url):
            return None
        draft = draft_of_answer(self.asked, self.page)
        initial = {"password": newest, "subject": draft.subject, "body": draft.body}
        return SendForm(data, passwords=self.passwords, initial=initial)

    @sensitive_variables()
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = request.POST.get("action")
        if not self.asked.is_open:
            return self.report(Answer.CLOSED, "")
        if action == "send" and (form := self.send_form(request.POST)):
            return self.send(form)
        if action == "decline":
            return self.decline(DeclineForm(request.POST))
        if action == "otherwise":
            return self.report(mark_answered(self.asked, user=request.user), gettext("The request is closed."))
        return redirect("maigu_request", self.asked.pk)

    @sensitive_variables()
    def send(self, form: SendForm) -> HttpResponse:
        """Send the password as ``form`` says."""
        if form.is_valid():
            values = form.cleaned_data
            letter = Letter(values["subject"], values["body"], self.page.locale.language_code)
            try:
                answer = send_password(
                    self.asked,
                    values["password"],
                    letter,
                    adds_password=values["adds_password"],
                    user=self.request.user,
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                said = gettext("The password was sent to %(address)s.") % {"address": self.asked.email}
                return self.report(answer, said, send_form=form)
        messages.validation_error(self.request, gettext("The email was not sent. Correct the errors below."), form)
        return self.render_to_response(self.get_context_data(send_form=form))

    def decline(self, form: DeclineForm) -> HttpResponse:
        """Decline the request as ``form`` says."""
        if not form.is_valid():
            messages.validation_error(self.request, gettext("The email was not sent. Correct the errors below."), form)
            return self.render_to_response(self.get_context_data(decline_form=form))
        letter = None
        if (text := form.cleaned_data["message"]) and self.page:
            letter = Letter(subject_of_refusal(self.page), text, self.page.locale.language_code)
        answer = decline(self.asked, letter, user=self.request.user)
        return self.report(answer, gettext("The request was declined."), decline_form=form)

    def report(self, answer: Answer, said: str, **forms: Any) -> HttpResponse:
        """Say what became of ``answer``; an email that could not be sent is shown again with ``forms``."""
        if answer == Answer.MAIL_FAILED:
            messages.error(
                self.request,
                gettext(
                    "The email could not be sent, so the request is still open. Try again in a few minutes. If it does "
                    "not help, ask the people who run the site’s mail."
                ),
            )
            return self.render_to_response(self.get_context_data(**forms))
        if answer == Answer.CLOSED:
            messages.warning(self.request, gettext("Somebody has answered this request already. Nothing was sent."))
            return redirect("maigu_request", self.asked.pk)
        messages.success(self.request, said)
        return redirect("maigu_requests")

    def facts(self) -> list[tuple[Any, str]]:
        """Return what the person sent as ``(name, value)``, without fields that are blank."""
        asked = self.asked
        facts = [
            (_("Name"), asked.name),
            (_("Organisation"), asked.organisation),
            (_("Role"), asked.role),
            (_("Email address"), asked.email),
            (_("Message"), asked.message),
            *((question, answer) for question, answer in asked.answers),
            (_("For"), str(locked_pages({asked.lock}).get(asked.lock) or no_page())),
            (_("Asked on the page of"), str(asked.session() or "")),
            (_("Received"), moment_text(asked.created_at)),
        ]
        return [(name, value) for name, value in facts if value]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.asked
        context = {
            **super().get_context_data(**kwargs),
            "asked": asked,
            "standing": request_standing(asked),
            "facts": self.facts(),
            "has_password": self.passwords.exists(),
        }
        if asked.is_open:
            context["send_form"] = kwargs.get("send_form") or self.send_form()
            context["decline_form"] = kwargs.get("decline_form") or DeclineForm()
        return context
