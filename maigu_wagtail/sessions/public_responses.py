"""
What browsers and proxies may keep of public pages, feeds and calendars, where the site allows it.

Off until ``MAIGU_WAGTAIL_PAGE_MAX_AGE`` is set: only the site knows whether its base template shows
every visitor the same.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.http import ConditionalGetMiddleware
from django.utils import timezone
from django.utils.cache import patch_cache_control

from maigu_wagtail.conf import conf


def allow_caching(request: HttpRequest, response: HttpResponse, next_change: datetime | None) -> HttpResponse:
    """
    Return ``response`` with ``Cache-Control`` and ``ETag``, or 304 where the client has it already (RFC 9111, 9110).

    ``next_change`` is when the clock alone will change the page. A response that sets a cookie, or
    depends on one, is returned as it is. A ``TemplateResponse`` is examined after rendering.
    """
    seconds = conf.MAIGU_WAGTAIL_PAGE_MAX_AGE
    if seconds is None or getattr(request, "is_preview", False):
        return response
    if next_change is not None:
        seconds = min(seconds, max(0, int((next_change - timezone.now()).total_seconds())))

    def finish(finished: Any) -> Any:
        if finished.status_code != 200 or _depends_on_cookies(request, finished):
            return finished
        patch_cache_control(finished, public=True, max_age=seconds)
        return ConditionalGetMiddleware(lambda _request: finished).process_response(request, finished)

    if hasattr(response, "add_post_render_callback"):
        response.add_post_render_callback(finish)
        return response
    return finish(response)


def _depends_on_cookies(request: HttpRequest, response: HttpResponse) -> bool:
    if response.cookies or "cookie" in response.headers.get("Vary", "").lower():
        return True
    # These middlewares set their cookies later; what they will do can be seen from the request.
    session = getattr(request, "session", None)
    is_read = session is not None and session.accessed  # an empty session is false (Django 6.1)
    has_cookie = conf.SESSION_COOKIE_NAME in request.COOKIES
    return has_cookie or is_read or bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE"))
