"""
Which passwords open a page: those of its section, or its own.

A lock is named by the translation key of the page it belongs to. Translations share that
key, an alias has the one of its original, and a copy has a new one: so aliases and
translations share a lock, and no copy takes passwords along. May import nothing of this
package above ``models``.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import swapper
from wagtail.models import AbstractPage, PageViewRestriction

from .sections import SessionIndexPageMixin
from .sessions import Access, SessionPageMixin

# Above them is only the root of the tree.
DEPTH_OF_FIRST_PAGES = 2


@dataclass(frozen=True, slots=True)
class Lock:
    """What a page is locked with: whose passwords open it, and in which section attempts are counted."""

    key: UUID
    section_key: UUID


def own_key(page: Any) -> UUID:
    """Return the key of the lock that belongs to ``page`` itself."""
    return (page.alias_of if page.alias_of_id else page).translation_key


def section_above(page: Any) -> SessionIndexPageMixin | None:
    """Return the nearest section above ``page``, in its own class."""
    if isinstance(page, SessionPageMixin):
        return page.section
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    return section_model.objects.ancestor_of(page).order_by("-depth").first()


def came_through_no_section(page: Any) -> bool:
    """
    Return whether the way that routing took to ``page`` shows, without a query, that no section is above it.

    Wagtail's routing leaves on each page the parent it came from. ``False`` where that does not
    tell: the page was found in another way, or the root page of its site is deep in the tree; then
    ``section_above`` does. The root of the tree is no page, so it is no section either.
    """
    while page.depth > DEPTH_OF_FIRST_PAGES:
        parent = getattr(page, "_cached_parent_obj", None)
        if not isinstance(parent, AbstractPage) or parent.path != page.path[: -page.steplen]:
            return False
        # A page whose class is gone from the code may have been anything.
        if parent.specific_class is None or issubclass(parent.specific_class, SessionIndexPageMixin):
            return False
        page = parent
    return True


def lock_of(page: Any) -> Lock | None:
    """
    Return the lock of ``page``: of a section its own, of a session the one its ``access`` names.

    Any other page has the lock of the section above it; ``None`` where there is none.
    """
    if isinstance(page, SessionPageMixin) and page.alias_of_id:
        page = page.alias_of.specific
    section = page if isinstance(page, SessionIndexPageMixin) else section_above(page)
    if section is None:
        return None
    section_key = own_key(section)
    has_own = isinstance(page, SessionPageMixin) and page.access == Access.OWN
    return Lock(key=own_key(page) if has_own else section_key, section_key=section_key)


def pages_of_locks(keys: set[UUID]) -> dict[UUID, Any]:
    """Return the page that each lock belongs to, in Wagtail's base class; the first language's where there are several."""
    page_model = swapper.load_model("wagtailcore", "Page")
    pages = page_model.objects.filter(translation_key__in=keys, alias_of=None).order_by("-locale_id", "-pk")
    return {page.translation_key: page for page in pages}


def mark_members_only(page: Any) -> None:
    """
    Have Wagtail's APIs, searches and sitemap leave out ``page`` where it is members-only as a whole.

    All of them leave out what has a restriction, so such a page is given one that asks for
    nothing: what it takes to see the page is decided by ``unlocking``. Where the page is no
    longer below a section, or is restricted otherwise, ours is taken away again.
    """
    restrictions = PageViewRestriction.objects.filter(page_id=page.pk)
    ours = restrictions.filter(restriction_type=PageViewRestriction.NONE)
    is_public_part = issubclass(page.specific_class, SessionIndexPageMixin | SessionPageMixin)
    if is_public_part or section_above(page) is None:
        ours.delete()
    elif not restrictions.exists():
        PageViewRestriction.objects.create(page_id=page.pk, restriction_type=PageViewRestriction.NONE)
