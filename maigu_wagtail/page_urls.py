"""
URLs that belong to a section or session but cannot be page routes.

A site that includes Wagtail's own URLs has them already (``urls.extend_wagtail_urls``). A site that
serves pages by its own pattern includes this module above it.
"""

from django.urls import URLPattern, re_path
from wagtail.views import serve

from maigu_wagtail.members.request_form import request_view
from maigu_wagtail.members.seen import seen_view
from maigu_wagtail.members.unlock import lock_view, unlock_view
from maigu_wagtail.members.unlock_link import unlock_link_view

# These forms have no CSRF token (``members.unlock``), which Wagtail's view would require.
form_urlpatterns: list[URLPattern] = [
    re_path(r"^((?:[\w\-]+/)*)unlock/?$", unlock_view, name="maigu_unlock"),
    re_path(r"^((?:[\w\-]+/)*)unlock/[\w.\-]{16,256}/?$", unlock_link_view, name="maigu_unlock_link"),
    re_path(r"^((?:[\w\-]+/)*)lock/?$", lock_view, name="maigu_lock"),
    re_path(r"^((?:[\w\-]+/)*)request/?$", request_view, name="maigu_request_form"),
    # The player's reports have no token either.
    re_path(r"^((?:[\w\-]+/)*)watch/seen/?$", seen_view, name="maigu_seen"),
]
# Calendar programs expect ``.ics``, and Wagtail's pattern does not allow a dot.
calendar_urlpatterns: list[URLPattern] = [
    re_path(r"^((?:[\w\-]+/)*calendar\.ics)$", serve, name="maigu_calendar"),
]

urlpatterns: list[URLPattern] = [*form_urlpatterns, *calendar_urlpatterns]
