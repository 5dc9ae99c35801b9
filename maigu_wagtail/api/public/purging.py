"""
Purges stale URLs from caches in front of the site.

If a site uses ``wagtail.contrib.frontend_cache``, Wagtail purges pages that are published or
unpublished. This module adds the page's section and the API URLs: lists, and details of the page
and section, wherever the site has mounted the API. Lists with query parameters cannot be
enumerated, so they stay until they expire. Members' content is never cached.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import swapper
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.images import get_image_model
from wagtail.models import PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from maigu_wagtail.conf import conf
from maigu_wagtail.recordings.models import Caption, Handout, Recording
from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import SessionPageMixin

from .viewsets import PublicAPIViewSet

# The model, the URL name of its list and that of its detail.
Resource = tuple[Any, str, str]
# The URL names in API v3; a site chooses those of API v2.
V3 = "wagtailapi_v3:maigu_{}_{}"


def register_purging() -> None:
    """Connect the signal handlers. Called once, in ``ready()``, if the site uses ``frontend_cache``."""
    for name in ("SessionPage", "SessionIndexPage"):
        post_delete.connect(purge_after_change, sender=swapper.load_model("maigu_wagtail", name))
    for signal in (page_published, page_unpublished):
        signal.connect(purge_after_change)
    post_page_move.connect(purge_after_move)
    for model in (PageViewRestriction, Recording, Caption, Handout, get_image_model()):
        post_save.connect(purge_after_other_change, sender=model)
        post_delete.connect(purge_after_other_change, sender=model)


def purge_after_change(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, SessionPageMixin):
        _purge([instance, instance.section])
    elif isinstance(instance, SessionIndexPageMixin) and conf.HAS_FRONTEND_CACHE:
        # Its sessions' pages show its title, its contact details and, while it is live, its unlock form.
        _purge([instance, *instance.listed_sessions()])
    else:
        _purge([instance])


def purge_after_move(instance: Any, parent_page_before: Any, parent_page_after: Any, **kwargs: Any) -> None:
    _purge([page.specific for page in (instance, parent_page_before, parent_page_after)])


def purge_after_other_change(raw: bool = False, **kwargs: Any) -> None:
    # Many pages may use the image, recording or restriction; their details stay until they expire.
    if not raw and conf.HAS_FRONTEND_CACHE:
        _purge_when_done(PurgeBatch(api_addresses([])))


def _purge(pages: Iterable[Any]) -> None:
    ours = [page for page in pages if isinstance(page, SessionPageMixin | SessionIndexPageMixin)]
    if ours and conf.HAS_FRONTEND_CACHE:
        batch = PurgeBatch(api_addresses(ours))
        batch.add_pages(ours)
        _purge_when_done(batch)


def _purge_when_done(batch: PurgeBatch) -> None:
    # Robust, because the change is saved even if the cache cannot be reached.
    transaction.on_commit(batch.purge, robust=True)


def api_addresses(pages: Iterable[Any]) -> list[str]:
    """Return the URLs of the API's lists and of the details of ``pages``, for each site."""
    paths = []
    for model, listing, detail in _resources(get_resolver()):
        paths.append(_path(listing))
        paths += [_path(detail, page.pk) for page in pages if isinstance(page, model)]
    hosts = {site.root_url for site in Site.objects.all()}
    return [f"{host}{path}" for host in sorted(hosts) for path in paths if path]


@lru_cache
def _resources(resolver: URLResolver) -> list[Resource]:
    """Return our resources in the site's URLconf."""
    version_3 = (
        (swapper.load_model("maigu_wagtail", model), V3.format(name, "list"), V3.format(name, "detail"))
        for name, model in (("sessions", "SessionPage"), ("sections", "SessionIndexPage"))
    )
    return [*_resources_below(resolver, []), *version_3]


def _resources_below(resolver: URLResolver, namespaces: list[str]) -> Iterator[Resource]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _resources_below(pattern, [*namespaces, pattern.namespace] if pattern.namespace else namespaces)
            continue
        viewset: Any = getattr(pattern.callback, "cls", object)
        if pattern.name == "listing" and issubclass(viewset, PublicAPIViewSet):
            prefix = ":".join(namespaces)
            yield viewset.model, f"{prefix}:listing", f"{prefix}:detail"


def _path(name: str, *args: Any) -> str | None:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None  # API v3 is not installed
