"""
Which of Wagtail's sites a request is for, found as Wagtail finds it.

May import nothing of this package above ``prepared``.
"""

from typing import Any

from django.db.models import Case, IntegerField, Q, When
from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Site
from wagtail.models.sites import (
    MATCH_DEFAULT,
    MATCH_HOSTNAME,
    MATCH_HOSTNAME_DEFAULT,
    MATCH_HOSTNAME_PORT,
)

from .prepared import Given, Rows

_HOSTNAME, _PORT = Given("hostname"), Given("port", output_field=IntegerField())
# The query of ``wagtail.models.sites.get_site_for_hostname``.
_SITES = Rows(
    lambda: Site,
    lambda sites: (
        sites.annotate(
            match=Case(
                When(hostname=_HOSTNAME, port=_PORT, then=MATCH_HOSTNAME_PORT),
                When(hostname=_HOSTNAME, is_default_site=True, then=MATCH_HOSTNAME_DEFAULT),
                When(is_default_site=True, then=MATCH_DEFAULT),
                default=MATCH_HOSTNAME,
                output_field=IntegerField(),
            )
        )
        .filter(Q(hostname=_HOSTNAME) | Q(is_default_site=True))
        .order_by("match")
        .select_related("root_page")
    ),
)
_WAGTAILS_OWN = "wagtail.models.sites"


def site_of(request: HttpRequest) -> Any:
    """
    Return what ``Site.find_for_request`` returns, and leave it on ``request`` as that does.

    Wagtail words the same query anew for every request, which is a quarter of what a small page
    takes. A site that finds its sites in another way goes on doing so.
    """
    port = request.get_port()
    if _is_for_wagtail(request) and port.isascii() and port.isdigit():
        request._wagtail_site = _best(_SITES.all(hostname=_hostname(request), port=int(port)))  # type: ignore[attr-defined]
    return Site.find_for_request(request)


def root_path_named(request: HttpRequest) -> str | None:
    """
    Return the ``url_path`` of the root page of the site that alone has the name that was asked for.

    ``None`` where the name does not tell, and only ``site_of`` does. Read from the addresses of all
    sites that Wagtail keeps in Django's cache to write links with, and left on ``request`` as there:
    where that cache isn't shared, a root page that was just changed may be the one before, as in links.
    """
    if not _is_for_wagtail(request):
        return None
    if not hasattr(request, "_wagtail_cached_site_root_paths"):
        request._wagtail_cached_site_root_paths = Site.get_site_root_paths()  # type: ignore[attr-defined]
    plain = f"http://{_hostname(request)}"
    named = [
        root
        for root in request._wagtail_cached_site_root_paths  # type: ignore[attr-defined]
        if root.root_url in (plain, plain.replace("http", "https", 1)) or root.root_url.startswith(f"{plain}:")
    ]
    # A name of one site is that site's at every port; in several languages it has several roots.
    return named[0].root_path if len(named) == 1 else None


def _is_for_wagtail(request: HttpRequest) -> bool:
    """Return whether nobody has found the site of ``request`` yet, and the project finds it as Wagtail does."""
    return Site.find_for_request.__module__ == _WAGTAILS_OWN and not hasattr(request, "_wagtail_site")


def _hostname(request: HttpRequest) -> str:
    return split_domain_port(request._get_raw_host())[0]  # type: ignore[attr-defined]  # Django's own


def _best(sites: list[Any]) -> Any:
    """Return the one that Wagtail would take of ``sites``, which the query has put in order."""
    if not sites:
        return None
    if len(sites) == 1 or sites[0].match in (MATCH_HOSTNAME_PORT, MATCH_HOSTNAME_DEFAULT):
        return sites[0]
    # The default one has another name; where two have this name, their ports would have to tell.
    return sites[len(sites) == 2] if sites[0].match == MATCH_DEFAULT else None
