"""
The addresses of this app that are no page: a site includes them above Wagtail's own.

Sessions, feeds and calendars are routes of their pages. What is served by no page
(members' files) is mounted here, so that a site's ``urls.py`` needs no change later.
"""

from django.urls import URLPattern

app_name = "maigu_wagtail"

urlpatterns: list[URLPattern] = []
