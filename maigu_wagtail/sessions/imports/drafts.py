"""
Makes drafts of what an import found. Nothing is published, and no other address is asked for anything.

One transaction: either all drafts are there, or none.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import swapper
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.log_actions import log

from maigu_wagtail.sessions.search_words import plain_letters
from maigu_wagtail.sessions.session import RESERVED_SLUGS

from .details import fill_details
from .filling import fill_page
from .found import FoundSession
from .matching import match_sessions
from .models import ImportedPage, ImportRun
from .stored_rows import Row
from .updates import update_page

IMPORTED = "maigu_wagtail.import.create"
LONGEST_SLUG = 200


def create_drafts(section: Any, found: Iterable[FoundSession], *, user: Any, file_name: str) -> ImportRun:
    """
    Create a draft in ``section`` for each session of ``found``, and return the import.

    Sessions that exist already (``matching``) and those that lack something (``checking``) are left
    out. ``user`` becomes the owner of the pages; ``None`` for a command.
    """
    with transaction.atomic():
        run = ImportRun.objects.create(section=section, user=user, file_name=file_name[:255])
        finish_import(run, [Row(session) for session in found], user=user)
    return run


def finish_import(run: ImportRun, rows: Sequence[Row], *, later: Sequence[Row] = (), user: Any) -> list[Any]:
    """
    Create the drafts and updates of ``run`` in one transaction, and return the pages that could not be updated.

    The rows in ``later`` stay in the import, for another call.
    """
    with transaction.atomic():
        # One import at a time in a section, so that no two choose the same slug.
        section = type(run.section).objects.select_for_update().get(pk=run.section_id)
        refused, before = [], run.number
        slugs = set(section.get_children().values_list("slug", flat=True))
        for row, match in zip(rows, match_sessions(section, [row.found for row in rows]), strict=True):
            if match and row.updates:
                refused += update_page(run, row, match.page_id, user=user)
            elif match is None and row.is_ready:
                _create_draft(run, section, row.found, slugs, user=user)
                run.number += 1
        run.finished_at = timezone.now()
        run.rows = [row.as_json() for row in later]
        run.save()
        log(section, IMPORTED, user=user, data={"file_name": str(run), "number": run.number - before})
    return refused


def _create_draft(run: ImportRun, section: Any, found: FoundSession, slugs: set[str], *, user: Any) -> None:
    page = page_of(found)
    fill_details(page, found, user=user)
    page.live, page.owner = False, user
    page.slug = free_slug(found, slugs)
    slugs.add(page.slug)
    section.add_child(instance=page)
    # Checked just now, when it was added.
    revision = page.save_revision(user=user, clean=False)
    ImportedPage.objects.create(
        run=run, page=page, revision=revision, source_key=found.source_key[:255], file_urls=list(found.file_urls)
    )


def page_of(found: FoundSession) -> Any:
    """Return a session page with what ``found`` has, which is not saved and has no slug."""
    page = swapper.load_model("maigu_wagtail", "SessionPage")()
    fill_page(page, found)
    return page


def free_slug(found: FoundSession, taken: set[str]) -> str:
    """Return a slug for ``found`` that is not in ``taken``, and that the section does not use itself."""
    name = found.details.get("slug") or found.title
    base = slugify(plain_letters(name), allow_unicode=True)[:LONGEST_SLUG].strip("-") or f"{found.date}"
    slug, number = base, 2
    while slug in taken or slug in RESERVED_SLUGS:
        slug, number = f"{base}-{number}", number + 1
    return slug
