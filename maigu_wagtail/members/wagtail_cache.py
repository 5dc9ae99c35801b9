"""
Which requests and responses wagtail-cache may have, by the two hooks it offers.

For a request that it could answer from its cache, wagtail-cache drops every cookie but Django's own, and a
member's grant with them. So members' addresses bypass the cache for devices that have cookies of ours. Everything
else stays cacheable for them as for strangers, and without our cookies, as it should: it is the same for everyone.
"""

import re
from typing import Any

import swapper
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

from maigu_wagtail.access.policy import COOKIE
from maigu_wagtail.access.scope import came_through_no_section, is_members_only
from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import SessionPageMixin

from .cookies import HINT_COOKIE

OUR_COOKIES = {COOKIE, HINT_COOKIE}
UNLOCK_VIEWS = {"maigu_unlock", "maigu_unlock_link", "maigu_lock"}
# The views of Wagtail's pages; the second serves addresses with a dot.
PAGE_VIEWS = {"wagtail_serve", "maigu_calendar"}
# Either version of the API, wherever the site has mounted it.
API_PATH = re.compile(r"/(?:sessions/[^/]+/(?:unlock|lock|content)|sections/[^/]+/search)/$")
# The public routes of sections and sessions. Any other below them, including a site's own, may need a grant.
PUBLIC_ROUTES = {"index_route", "feed_route", "calendar_route"}


def is_request_cacheable(request: HttpRequest, is_cacheable: bool) -> bool | None:
    """Return ``False`` if ``request`` may need our cookies; ``None`` leaves wagtail-cache's decision as it is."""
    if not is_cacheable or OUR_COOKIES.isdisjoint(request.COOKIES):
        return None
    return False if _is_for_members(request) else None


def is_response_cacheable(response: HttpResponse, is_cacheable: bool) -> bool | None:
    """
    Return ``False`` if ``response`` must not be stored, whatever other hooks say; ``None`` leaves the decision as it is.

    wagtail-cache would also store a 304, which has no content, and serve it to clients that have none either.
    """
    is_forbidden = response.status_code == 304 or "no-store" in response.headers.get("Cache-Control", "")
    return False if is_forbidden else None


def _is_for_members(request: HttpRequest) -> bool:
    if API_PATH.search(request.path_info):
        return True
    try:
        match = resolve(request.path_info, getattr(request, "urlconf", None))
    except Resolver404:
        return False
    if match.url_name in PAGE_VIEWS:
        return _is_route_for_members(request, match)
    is_file = match.url_name == "file" and "maigu_wagtail" in match.app_names
    return is_file or match.url_name in UNLOCK_VIEWS


def _is_route_for_members(request: HttpRequest, match: ResolverMatch) -> bool:
    """Return whether Wagtail would serve members' content; it reuses the route if the page is not in the cache."""
    path = match.kwargs.get("path", match.args[0] if match.args else "")
    route = swapper.load_model("wagtailcore", "Page").route_for_request(request, path)
    if route is None:
        return False
    page: Any = route.page
    if isinstance(page, SessionIndexPageMixin | SessionPageMixin):
        view = route.args[0] if route.args else page.index_route
        return view.__name__ not in PUBLIC_ROUTES
    return not came_through_no_section(page) and is_members_only(page)
