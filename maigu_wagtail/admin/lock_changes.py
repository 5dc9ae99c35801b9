"""
Says who will be able to open a page before it is moved, copied or published with another access.

Wagtail asks before it moves one page or converts an alias: the effect is a message on its page.
It does not ask before copies, bulk actions and publishing, so a page of ours does, and then submits
the form again. ``lock_change_reports`` says afterwards what happened, and how to undo it.
"""

from collections.abc import Collection
from typing import Any

import swapper
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from maigu_wagtail.access.lock_changes import (
    LockChange,
    Readers,
    Who,
    change_by_conversion,
    change_by_copy,
    change_by_move,
    change_by_publishing,
    readers_of,
)
from maigu_wagtail.access.scope import section_of
from maigu_wagtail.conf import conf
from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import SessionPageMixin

from .lock_change_texts import effects

CONFIRMED = "maigu_confirmed"
PUBLISH = "action-publish"
ENTERED = ("access", "public_from", "time_zone")


class ConfirmationView(WagtailAdminTemplateMixin, TemplateView):
    """Says who will be able to open a page, and repeats the form."""

    template_name = "maigu_wagtail/admin/confirm_lock_change.html"
    page_title = _("Who can open it will change")
    header_icon = "lock"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.get(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]


def warn_before_move(request: HttpRequest, page: Any, destination: Any) -> None:
    """Say what a move changes, on Wagtail's confirmation page; a ``before_move_page`` hook."""
    if request.method == "GET":
        _warn(request, effects([change_by_move(page, destination)], request.user))


def warn_before_conversion(request: HttpRequest, page: Any) -> None:
    """Say what converting an alias changes, on Wagtail's confirmation page; a ``before_convert_alias_page`` hook."""
    if request.method == "GET":
        _warn(request, effects([change_by_conversion(page)], request.user))


def confirm_copy(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Ask before a copy or an alias that other people can open than the page; a ``before_copy_page`` hook."""
    parent = request.POST.get("new_parent_page", "")
    page_model = swapper.load_model("wagtailcore", "Page")
    destination = page_model.objects.filter(pk=parent).first() if parent.isdecimal() else None
    if destination is None or not destination.permissions_for_user(request.user).can_add_subpage():
        return None
    page = page.specific
    if request.POST.get("alias"):
        texts = _effects_of_alias(page, destination)
    else:
        texts = effects([change_by_copy(page, destination)], request.user)
    return ask_first(request, texts, gettext("Copy this page"))


def confirm_bulk_action(
    request: HttpRequest, action_type: str, objects: Collection[Any], action: Any
) -> HttpResponse | None:
    """Ask before many pages are moved or published; a ``before_bulk_action`` hook."""
    if action_type not in ("move", "publish") or not all(hasattr(page, "specific") for page in objects):
        return None
    changes: list[LockChange | None] = []
    if action_type == "move":
        destination = action.get_execution_context()["destination"]
        changes = [change_by_move(page.specific, destination) for page in objects]
        label = gettext("Move these pages")
    else:
        changes = [_change_by_draft(page) for page in _with_descendants(request, objects)]
        label = gettext("Publish these pages")
    return ask_first(request, effects(changes, request.user), label)


def confirm_publishing(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Ask before a session is published for other readers, and say so of a draft; a ``before_edit_page`` hook."""
    if not isinstance(page, SessionPageMixin) or page.alias_of_id or not page.live:
        return None
    if request.method == "GET":
        if texts := effects([_change_by_draft(page)], request.user):
            note = gettext("Nothing changes until you publish this draft. Then:")
            messages.info(request, " ".join([note, *texts]))
        return None
    if PUBLISH not in request.POST or not page.permissions_for_user(request.user).can_publish():
        return None
    texts = effects([_change_by_form(request, page)], request.user)
    return ask_first(request, texts, gettext("Publish"), name=PUBLISH)


def say_translation(request: HttpRequest, page: Any) -> None:
    """Say who will be able to open a translation that was never published; a ``before_edit_page`` hook."""
    is_ours = isinstance(page, SessionPageMixin | SessionIndexPageMixin) and not page.alias_of_id
    if request.method != "GET" or not is_ours or page.live or page.first_published_at or not conf.WAGTAIL_I18N_ENABLED:
        return
    if page.get_translations().exists():
        note = gettext("This is a draft translation of a page with the same password. Once you publish it:")
        texts = effects([LockChange(page, Readers(Who.NOBODY), readers_of(page))], request.user)
        messages.info(request, " ".join([note, *texts]))


def ask_first(request: HttpRequest, texts: list[str], label: str, *, name: str = "") -> HttpResponse | None:
    """
    Return a page that says ``texts`` and repeats the form, unless it is confirmed already or there is nothing to say.

    ``name`` is the field of the form that names its button; without it the form is saved as a draft.
    Uploads cannot be repeated, so a form that contains any is not held up.
    """
    if request.method != "POST" or not texts or CONFIRMED in request.POST or request.FILES:
        return None
    left_out = {"csrfmiddlewaretoken", name}
    fields = [(key, value) for key, values in request.POST.lists() if key not in left_out for value in values]
    context = {"texts": texts, "fields": fields, "label": label, "name": name, "confirmed": CONFIRMED}
    return ConfirmationView.as_view(extra_context=context)(request)


def _warn(request: HttpRequest, texts: list[str]) -> None:
    for text in texts:
        messages.warning(request, text)


def _effects_of_alias(page: Any, destination: Any) -> list[str]:
    """Say that an alias outside the section of ``page`` is opened by the same password as the page itself."""
    here, there = section_of(page.get_parent().specific), section_of(destination.specific)
    if not isinstance(page, SessionPageMixin) or page.is_public or here is None or here == there:
        return []
    text = gettext(
        "An alias follows its original: those who can open “%(page)s” now can open it there too, and nobody else. The "
        "password of “%(section)s” will not open it."
    )
    section = there or here
    return [text % {"page": page.get_admin_display_title(), "section": section.get_admin_display_title()}]


def _with_descendants(request: HttpRequest, pages: Collection[Any]) -> list[Any]:
    if not request.POST.get("include_descendants"):
        return list(pages)
    return [each for page in pages for each in page.get_descendants(inclusive=True)]


def _change_by_draft(page: Any) -> LockChange | None:
    """Return what publishing the latest draft of ``page`` changes; ``None`` if it is no session."""
    if not page.has_unpublished_changes or not issubclass(page.specific_class or object, SessionPageMixin):
        return None
    return change_by_publishing(page.get_latest_revision_as_object())


def _change_by_form(request: HttpRequest, page: Any) -> LockChange | None:
    """Return what publishing ``page`` with the entered access changes; ``None`` if what was entered is not valid."""
    form = page.get_edit_handler().get_form_class()(request.POST, instance=page.get_latest_revision_as_object())
    draft = form.instance
    for name in ENTERED:
        # A site or a permission may have removed the field from the form.
        if name in form.fields:
            try:
                setattr(draft, name, form.fields[name].clean(form[name].data))
            except ValidationError:
                return None
    return change_by_publishing(draft)
