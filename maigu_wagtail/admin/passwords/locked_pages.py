"""The page that a lock belongs to, in the words by which staff tell it from others."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import swapper
from django.utils.translation import gettext

from maigu_wagtail.access.scope import pages_of_locks
from maigu_wagtail.sessions.session import Access


@dataclass(frozen=True, slots=True)
class LockedPage:
    """
    A section, or a session with a lock of its own.

    ``place`` says what it stands below. ``is_idle`` where the lock is not asked for: the
    session is opened by its section's passwords, or by none.
    """

    title: str
    place: str
    section_key: UUID | None
    is_idle: bool = False

    def __str__(self) -> str:
        return f"{self.place} › {self.title}" if self.place else self.title


def locked_pages(keys: set[UUID]) -> dict[UUID, LockedPage]:
    """Return the page of each lock in ``keys``; three queries, however many they are."""
    pages = pages_of_locks(keys)
    steps = [
        page.path[:end] for page in pages.values() for end in range(page.steplen * 2, len(page.path), page.steplen)
    ]
    page_model = swapper.load_model("wagtailcore", "Page")
    above = page_model.objects.filter(path__in=set(steps)).values_list("path", "title", "translation_key")
    ancestors = {path: (title, key) for path, title, key in above}
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    sessions = session_model.objects.filter(translation_key__in=keys, alias_of=None)
    accesses = dict(sessions.values_list("translation_key", "access"))
    return {key: _locked_page(page, ancestors, accesses.get(key)) for key, page in pages.items()}


def _locked_page(page: Any, ancestors: dict[str, tuple[str, UUID]], access: str | None) -> LockedPage:
    steps = [page.path[:end] for end in range(page.steplen * 2, len(page.path), page.steplen)]
    found = [ancestors[path] for path in steps if path in ancestors]
    section_key = page.translation_key if access is None else (found[-1][1] if found else None)
    return LockedPage(
        title=page.get_admin_display_title(),
        place=" › ".join(title for title, _key in found),
        section_key=section_key,
        is_idle=access not in (None, Access.OWN),
    )


def no_page() -> LockedPage:
    """Return what stands for a page that is no more."""
    return LockedPage(title=gettext("A deleted page"), place="", section_key=None)
