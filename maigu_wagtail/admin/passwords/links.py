"""
The unlock links of a shared password: make one, show and print it, deactivate it.

The address of a link unlocks devices, so only users who may read passwords see it. Links with a password
in the same message are shown by POST, because reading a password is logged.
"""

from io import BytesIO
from typing import Any

import segno
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from maigu_wagtail.access.links import LinkState, UnlockLink
from maigu_wagtail.access.scope import translations_of_lock
from maigu_wagtail.access.sealing import Unreadable
from maigu_wagtail.access.share_message import share_message_text
from maigu_wagtail.sessions.section import SessionIndexPageMixin

from .forms import LinkForm
from .labels import link_standing, made_text, moment_text, used_text
from .list import PasswordMixin
from .permissions import ANY, MANAGE, READ

# Pixels for each dot of a QR code: sharp on screens and on paper of A4.
DOTS = {"svg": 4, "png": 16}
CONTENT_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


class AddLinkView(PasswordMixin, FormView):
    """Makes an unlock link for a password that is in use."""

    permission_required = READ
    form_class = LinkForm
    template_name = "maigu_wagtail/admin/link_form.html"
    page_title = _("Make an unlock link")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.user_has_permission(READ) and not self.password.is_accepted(timezone.now()):
            messages.warning(request, gettext("This password is no longer in use, so it can have no new links."))
            return redirect("maigu_password", self.password.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        pages = translations_of_lock(self.password.lock)
        section = next((page for page in pages if isinstance(page, SessionIndexPageMixin)), None)
        return {**super().get_form_kwargs(), "section": section}

    def form_valid(self, form: LinkForm) -> HttpResponse:
        try:
            link = self.password.create_link(**form.cleaned_data, user=self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, gettext("The link “%(label)s” was made.") % {"label": link})
        return redirect("maigu_link", self.password.pk, link.pk)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        messages.validation_error(self.request, gettext("The link was not made. Correct the errors below."), form)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "media": context["form"].media,
            "submit_button_label": gettext("Make the link"),
            "action_url": self.request.path,
        }


class LinkMixin(PasswordMixin):
    """A view of one unlock link of a password that the user can see."""

    header_icon = "link"

    @cached_property
    def link(self) -> UnlockLink:
        link = get_object_or_404(self.password.links.select_related("created_by"), pk=self.kwargs["link"])
        link.password = self.password
        return link

    @property
    def is_active(self) -> bool:
        """Whether the link works now."""
        return self.link.state_at(timezone.now()) == LinkState.ACTIVE

    @cached_property
    def pages(self) -> list[Any]:
        """The page that the link opens in each language; none without a public address."""
        return [page for page in translations_of_lock(self.password.lock) if self.link.url_at(page)]

    def page_asked_for(self) -> Any:
        """Return the page in the language that the query string names, or the first. Raises ``Http404`` without one."""
        code = self.request.GET.get("language", "")
        pages = [page for page in self.pages if code in ("", page.locale.language_code)]
        if not pages or not self.is_active:
            raise Http404("There is no such link.")
        return pages[0]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, this = super().get_breadcrumbs_items()
        address = reverse("maigu_link", args=[self.password.pk, self.link.pk])
        return [*above, {"url": address, "label": str(self.link)}, this]

    def get_page_subtitle(self) -> str:
        return str(self.link)


@method_decorator(never_cache, name="dispatch")
class LinkView(LinkMixin, TemplateView):
    """GET shows a link, its QR code and its figures. POST shows messages with the password as well."""

    any_permission_required = ANY
    template_name = "maigu_wagtail/admin/link.html"
    page_title = _("Unlock link")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, this, _action = super().get_breadcrumbs_items()
        return [*above, {**this, "url": ""}]

    @sensitive_variables()
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission(READ):
            raise PermissionDenied
        try:
            text = self.password.reveal(user=request.user)
        except Unreadable:
            messages.warning(request, gettext("The password cannot be read, so only the link can be shared."))
            text = ""
        return self.render_to_response(self.get_context_data(text=text))

    @sensitive_variables()
    def shared(self, text: str) -> list[dict[str, Any]]:
        """Return the link and the message with it in each language; ``text`` is the password to add, or ""."""
        if not (self.is_active and self.user_has_permission(READ)):
            return []
        shared = []
        for page in self.pages:
            address = self.link.url_at(page)
            shared.append(
                {
                    "language": str(page.locale) if len(self.pages) > 1 else "",
                    "code": page.locale.language_code,
                    "address": address,
                    "message": share_message_text(page, text, self.link.ends_at, link=address),
                }
            )
        return shared

    def facts(self) -> list[tuple[Any, str]]:
        """Return the details of the link as ``(name, value)``."""
        return [
            (_("Opens"), str(self.locked_page)),
            (_("Leads to"), self.destination()),
            (_("Created"), made_text(self.link)),
            (_("Valid until"), moment_text(self.link.ends_at) or gettext("No end date")),
            (_("Used"), used_text(self.link)),
        ]

    def destination(self) -> str:
        """Return the title of the page that visitors come to."""
        key = self.link.session_key
        pages = translations_of_lock(key) if key else self.pages
        return pages[0].get_admin_display_title() if pages else gettext("The section")

    @sensitive_variables()
    def get_context_data(self, text: str = "", **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "link": self.link,
            "standing": link_standing(self.link, timezone.now()),
            "facts": self.facts(),
            "shared": self.shared(text),
            "has_password": bool(text),
            "is_active": self.is_active,
            "may_read": self.user_has_permission(READ),
            "may_deactivate": not self.link.deactivated_at
            and (self.user_has_permission(READ) or self.user_has_permission(MANAGE)),
        }


@method_decorator(never_cache, name="dispatch")
class LinkCodeView(LinkMixin, View):
    """The QR code of a link, as SVG or PNG."""

    permission_required = READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = self.kwargs["kind"]
        image = BytesIO()
        # Level M (15 % may be unreadable) and the margin of four dots that ISO/IEC 18004 asks for.
        code = segno.make(self.link.url_at(self.page_asked_for()), error="m", micro=False)
        code.save(image, kind=kind, scale=DOTS[kind], border=4, light="white")
        response = HttpResponse(image.getvalue(), content_type=CONTENT_TYPES[kind])
        if "download" in request.GET:
            name = slugify(self.link.label) or "unlock-link"
            response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
        return response


@method_decorator(never_cache, name="dispatch")
class LinkCardView(LinkMixin, TemplateView):
    """A card of A6 size to print, in the language of the section."""

    permission_required = READ
    template_name = "maigu_wagtail/admin/link_card.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.page_asked_for()
        ends_at = self.link.ends_at
        return {
            **super().get_context_data(**kwargs),
            "link": self.link,
            "page": page,
            "language": page.locale.language_code,
            "ends_at": ends_at and timezone.localtime(ends_at),
        }


class DeactivateLinkView(LinkMixin, TemplateView):
    """Deactivates a link after confirmation."""

    any_permission_required = (READ, MANAGE)
    template_name = "maigu_wagtail/admin/deactivate_link.html"
    page_title = _("Deactivate the link")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "link": self.link}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.link.deactivate(user=request.user)
        messages.success(request, gettext("The link “%(label)s” was deactivated.") % {"label": self.link})
        return redirect("maigu_password", self.password.pk)
