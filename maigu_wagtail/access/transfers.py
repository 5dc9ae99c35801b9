"""
Members' content that a CMS user copies, moves, converts from an alias, or restores from a revision.

The form of a session refuses files that its editor may not choose, but these actions use no form:
without a check, copying a session into another section would open its files to that section's
members. And a page that leaves its section would become public by that alone. Wagtail has several
ways to each action (CMS views, bulk actions, two APIs, code) and all of them write a log entry that
says who did what, so the entry is where the check happens. Code that names no user is not checked.
"""

import json
from collections.abc import Iterable
from typing import Any

import swapper
from django.db.models import Q
from wagtail.log_actions import log
from wagtail.models import PageLogEntry, Revision

from maigu_wagtail.recordings.models import SessionFile, files_in, files_of_saved
from maigu_wagtail.recordings.permissions import may_use
from maigu_wagtail.sessions.session import Access, SessionPageMixin

from .audit_log import FILES_LEFT_OUT
from .scope import has_mark, is_in_section, mark_tree_members_only, withdraw

COPIED, CONVERTED, MOVED, RESTORED = "wagtail.copy", "wagtail.convert_alias", "wagtail.move", "wagtail.revert"


def check_transfer(entry: PageLogEntry) -> None:
    """Leave out files that the user may not use, and unpublish a page that has left its section."""
    if entry.action not in (COPIED, CONVERTED, MOVED, RESTORED):
        return
    page = entry.page
    if issubclass(page.specific_class or object, SessionPageMixin):
        if entry.user is not None:
            leave_out_files(page.specific, entry.user, restored=entry.revision if entry.action == RESTORED else None)
    elif entry.action == COPIED and _was_in_section(entry.data.get("source")):
        withdraw(page)
    elif entry.action == CONVERTED and has_mark(page.get_ancestors(inclusive=True)):
        # An alias of a members-only page is marked wherever it is; now it is a page of its own.
        withdraw(page)
        mark_tree_members_only(page)


def leave_out_files(session: Any, user: Any, *, restored: Revision | None = None) -> None:
    """
    Remove from ``session`` and its newest revision the files that ``user`` may not use.

    A file that the section's members have already stays. Of a ``restored`` revision, what the
    session had before stays as well.
    """
    kept = files_of_saved(session, before=restored) if restored else {}
    revision = restored or session.latest_revision
    drafted = revision.as_object().members_content if revision else None
    contents = [content for content in (session.members_content, drafted) if content is not None]
    refused = {
        (model, key)
        for content in contents
        for model, keys in files_in(content).items()
        for key in _refused(model, keys - kept.get(model, set()), session, user)
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
    """Return the files that everyone with the section's password already has from its other sessions."""
    others = session.get_siblings(inclusive=False)
    for_all = Q(access=Access.SECTION) | Q(access=Access.PUBLIC)
    sessions = type(session)._default_manager.filter(for_all, pk__in=others.values("pk"), live=True)
    return SessionFile.objects.filter(session__in=sessions.values("pk"))


def _without(content: Any, refused: set[tuple[type, int]]) -> Any:
    """Return members' content without the blocks that refer to a refused file."""
    block = content.stream_block
    kept = []
    for value in content.get_prep_value():
        found = files_in(block.to_python([value]))
        if not any((model, key) in refused for model, keys in found.items() for key in keys):
            kept.append(value)
    return block.to_python(kept)


def _was_in_section(parent: dict[str, Any] | None) -> bool:
    """Return whether the parent that a log entry names is a section or below one."""
    page_model = swapper.load_model("wagtailcore", "Page")
    page = page_model.objects.filter(pk=parent["id"]).first() if parent else None
    return page is not None and is_in_section(page)
