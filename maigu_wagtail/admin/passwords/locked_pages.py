"""The page that a lock belongs to, named so that staff can tell it from others."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import swapper
from django.utils import timezone
from django.utils.translation import gettext

from maigu_wagtail.access.scope import pages_of_locks
from maigu_wagtail.sessions.opening import Access


@dataclass(frozen=True, slots=True)
class LockedPage:
    """
    A section, or a session with its own lock.

    ``place`` lists the titles of its ancestors. ``is_idle`` means that the lock is not in use: the
    session is opened by its section's passwords, or is public.
    """

    title: str
    place: str
    section_key: UUID | None
    is_idle: bool = False

    def __str__(self) -> str:
        return f"{self.place} › {self.title}" if self.place else self.title


def locked_pages(keys: set[UUID]) -> dict[UUID, LockedPage]:
    """Return the page of each lock in ``keys``, using three queries in total."""
    pages = pages_of_locks(keys)
    steps = [
        page.path[:end] for page in pages.values() for end in range(page.steplen * 2, len(page.path), page.steplen)
    ]
    page_model = swapper.load_model("wagtailcore", "Page")
    rows = page_model.objects.filter(path__in=set(steps)).values_list("path", "title", "translation_key")
    ancestors = {path: (title, key) for path, title, key in rows}
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    sessions = session_model.objects.filter(translation_key__in=keys, alias_of=None)
    now = timezone.now()
    accesses = {
        session.translation_key: Access.PUBLIC if session.is_open_at(now) else session.access
        for session in sessions.only("translation_key", "alias_of", "access", "opens_at")
    }
    return {key: _locked_page(page, ancestors, accesses.get(key)) for key, page in pages.items()}


def _locked_page(page: Any, ancestors: dict[str, tuple[str, UUID]], access: str | None) -> LockedPage:
    steps = [page.path[:end] for end in range(page.steplen * 2, len(page.path), page.steplen)]
    page_ancestors = [ancestors[path] for path in steps if path in ancestors]
    section_key = page.translation_key if access is None else (page_ancestors[-1][1] if page_ancestors else None)
    return LockedPage(
        title=page.get_admin_display_title(),
        place=" › ".join(title for title, _key in page_ancestors),
        section_key=section_key,
        is_idle=access not in (None, Access.OWN),
    )


def no_page() -> LockedPage:
    """Return the placeholder for a deleted page."""
    return LockedPage(title=gettext("A deleted page"), place="", section_key=None)
