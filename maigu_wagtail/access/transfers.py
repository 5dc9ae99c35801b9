"""
Members' content that a CMS user copies, moves, converts from an alias, or restores from a revision.

The session form refuses files that its editor may not choose, but these actions use no form.
Without a check, copying a session into another section would give that section's members its files,
and a page moved out of its section would become public. Wagtail offers each action in several ways
(CMS views, bulk actions, two APIs, code). All of them write a log entry with the user, so the check
runs on the entry. Actions without a user are not checked.
"""

import json
from collections.abc import Iterable
from typing import Any

import swapper
from django.db.models import Q
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import PageLogEntry, Revision

from maigu_wagtail.recordings.models import SessionFile, files_in, files_of_saved
from maigu_wagtail.recordings.permissions import may_use
from maigu_wagtail.sessions.opening import Access, open_at
from maigu_wagtail.sessions.session import SessionPageMixin

from .audit_log import FILES_LEFT_OUT
from .scope import has_mark, is_in_section, mark_tree_members_only, withdraw

COPIED, CONVERTED, MOVED, RESTORED = "wagtail.copy", "wagtail.convert_alias", "wagtail.move", "wagtail.revert"


def check_transfer(entry: PageLogEntry) -> None:
    """Remove files the user may not use, and unpublish a page that has left its section."""
    if entry.action not in (COPIED, CONVERTED, MOVED, RESTORED):
        return
    page = entry.page
    if issubclass(page.specific_class or object, SessionPageMixin):
        if entry.user is not None:
            leave_out_files(page.specific, entry.user, restored=entry.revision if entry.action == RESTORED else None)
    elif entry.action == COPIED and _was_in_section(entry.data.get("source")):
        withdraw(page)
    elif entry.action == CONVERTED and has_mark(page.get_ancestors(inclusive=True)):
        # Aliases of members-only pages are marked wherever they are. This one is now a page in its own right.
        withdraw(page)
        mark_tree_members_only(page)


def leave_out_files(session: Any, user: Any, *, restored: Revision | None = None) -> None:
    """
    Remove the files that ``user`` may not use from ``session`` and its latest revision.

    Files that the section's members already have are kept. When a revision is ``restored``, so are
    files the session had before.
    """
    existing = files_of_saved(session, before=restored) if restored else {}
    revision = restored or session.latest_revision
    drafted = revision.as_object().members_content if revision else None
    contents = [content for content in (session.members_content, drafted) if content is not None]
    refused = {
        (model, key)
        for content in contents
        for model, keys in files_in(content).items()
        for key in _refused(model, keys - existing.get(model, set()), session, user)
    }
    if not refused:
        return
    if not restored:
        session.members_content = _without(session.members_content, refused)
        session.save(update_fields=["members_content"], clean=False)
    if revision and drafted is not None:
        text = json.dumps(_without(drafted, refused).get_prep_value())
        Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "members_content": text})
    log(session, FILES_LEFT_OUT, user=user, data={"files": len(refused)})


def _refused(model: Any, keys: set[int], session: Any, user: Any) -> Iterable[int]:
    files = list(model.objects.filter(pk__in=keys).select_related("collection")) if keys else []
    unusable = {file.uid: file.pk for file in files if not may_use(user, file)}
    if not unusable:
        return []
    for uid in _files_of_section(session).filter(uid__in=unusable).values_list("uid", flat=True):
        unusable.pop(uid, None)
    return unusable.values()


def _files_of_section(session: Any) -> Any:
    """Return the files that anyone with the section's password already gets from its other sessions."""
    others = session.get_siblings(inclusive=False)
    for_all = Q(access=Access.SECTION) | open_at(timezone.now())
    sessions = type(session)._default_manager.filter(for_all, pk__in=others.values("pk"), live=True)
    return SessionFile.objects.filter(session__in=sessions.values("pk"))


def _without(content: Any, refused: set[tuple[type, int]]) -> Any:
    """Return ``content`` without the blocks that refer to refused files."""
    block = content.stream_block
    remaining = []
    for value in content.get_prep_value():
        files = files_in(block.to_python([value]))
        if not any((model, key) in refused for model, keys in files.items() for key in keys):
            remaining.append(value)
    return block.to_python(remaining)


def _was_in_section(parent: dict[str, Any] | None) -> bool:
    """Return whether the parent named in a log entry is a section or in one."""
    page_model = swapper.load_model("wagtailcore", "Page")
    page = page_model.objects.filter(pk=parent["id"]).first() if parent else None
    return page is not None and is_in_section(page)
