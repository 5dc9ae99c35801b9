"""
The log of who can open a page: an entry whenever a move or a published change alters it.

Moves are noticed by Wagtail's own log entry, which every way of moving writes. Changes of a session
are noticed when it is saved: by the CMS, an API, the scheduler or code.
"""

from collections.abc import Iterable
from typing import Any

import swapper
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import PageLogEntry

from maigu_wagtail.sessions.dates import long_date

from .lock_changes import Readers, Who, readers_of
from .transfers import MOVED

LOCK_CHANGED = "maigu_wagtail.page.change_lock"
OPENED_BY = {"access", "public_from"}


class LockChangeFormatter(LogFormatter):
    """Says who could open the page before, and who can now."""

    label = _("Change who can open it")

    def format_message(self, log_entry: Any) -> str:
        before, after = (log_entry.data.get(name) for name in ("before", "after"))
        if not before:
            return gettext("Made a page that can be opened by: %(after)s") % {"after": readers_text(after)}
        texts = {"before": readers_text(before), "after": readers_text(after)}
        return gettext("Changed who can open it. Before: %(before)s. Now: %(after)s") % texts


def register_lock_changes(actions: LogActionRegistry) -> None:
    """Register the action; a ``register_log_actions`` hook."""
    actions.register_action(LOCK_CHANGED)(LockChangeFormatter)


def readers_text(data: Any) -> str:
    """Return in words who can open a page, from what a log entry says about it."""
    data = data or {}
    who, name = data.get("who"), data.get("name", "")
    texts = {
        Who.EVERYONE: gettext("everyone"),
        Who.SECTION: gettext("members with the password of “%(page)s”") % {"page": name},
        Who.OWN: gettext("members with its own password"),
    }
    text = texts.get(who, gettext("nobody"))
    if day := parse_date(data.get("from") or ""):
        return gettext("%(readers)s, and everyone from %(date)s") % {"readers": text, "date": long_date(day)}
    return text


def log_change(page: Any, before: Readers | None, after: Readers, *, user: Any = None) -> None:
    """Write that ``after`` can open ``page``, and before that ``before``."""
    data = {"before": before and _to_json(before), "after": _to_json(after)}
    log(page, LOCK_CHANGED, user=user, data=data)


def log_move(entry: PageLogEntry) -> None:
    """Log who can open a page that Wagtail has just logged as moved."""
    source = entry.data.get("source") if entry.action == MOVED else None
    page_model = swapper.load_model("wagtailcore", "Page")
    parent = page_model.objects.filter(pk=source["id"]).first() if source else None
    # Read again: the instance that was moved still has its former path.
    page = page_model.objects.filter(pk=entry.page_id, live=True).first()
    if parent and page:
        page = page.specific
        before, after = readers_of(page, below=parent), readers_of(page)
        if before != after:
            log_change(page, before, after, user=entry.user)


def note_readers(instance: Any, raw: bool = False, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
    """Remember who can open a session before its access is saved; a ``pre_save`` handler."""
    if raw or not instance.pk or (update_fields is not None and OPENED_BY.isdisjoint(update_fields)):
        return
    saved = type(instance)._default_manager.filter(pk=instance.pk, live=True).only("access", "public_from").first()
    if saved and any(getattr(saved, name) != getattr(instance, name) for name in OPENED_BY):
        instance.readers_before = readers_of(type(instance)._default_manager.get(pk=instance.pk))


def log_changed_readers(instance: Any, **kwargs: Any) -> None:
    """Log who can open a session after its access was saved; a ``post_save`` handler."""
    before = instance.__dict__.pop("readers_before", None)
    if before and instance.live and before != (after := readers_of(instance)):
        log_change(instance, before, after)


def _to_json(readers: Readers) -> dict[str, str]:
    day = readers.public_from.isoformat() if readers.public_from else ""
    return {"who": readers.who.value, "name": readers.name, "from": day}
