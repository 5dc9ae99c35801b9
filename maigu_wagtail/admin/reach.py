"""
Which pages a user of the CMS reaches: the sessions to list, the sections to add to.

Asks Wagtail's own permissions on pages and decides nothing beside them. Knows no
request and builds no response.
"""

from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.permissions import page_permission_policy

EXPLORE_ACTIONS = frozenset({"add", "change", "publish", "bulk_delete", "lock", "unlock"})


def may_list(user: Any) -> bool:
    """Return whether ``user`` may see any page in the CMS at all."""
    return page_permission_policy.user_has_any_permission(user, EXPLORE_ACTIONS)


def within_reach(user: Any, pages: QuerySet) -> QuerySet:
    """
    Return those of ``pages`` that lie where ``user`` has a permission, as the explorer shows them.

    By their paths: ``explorable_instances`` would have the database read every page of the site.
    """
    if user.is_active and user.is_superuser:
        return pages
    paths: list[str] = []
    for path in sorted(page.path for page in page_permission_policy.instances_with_direct_explore_permission(user)):
        if not paths or not path.startswith(paths[-1]):
            paths.append(path)
    if not paths:
        return pages.none()
    reach = Q()
    for path in paths:
        reach |= Q(path__startswith=path)
    return pages.filter(reach)


def open_parents(user: Any, model: Any) -> QuerySet:
    """Return the pages below which ``user`` may add a page of ``model``, in the order of the tree."""
    parents = ContentType.objects.get_for_models(*model.allowed_parent_page_models()).values()
    pages = page_permission_policy.instances_user_has_permission_for(user, "add")
    return pages.filter(content_type__in=parents).order_by("path")


def with_places(pages: QuerySet) -> list[tuple[Any, list[str]]]:
    """Return each of ``pages`` with the titles of the pages above it, from the top of its site down."""
    found = list(pages)
    above = {page.path[:end] for page in found for end in range(page.steplen * 2, len(page.path), page.steplen)}
    page_model = swapper.load_model("wagtailcore", "Page")
    titles = dict(page_model.objects.filter(path__in=above).order_by("path").values_list("path", "title"))
    return [
        (page, [title for path, title in titles.items() if page.path != path and page.path.startswith(path)])
        for page in found
    ]
