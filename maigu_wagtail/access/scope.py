"""
Which passwords open a page: those of its section, or its own.

A lock is named by the translation key of the page it belongs to. Translations share that
key, an alias has the one of its original, and a copy has a new one: so aliases and
translations share a lock, and no copy takes passwords along.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import swapper
from wagtail.models import AbstractPage, PageViewRestriction

from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import Access, SessionPageMixin

from .audit_log import PAGE_WITHDRAWN

# Above them is only the root of the tree.
DEPTH_OF_FIRST_PAGES = 2


@dataclass(frozen=True, slots=True)
class Lock:
    """What a page is locked with: whose passwords open it, and in which section staff are warned."""

    key: UUID
    section_key: UUID


def original_of(page: Any) -> Any:
    """Return the page that ``page`` is an alias of, also through another alias; itself where it is none."""
    while page.alias_of_id:
        page = page.alias_of
    return page


def own_key(page: Any) -> UUID:
    """Return the key of the lock that belongs to ``page`` itself."""
    return original_of(page).translation_key


def section_above(page: Any) -> SessionIndexPageMixin | None:
    """Return the nearest section above ``page`` in its own class, or above what it is an alias of."""
    if isinstance(page, SessionPageMixin):
        return page.section
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    nearest = section_model.objects.ancestor_of(page).order_by("-depth").first()
    return section_above(page.alias_of) if nearest is None and page.alias_of_id else nearest


def came_through_no_section(page: Any) -> bool:
    """
    Return whether the way that routing took to ``page`` shows, without a query, that no section is above it.

    Wagtail's routing leaves on each page the parent it came from. ``False`` where that does not
    tell: the page was found in another way, or the root page of its site is deep in the tree; then
    ``section_above`` does. The root of the tree is no page, so it is no section either.
    """
    if page.alias_of_id:
        return False  # what it is an alias of may be below one
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
        page = original_of(page).specific
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


def is_in_section(page: Any) -> bool:
    """Return whether ``page`` is a section or below one."""
    return issubclass(page.specific_class or object, SessionIndexPageMixin) or section_above(page) is not None


def is_members_only(page: Any) -> bool:
    """Return whether ``page`` is members-only as a whole: of another type than ours, and below a section."""
    if issubclass(page.specific_class or object, SessionIndexPageMixin | SessionPageMixin):
        return False
    return section_above(page) is not None


def mark_members_only(page: Any) -> None:
    """
    Have Wagtail's APIs, searches and sitemap leave out ``page`` where it is members-only as a whole.

    All of them leave out what has a restriction, and everything below it, so the topmost such page
    is given one as a mark; one on every page would slow down every API request. The mark asks for
    nothing (``accept_nobody``): ``access.policy`` decides what it takes to see the page. An editor's
    own restriction stands beside it, because someone who passes that one has not entered the
    members' password. A second mark, which copying a page makes, is removed, and so is the mark of a
    page that has left its section (``withdraw``).
    """
    marks = PageViewRestriction.objects.filter(page_id=page.pk, restriction_type=PageViewRestriction.NONE)
    found = list(marks.order_by("pk").values_list("pk", flat=True))
    is_needed = is_members_only(page) and not has_mark(page.get_ancestors())
    if surplus := found[1:] if is_needed else found:
        withdraw(page)
        PageViewRestriction.objects.filter(pk__in=surplus).delete()
    if is_needed and not found:
        # In bulk, because Wagtail's log would tell editors of a change that none of them made.
        PageViewRestriction.objects.bulk_create(
            [PageViewRestriction(page_id=page.pk, restriction_type=PageViewRestriction.NONE)]
        )


def has_mark(pages: Any) -> bool:
    """Return whether one of ``pages`` has the mark of a members-only page."""
    marks = PageViewRestriction.objects.filter(restriction_type=PageViewRestriction.NONE)
    return marks.filter(page__in=pages.values("pk")).exists()


def withdraw(page: Any) -> None:
    """
    Unpublish ``page`` and the pages below it that are members-only no more.

    For pages that leave a section: an editor publishes them again where everyone may see them.
    """
    page_model = swapper.load_model("wagtailcore", "Page")
    for each in _members_only_pages(page_model.objects.descendant_of(page, inclusive=True)).live().order_by("path"):
        if not is_members_only(each):
            each.unpublish(log_action=PAGE_WITHDRAWN)


def mark_tree_members_only(page: Any) -> None:
    """Do so (``mark_members_only``) for ``page``, all whole pages below it, and the aliases of any of them."""
    page_model = swapper.load_model("wagtailcore", "Page")
    tree = _members_only_pages(page_model.objects.descendant_of(page, inclusive=True))
    aliases = _members_only_pages(page_model.objects.filter(alias_of__in=tree.values("pk")))
    # From the top down, so that what is below a marked page needs no mark.
    for members_only_page in [*tree.order_by("path"), *aliases.order_by("path")]:
        mark_members_only(members_only_page)


def _members_only_pages(pages: Any) -> Any:
    public_parts = (swapper.load_model("maigu_wagtail", name) for name in ("SessionIndexPage", "SessionPage"))
    return pages.not_type(*public_parts)


def accept_nobody(request: Any) -> bool:
    """
    Answer in place of ``PageViewRestriction.accept_request`` for a restriction that asks for nothing.

    Wagtail's APIs leave out what is not accepted for a request, and such a one accepts everyone.
    Wagtail's serving of pages asks too, and does nothing for want of something to ask for.
    """
    return False
