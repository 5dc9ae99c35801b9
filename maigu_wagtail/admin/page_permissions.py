"""
Which sessions, sections and passwords a CMS user can access.

Derived from Wagtail's page permissions alone. Must not depend on requests or responses.
"""

from collections.abc import Iterable
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.permissions import page_permission_policy

from maigu_wagtail.access.counters import UnlockCounter
from maigu_wagtail.access.log_entries import confined_to_pages_of, explorable, may_list
from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.access.requests import PasswordRequest
from maigu_wagtail.access.watch_figures import WatchCounter
from maigu_wagtail.sessions.session import Access


def open_parents(user: Any, model: Any) -> QuerySet:
    """Return the pages under which ``user`` may add a page of type ``model``, in tree order."""
    parents = ContentType.objects.get_for_models(*model.allowed_parent_page_models()).values()
    pages = page_permission_policy.instances_user_has_permission_for(user, "add")
    return pages.filter(content_type__in=parents).order_by("path")


def passwords_of(user: Any) -> QuerySet[SharedPassword]:
    """
    Return the shared passwords of the pages that ``user`` can see.

    Staff who can see no pages at all, such as those who only answer the phone, get all of them.
    """
    return confined_to_pages_of(user, SharedPassword.objects.all())


def counters_of(user: Any) -> QuerySet[UnlockCounter]:
    """Return the unlock counters of the pages that ``user`` can see, with the same exception as ``passwords_of``."""
    return confined_to_pages_of(user, UnlockCounter.objects.all())


def requests_of(user: Any) -> QuerySet[PasswordRequest]:
    """Return the requests for passwords of the pages that ``user`` can see, with the same exception as ``passwords_of``."""
    return confined_to_pages_of(user, PasswordRequest.objects.all())


def watch_counters_of(user: Any) -> QuerySet[WatchCounter]:
    """Return the watch counters of the sessions that ``user`` can see, with the same exception as ``passwords_of``."""
    return confined_to_pages_of(user, WatchCounter.objects.all(), key="session_key")


def lockable_pages(user: Any) -> list[Any]:
    """
    Return the pages that ``user`` may add a password to, in tree order.

    These are sections, and sessions with their own password. Translations share a lock, so only one
    page of each set is returned: the one in the first locale.
    """
    page_model = swapper.load_model("wagtailcore", "Page")
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    own = session_model.objects.filter(access=Access.OWN).values("pk")
    lockable = Q(pk__in=section_model.objects.values("pk")) | Q(pk__in=own)
    pages = page_model.objects.filter(lockable, alias_of=None).order_by("-locale_id")
    if may_list(user):
        pages = explorable(user, pages)
    one_of_each = {page.translation_key: page for page in pages.select_related("content_type", "locale")}
    return sorted(one_of_each.values(), key=lambda page: page.path)


def with_places(pages: Iterable[Any]) -> list[tuple[Any, list[str]]]:
    """Return each of ``pages`` with the titles of its ancestors, from the top of its site down."""
    page_list = list(pages)
    ancestor_paths = {
        page.path[:end] for page in page_list for end in range(page.steplen * 2, len(page.path), page.steplen)
    }
    page_model = swapper.load_model("wagtailcore", "Page")
    titles = dict(page_model.objects.filter(path__in=ancestor_paths).order_by("path").values_list("path", "title"))
    return [
        (page, [title for path, title in titles.items() if page.path != path and page.path.startswith(path)])
        for page in page_list
    ]


def named_sections(sections: Any) -> dict[str, tuple[Any, str]]:
    """Return ``sections`` in tree order as ``{key: (section, name with ancestors)}``, for a choice."""
    in_order = with_places(sections.order_by("path").defer_streamfields())
    return {str(section.pk): (section, " › ".join([*ancestors, section.title])) for section, ancestors in in_order}
