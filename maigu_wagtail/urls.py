"""
The addresses of this app that are no page: a site includes them above Wagtail's own.

Sessions, feeds and calendars are routes of their pages. What is served by no page
(members' files) is mounted here, so that a site's ``urls.py`` needs no change later.
"""

from django.urls import URLPattern, re_path
from wagtail import urls as wagtail_urls
from wagtail.views import serve

app_name = "maigu_wagtail"

urlpatterns: list[URLPattern] = []


def serve_calendars() -> None:
    """
    Let Wagtail route ``…/calendar.ics`` to the page it belongs to.

    Wagtail's own pattern takes no dot, and calendar programs know a calendar by its ending.
    """
    wagtail_urls.urlpatterns.append(re_path(r"^((?:[\w\-]+/)*calendar\.ics)$", serve, name="maigu_calendar"))
