"""
Which pages a user of the CMS reaches: the sessions to list, the sections to add to, the passwords of both.

Asks Wagtail's own permissions on pages and decides nothing beside them. Knows no
request and builds no response.
"""

from collections.abc import Iterable
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.permissions import page_permission_policy

from maigu_wagtail.access.counters import UnlockCounter
from maigu_wagtail.access.log_entries import confined_to_pages_of, may_list, within_reach
from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.sessions.session import Access


def open_parents(user: Any, model: Any) -> QuerySet:
    """Return the pages below which ``user`` may add a page of ``model``, in the order of the tree."""
    parents = ContentType.objects.get_for_models(*model.allowed_parent_page_models()).values()
    pages = page_permission_policy.instances_user_has_permission_for(user, "add")
    return pages.filter(content_type__in=parents).order_by("path")


def passwords_of(user: Any) -> QuerySet[SharedPassword]:
    """
    Return the shared passwords that are ``user``'s business: of the pages within reach.

    Staff without access to any page, such as those who answer the phone, see all of them.
    """
    return confined_to_pages_of(user, SharedPassword.objects.all())


def tallies_of(user: Any) -> QuerySet[UnlockCounter]:
    """Return the numbers of unlocking that are ``user``'s business, as ``passwords_of`` says."""
    return confined_to_pages_of(user, UnlockCounter.objects.all())


def lockable_pages(user: Any) -> list[Any]:
    """
    Return the pages that ``user`` may add a password to, in the order of the tree.

    These are sections, and sessions with passwords of their own. Translations share a lock, so
    that of them only the first language's is here.
    """
    page_model = swapper.load_model("wagtailcore", "Page")
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    own = session_model.objects.filter(access=Access.OWN).values("pk")
    lockable = Q(pk__in=section_model.objects.values("pk")) | Q(pk__in=own)
    pages = page_model.objects.filter(lockable, alias_of=None).order_by("-locale_id")
    if may_list(user):
        pages = within_reach(user, pages)
    one_of_each = {page.translation_key: page for page in pages.select_related("content_type")}
    return sorted(one_of_each.values(), key=lambda page: page.path)


def with_places(pages: Iterable[Any]) -> list[tuple[Any, list[str]]]:
    """Return each of ``pages`` with the titles of the pages above it, from the top of its site down."""
    found = list(pages)
    above = {page.path[:end] for page in found for end in range(page.steplen * 2, len(page.path), page.steplen)}
    page_model = swapper.load_model("wagtailcore", "Page")
    titles = dict(page_model.objects.filter(path__in=above).order_by("path").values_list("path", "title"))
    return [
        (page, [title for path, title in titles.items() if page.path != path and page.path.startswith(path)])
        for page in found
    ]
