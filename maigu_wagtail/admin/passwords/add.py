"""Adds a shared password; also the base of all forms with a password field."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.access.passphrases import new_passphrase
from maigu_wagtail.admin.page_permissions import lockable_pages, with_places

from .forms import AddPasswordForm
from .permissions import MANAGE, PASSWORD_POLICY, READ


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class NewPasswordFormView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """A form with a password field and a button that suggests another passphrase."""

    permission_policy = PASSWORD_POLICY
    permission_required = MANAGE
    template_name = "maigu_wagtail/admin/password_form.html"
    header_icon = "key"
    submit_button_label: Any = ""
    error_message: Any = ""
    wants_another = False

    @sensitive_variables()
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "another" in request.POST:
            self.wants_another = True
            return self.render_to_response(self.get_context_data(form=self.get_form()))
        return super().post(request, *args, **kwargs)

    def pages_to_open(self) -> list[Any]:
        """Return the page that the password is for, or the pages that it may be for."""
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        languages = {page.locale.language_code for page in self.pages_to_open()}
        language = languages.pop() if len(languages) == 1 else get_language()
        return {**super().get_initial(), "password": new_passphrase(language or "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.wants_another:
            # Not validated: the form is shown as it was, with another passphrase.
            kwargs["initial"] = {**kwargs.pop("data").dict(), **kwargs["initial"]}
            kwargs.pop("files")
        return kwargs

    def make(self, form: Any) -> SharedPassword:
        """Carry out the form. Raises ``ValidationError`` if that is not possible."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            password = self.make(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        if PASSWORD_POLICY.user_has_permission(self.request.user, READ):
            return redirect("maigu_password", password.pk)
        return redirect("maigu_passwords")

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.validation_error(self.request, self.error_message, form)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["media"] = context["form"].media
        context["submit_button_label"] = self.submit_button_label
        context["action_url"] = self.request.path
        return context


class AddPasswordView(NewPasswordFormView):
    form_class = AddPasswordForm
    page_title = _("Add password")
    submit_button_label = _("Add the password")
    error_message = _("The password was not added. Correct the errors below.")

    @cached_property
    def choices(self) -> list[tuple[Any, str]]:
        """The pages that the user may add a password to, each with its ancestors in its name."""
        pages = with_places(lockable_pages(self.request.user))
        return [(page, " › ".join([*ancestors, page.get_admin_display_title()])) for page, ancestors in pages]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.choices:
            messages.warning(request, gettext("There is no section yet that you can add a password to."))
            return redirect("maigu_passwords")
        return super().get(request, *args, **kwargs)

    def pages_to_open(self) -> list[Any]:
        pages = [page for page, _name in self.choices]
        return [page for page in pages if str(page.pk) == self.request.POST.get("page")] or pages

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "choices": self.choices}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("maigu_passwords"), "label": gettext("Passwords")}
        return [*super().get_breadcrumbs_items(), index, {"url": "", "label": self.get_page_title()}]

    def make(self, form: AddPasswordForm) -> SharedPassword:
        values = form.cleaned_data
        password: SharedPassword = SharedPassword.objects.create_password(
            values["page"],
            values["password"],
            label=values["label"],
            expires_at=values["expires_at"],
            user=self.request.user,
        )
        message = gettext("The password “%(label)s” was added. It opens “%(page)s”.")
        messages.success(self.request, message % {"label": password, "page": values["page"].title})
        return password
