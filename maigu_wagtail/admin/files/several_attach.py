"""Makes recordings and handouts of uploaded files, and adds them to the drafts of their sessions."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from wagtail.log_actions import log

from maigu_wagtail.recordings.arrivals import make_handout, make_recording
from maigu_wagtail.recordings.models import PrivateFileMixin
from maigu_wagtail.recordings.pairing import Group
from maigu_wagtail.recordings.uploads import Upload
from maigu_wagtail.sessions.drafts import add_files, obstacle

from .several_files import addable_collections


class _Gone(Exception):
    """Another request has taken the files meanwhile."""


@dataclass
class Added:
    """What was added: the number of recordings and handouts, and the sessions whose drafts now have them."""

    number: int = 0
    sessions: list[Any] = field(default_factory=list)


def attach(groups: list[Group], sessions: dict[int, Any], user: Any) -> tuple[Added, list[tuple[Group, str]]]:
    """
    Add each group to the draft of the session it is for, all groups of a session or none.

    Returns what was added, and the other groups with what the editor has to do. ``sessions`` are
    those that ``user`` can see, by primary key.
    """
    added, refused, addable = Added(), [], addable_collections(user)
    by_session: dict[int | None, list[Group]] = defaultdict(list)
    for group in groups:
        if problem := _problem(group, addable):
            refused.append((group, problem))
        else:
            by_session[group.files[0].session_id].append(group)
    for session_pk, ready in by_session.items():
        session = sessions.get(session_pk) if session_pk else None
        problem = _add(added, ready, session, user)
        refused += [(group, problem) for group in ready if problem]
    return added, refused


def _problem(group: Group, addable: dict[str, set[int]]) -> str:
    """Return what the editor has to do before ``group`` can be added, or ""."""
    languages = [upload.language for upload, _suggested in group.captions]
    for upload in group.files:
        problem = ""
        if not upload.is_complete:
            problem = gettext("“%(name)s” is not uploaded yet. Choose the file again, or leave it out.")
        elif upload.collection_id not in addable[upload.part]:
            problem = gettext("You no longer have permission to add “%(name)s” to its collection. Leave it out.")
        elif group.recording is None and upload not in group.handouts:
            problem = gettext(
                "No recording has the name of “%(name)s”. Upload the recording too, or leave this file out."
            )
        elif upload.webvtt and not upload.language:
            problem = gettext("Choose the language of “%(name)s”.")
        elif upload.webvtt and languages.count(upload.language) > 1:
            problem = gettext(
                "“%(name)s” has the same language as other captions. Choose another language, or leave one of them out."
            )
        if problem:
            return problem % {"name": upload.name}
    return ""


def _add(added: Added, groups: list[Group], session: Any, user: Any) -> str:
    """Add ``groups`` to the draft of ``session``, ``None`` for none. Returns why that was not possible, or ""."""
    if session is not None and (problem := obstacle(session, user)):
        return problem
    try:
        with transaction.atomic():
            files = [file for group in groups for file in _make_files(group, user)]
            if session is not None:
                add_files(session, files, user)
    except _Gone:
        return gettext("These files were added or removed in another window. Check the list of recordings.")
    added.number += len(files)
    added.sessions += [session] if session is not None else []
    return ""


def _make_files(group: Group, user: Any) -> list[PrivateFileMixin]:
    keys = [upload.pk for upload in group.files]
    # Locked, so that nothing is added twice if the button is pressed twice.
    if len(Upload.objects.select_for_update().filter(pk__in=keys)) < len(keys):
        raise _Gone
    files: list[PrivateFileMixin] = []
    if group.recording:
        captions = [(upload, upload.language) for upload, _suggested in group.captions]
        files.append(make_recording(group.recording, captions, group.poster))
    files += [make_handout(upload) for upload in group.handouts]
    for file in files:
        log(instance=file, action="wagtail.create", content_changed=True, user=user)
    # The new rows name the stored files now, so these are not removed.
    Upload.objects.filter(pk__in=keys).delete()
    return files
