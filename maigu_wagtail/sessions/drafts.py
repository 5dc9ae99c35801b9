"""Adds files to the drafts of sessions, as an editor would, without publishing anything."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from maigu_wagtail.recordings.models import Handout, PrivateFileMixin, Recording

BLOCKS: dict[type[PrivateFileMixin], str] = {Recording: "recording", Handout: "resource"}


def obstacle(session: Any, user: Any) -> str:
    """Return why ``user`` cannot add to a draft of ``session``, for an editor to read; "" if they can."""
    names = {"session": session.get_admin_display_title()}
    lock = session.get_lock()
    if session.alias_of_id or not session.permissions_for_user(user).can_edit():
        message = gettext("You do not have permission to edit “%(session)s”. Choose another session.")
    elif lock is not None and lock.for_user(user):
        message = gettext("“%(session)s” is locked for editing. Ask for it to be unlocked, or choose another session.")
    else:
        return ""
    return message % names


def add_files(session: Any, files: Iterable[PrivateFileMixin], user: Any) -> Any:
    """Add ``files`` to the end of the members' content in the latest draft of ``session``. Returns the new revision. Call it in a transaction."""
    # Locked, so that of two additions at the same moment neither is lost.
    page = type(session)._default_manager.select_for_update().get(pk=session.pk)
    draft = page.get_latest_revision_as_object()
    for file in files:
        draft.members_content.append((BLOCKS[type(file)], file))
    if not draft.live:
        # As Wagtail's editor does: the row of a page that was never published has its latest draft.
        draft.save(clean=False)
    # A draft may lack what publishing will require.
    return draft.save_revision(user=user, log_action=True, clean=False)
