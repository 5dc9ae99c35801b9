"""Updates sessions that exist already: each a new revision of the draft, never published by itself."""

from typing import Any

import swapper

from .filling import fill_page
from .models import ImportedPage, ImportRun
from .stored_rows import Row


def update_page(run: ImportRun, row: Row, page_id: int, *, user: Any) -> list[Any]:
    """
    Save a revision with the fields of ``row.updates``; return the page in a list if that is not possible.

    It is not if somebody edited the page after its differences were shown, has locked it, or if ``user``
    may not edit it.
    """
    page = swapper.load_model("maigu_wagtail", "SessionPage").objects.get(pk=page_id)
    if page.latest_revision_id != row.seen or page.alias_of_id or not _may_edit(user, page):
        return [page]
    draft = page.get_latest_revision_as_object()
    fill_page(draft, row.found, row.updates)
    revision = draft.save_revision(user=user, log_action=True)
    ImportedPage.objects.create(
        run=run,
        page=page,
        revision=revision,
        source_key=row.found.source_key[:255],
        is_new=False,
        file_urls=list(row.found.file_urls),
    )
    return []


def _may_edit(user: Any, page: Any) -> bool:
    permissions = page.permissions_for_user(user)
    return bool(permissions.can_edit() and not permissions.page_locked())
