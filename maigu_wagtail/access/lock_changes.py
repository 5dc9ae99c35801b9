"""
Who can open a page, and who will be able to after a change of its place, its password or its opening date.

Only computes: nothing here is saved, and no text is written. Assumes that the page is published.
"""

from copy import copy
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from maigu_wagtail.sessions.opening import Access
from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import SessionPageMixin

from .scope import is_members_only, original_of, own_key, section_above, section_of


class Who(str, Enum):
    """Who can open a page: everyone, those with a section's password or with the page's own, or nobody."""

    EVERYONE = "everyone"
    SECTION = "section"
    OWN = "own"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Readers:
    """
    Who can open a page, and from which day everyone can.

    ``lock`` is the key of the lock that their password opens; ``None`` without a lock, and for a new
    page, which has no password yet. ``name`` is the title of the page that the password belongs to.
    """

    who: Who
    lock: UUID | None = None
    name: str = field(default="", compare=False)
    public_from: date | None = None


@dataclass(frozen=True, slots=True)
class LockChange:
    """Who can open ``page`` before and after a change, or ``page`` and a copy of it with ``is_copy``."""

    page: Any
    before: Readers
    after: Readers
    is_copy: bool = False

    def __bool__(self) -> bool:
        return self.before != self.after


def change_by_move(page: Any, destination: Any) -> LockChange:
    """Return what moving ``page``, which is specific, below ``destination`` changes."""
    return LockChange(page, readers_of(page), _unless_withdrawn(page, readers_of(page, below=destination)))


def change_by_copy(page: Any, destination: Any) -> LockChange:
    """Return how a copy of ``page`` below ``destination`` differs from ``page``. A copy has no password and no date."""
    duplicate = copy(page)
    if isinstance(page, SessionPageMixin):
        duplicate.public_from = None
        duplicate.compute_opening()
    after = _unless_withdrawn(page, readers_of(duplicate, below=destination, is_new=True))
    return LockChange(page, readers_of(page), after, is_copy=True)


def change_by_conversion(alias: Any) -> LockChange:
    """Return what making a page of its own of ``alias`` changes."""
    return LockChange(alias, readers_of(alias), _unless_withdrawn(alias, readers_of(alias, is_new=True)))


def change_by_publishing(draft: Any) -> LockChange | None:
    """Return what publishing ``draft``, a session with values that are not saved, changes; ``None`` if it is not live."""
    saved = type(draft)._default_manager.filter(pk=draft.pk, live=True).first()
    if saved is None:
        return None
    draft.compute_opening()
    return LockChange(draft, readers_of(saved), readers_of(draft))


def readers_of(page: Any, *, below: Any = None, is_new: bool = False) -> Readers:
    """
    Return who can open ``page``, which is specific, below its parent or ``below`` another page.

    ``is_new`` means a page of its own made from ``page``: it follows no original and has no password.
    """
    is_alias = page.alias_of_id and not is_new
    if isinstance(page, SessionIndexPageMixin):
        return Readers(Who.SECTION, None if is_new else own_key(page), page.get_admin_display_title())
    if isinstance(page, SessionPageMixin) and is_alias:
        return readers_of(original_of(page).specific)
    section = section_of((below or page.get_parent()).specific)
    if isinstance(page, SessionPageMixin):
        return _readers_of_session(page, section, is_new=is_new)
    if section is None and is_alias:
        section = section_above(original_of(page))
    return _members_of(section) if section is not None else Readers(Who.EVERYONE)


def _unless_withdrawn(page: Any, after: Readers) -> Readers:
    """Return ``after``, or nobody: a members-only page that leaves its section is unpublished (``scope.withdraw``)."""
    return Readers(Who.NOBODY) if after.who == Who.EVERYONE and is_members_only(page) else after


def _readers_of_session(session: Any, section: Any, *, is_new: bool) -> Readers:
    if session.is_public:
        return Readers(Who.EVERYONE)
    day = session.public_from if session.next_opening else None
    if session.access == Access.OWN:
        lock = None if is_new else own_key(session)
        return Readers(Who.OWN, lock, session.get_admin_display_title(), day)
    return _members_of(section, day) if section else Readers(Who.NOBODY)


def _members_of(section: Any, day: date | None = None) -> Readers:
    return Readers(Who.SECTION, own_key(section), section.get_admin_display_title(), day)
