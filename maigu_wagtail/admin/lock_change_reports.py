"""Says who can open a page after it was moved, copied or published with another access, and links to the way back."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from wagtail.admin import messages
from wagtail.models import PageLogEntry

from maigu_wagtail.access.lock_change_log import LOCK_CHANGED, log_change, readers_text
from maigu_wagtail.access.lock_changes import readers_of
from maigu_wagtail.access.scope import is_in_section
from maigu_wagtail.access.transfers import MOVED


def report_move(request: HttpRequest, page: Any) -> None:
    """Report who can open a moved page; an ``after_move_page`` hook."""
    entries = entries_of_request(request, page)
    if changed := entries.filter(action=LOCK_CHANGED, page_id=page.pk).first():
        moved = entries.filter(action=MOVED, page_id=page.pk).first()
        back = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, moved.data["source"]["id"]]) if moved else ""
        _report(request, page, changed, (back, gettext("Move it back")))


def report_publishing(request: HttpRequest, page: Any) -> None:
    """Report who can open a published session, if that has changed; an ``after_publish_page`` hook."""
    if changed := entries_of_request(request, page).filter(action=LOCK_CHANGED, page_id=page.pk).first():
        back = reverse("wagtailadmin_pages:edit", args=[page.pk])
        _report(request, page, changed, (back, gettext("Change it back")))


def report_new_page(request: HttpRequest, page: Any, new_page: Any) -> None:
    """Log and report who can open a copy or an alias in a section; an ``after_copy_page`` hook."""
    new_page = new_page.specific
    before, after = readers_of(page.specific), readers_of(new_page)
    if new_page.live and is_in_section(new_page) and (before != after or new_page.alias_of_id):
        log_change(new_page, None, after, user=request.user)
        entry = PageLogEntry.objects.filter(page_id=new_page.pk, action=LOCK_CHANGED).latest("timestamp", "pk")
        back = reverse("wagtailadmin_pages:delete", args=[new_page.pk])
        _report(request, new_page, entry, (back, gettext("Delete the copy")))


def report_bulk_action(request: HttpRequest, action_type: str, objects: Collection[Any], action: Any) -> None:
    """Report that many pages can be opened by others now; an ``after_bulk_action`` hook."""
    if action_type not in ("move", "publish") or not objects or not all(hasattr(page, "specific") for page in objects):
        return
    entries = entries_of_request(request, next(iter(objects)), action=LOCK_CHANGED)
    if keys := list(entries.values_list("page_id", flat=True)):
        text = ngettext(
            "Who can open %(number)d page has changed. Its history says how.",
            "Who can open %(number)d pages has changed. Their histories say how.",
            len(keys),
        )
        buttons = [messages.button(_way_back(action_type, keys), gettext("Undo"))]
        messages.warning(request, text % {"number": len(keys)}, buttons=buttons)


def entries_of_request(request: HttpRequest, page: Any, **conditions: Any) -> Any:
    """Return the log entries written together with the newest entry of ``page``, which is of this request."""
    newest = PageLogEntry.objects.filter(page_id=page.pk, user=request.user).order_by("-timestamp", "-pk").first()
    if newest is None or newest.uuid is None:
        return PageLogEntry.objects.none()
    return PageLogEntry.objects.filter(uuid=newest.uuid, **conditions)


def _way_back(action_type: str, keys: list[int]) -> str:
    """Return the URL to move the pages with primary keys ``keys`` again, or of the report with their changes."""
    if action_type == "move":
        options = PageLogEntry._meta.get_field("page").related_model._meta
        address = reverse("wagtail_bulk_action", args=[options.app_label, options.model_name, "move"])
        home = {"next": reverse("wagtailadmin_home")}
        return f"{address}?{urlencode([*home.items(), *(('id', key) for key in keys)])}"
    return f"{reverse('wagtailadmin_reports:site_history')}?{urlencode({'action': LOCK_CHANGED})}"


def _report(request: HttpRequest, page: Any, entry: PageLogEntry, back: tuple[str, str]) -> None:
    before, after = entry.data["before"], readers_text(entry.data["after"])
    names = {"page": page.get_admin_display_title(), "before": before and readers_text(before), "after": after}
    if before:
        text = gettext("Who can open “%(page)s” has changed. Before: %(before)s. Now: %(after)s.") % names
    else:
        text = gettext("Who can open “%(page)s” here: %(after)s.") % names
    history = messages.button(reverse("wagtailadmin_pages:history", args=[page.pk]), gettext("History"))
    way_back = [messages.button(*back)] if back[0] else []
    messages.warning(request, text, buttons=[*way_back, history])
