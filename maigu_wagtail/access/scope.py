"""
Which lock a page has: its section's, or its own.

A lock is identified by the translation key of the page it belongs to. Translations share that key,
and an alias uses its original's, so both share the lock. A copy has a new key, so it does not
inherit passwords.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import swapper
from wagtail.models import AbstractPage, PageViewRestriction

from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import Access, SessionPageMixin

from .audit_log import PAGE_WITHDRAWN

# Only the root of the tree is above them.
DEPTH_OF_FIRST_PAGES = 2
# Large fields of sessions that access does not depend on.
LONG_FIELDS = ("description", "speakers", "members_content", "members_summary", "search_words")


@dataclass(frozen=True, slots=True)
class Lock:
    """
    The lock of a page.

    The passwords with lock ``key`` open it. Attempts are counted under ``section_key``, the key of
    its section.
    """

    key: UUID
    section_key: UUID


def original_of(page: Any) -> Any:
    """Return the original of ``page``, following chains of aliases; ``page`` itself if it is not an alias."""
    while page.alias_of_id:
        page = page.alias_of
    return page


def own_key(page: Any) -> UUID:
    """Return the key of the lock that belongs to ``page`` itself, rather than to its section."""
    return original_of(page).translation_key


def section_above(page: Any) -> SessionIndexPageMixin | None:
    """
    Return the nearest section above ``page``, or ``None``.

    For an alias outside every section, return the one above its original.
    """
    if isinstance(page, SessionPageMixin):
        return page.section
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    nearest = section_model.objects.ancestor_of(page).order_by("-depth").first()
    return section_above(page.alias_of) if nearest is None and page.alias_of_id else nearest


def section_of(page: Any) -> Any:
    """Return ``page`` if it is a section, otherwise the section above it or ``None``."""
    return page if isinstance(page, SessionIndexPageMixin) else section_above(page)


def know_sections(sessions: Collection[Any]) -> None:
    """Look up the sections of all ``sessions`` with one query, instead of one for each."""
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    above = {session.path[: -session.steplen] for session in sessions}
    # Without sessions, Django makes no query.
    sections = {section.path: section for section in section_model.objects.filter(path__in=above)}
    for session in sessions:
        session.section = sections.get(session.path[: -session.steplen])


def came_through_no_section(page: Any) -> bool:
    """
    Return whether ``page``, which Wagtail has routed to, is not in a section.

    Makes no query below the site's root page, because routing has fetched every parent. ``False``
    means that ``section_above`` has to find out. The root of the tree cannot be a section.
    """
    if page.alias_of_id:
        return False  # its original may be in one
    while page.depth > DEPTH_OF_FIRST_PAGES:
        parent = page.get_parent()
        # A site's own routing may have put another page there.
        if not isinstance(parent, AbstractPage) or parent.path != page.path[: -page.steplen]:
            return False
        # A page type that is missing from the code could have been a section.
        if parent.specific_class is None or issubclass(parent.specific_class, SessionIndexPageMixin):
            return False
        page = parent
    return True


def lock_of(page: Any) -> Lock | None:
    """
    Return the lock of ``page``, or ``None`` if it is not in a section.

    A section has its own lock. A session has the one its ``access`` field selects. Any other page
    has the lock of the section above it.
    """
    if isinstance(page, SessionPageMixin) and page.alias_of_id:
        page = original_of(page).specific
    section = section_of(page)
    if section is None:
        return None
    section_key = own_key(section)
    has_own = isinstance(page, SessionPageMixin) and page.access == Access.OWN
    return Lock(key=own_key(page) if has_own else section_key, section_key=section_key)


def pages_of_locks(keys: set[UUID]) -> dict[UUID, Any]:
    """
    Return the page that each lock belongs to, as base ``Page`` objects by key.

    If there are translations, return the one whose locale was created first.
    """
    page_model = swapper.load_model("wagtailcore", "Page")
    pages = page_model.objects.filter(translation_key__in=keys, alias_of=None).order_by("-locale_id", "-pk")
    return {page.translation_key: page for page in pages}


def translations_of_lock(key: UUID) -> list[Any]:
    """Return the page that the lock ``key`` belongs to and its translations, the first locale first, as specific pages."""
    page_model = swapper.load_model("wagtailcore", "Page")
    pages = page_model.objects.filter(translation_key=key, alias_of=None)
    return list(pages.order_by("locale_id").select_related("locale").specific())


def is_in_section(page: Any) -> bool:
    """Return whether ``page`` is a section or below one."""
    return issubclass(page.specific_class or object, SessionIndexPageMixin) or section_above(page) is not None


def is_members_only(page: Any) -> bool:
    """Return whether ``page`` is members-only as a whole: below a section, and not one of our page types."""
    if issubclass(page.specific_class or object, SessionIndexPageMixin | SessionPageMixin):
        return False
    return section_above(page) is not None


def mark_members_only(page: Any) -> None:
    """
    Add or remove the page view restriction that hides a members-only page from APIs, search and sitemap.

    All of them leave out pages with a restriction and everything below those, so only the topmost
    members-only page gets one: one on every page would slow down every API request. The restriction
    has type ``NONE``, which Wagtail does not otherwise use, and asks for nothing
    (``accept_nobody``): ``access.policy`` decides who sees the page. It is separate from a
    restriction that an editor sets, because passing that does not mean the visitor entered the
    members' password.

    Removes the second mark that copying a page creates, and the mark of a page that has left its
    section (see ``withdraw``).
    """
    marks = PageViewRestriction.objects.filter(page_id=page.pk, restriction_type=PageViewRestriction.NONE)
    found = list(marks.order_by("pk").values_list("pk", flat=True))
    is_needed = is_members_only(page) and not has_mark(page.get_ancestors())
    if surplus := found[1:] if is_needed else found:
        withdraw(page)
        PageViewRestriction.objects.filter(pk__in=surplus).delete()
    if is_needed and not found:
        # ``bulk_create`` writes no log entry, which would show editors a change none of them made.
        PageViewRestriction.objects.bulk_create(
            [PageViewRestriction(page_id=page.pk, restriction_type=PageViewRestriction.NONE)]
        )


def has_mark(pages: Any) -> bool:
    """Return whether any of ``pages``, a queryset, has the mark of a members-only page."""
    marks = PageViewRestriction.objects.filter(restriction_type=PageViewRestriction.NONE)
    return marks.filter(page__in=pages.values("pk")).exists()


def withdraw(page: Any) -> None:
    """
    Unpublish ``page`` and those below it that were members-only and no longer are.

    Pages that leave a section would otherwise become public. An editor has to publish them again.
    """
    page_model = swapper.load_model("wagtailcore", "Page")
    for each in _members_only_pages(page_model.objects.descendant_of(page, inclusive=True)).live().order_by("path"):
        if not is_members_only(each):
            each.unpublish(log_action=PAGE_WITHDRAWN)


def mark_tree_members_only(page: Any) -> None:
    """Call ``mark_members_only`` for ``page``, for members-only pages below it, and for aliases of any of them."""
    page_model = swapper.load_model("wagtailcore", "Page")
    tree = _members_only_pages(page_model.objects.descendant_of(page, inclusive=True))
    aliases = _members_only_pages(page_model.objects.filter(alias_of__in=tree.values("pk")))
    # Top down, so that pages below a marked page are seen to need no mark.
    for members_only_page in [*tree.order_by("path"), *aliases.order_by("path")]:
        mark_members_only(members_only_page)


def _members_only_pages(pages: Any) -> Any:
    public_parts = (swapper.load_model("maigu_wagtail", name) for name in ("SessionIndexPage", "SessionPage"))
    return pages.not_type(*public_parts)


def accept_nobody(request: Any) -> bool:
    """
    Replace ``PageViewRestriction.accept_request`` for restrictions of type ``NONE``.

    Wagtail's own method accepts every request for them, and its APIs only hide pages with a
    restriction that is not accepted. Wagtail's page serving also calls this, but does nothing for a
    restriction of this type.
    """
    return False
