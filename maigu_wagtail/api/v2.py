"""
The viewsets to register with Wagtail's API v2.

Register them before Wagtail's own ``pages``, so that ``detail_url`` points to them.
"""

from django.urls import URLPattern, path

from .members.requests import request_view
from .members.search import search_view
from .members.views import content_view, lock_view, unlock_view
from .members.watched import watched_view
from .openapi.document import describe
from .public.viewsets import SectionsViewSet, SessionsViewSet


class SessionsAPIViewSet(SessionsViewSet):
    """List, detail and ``find`` for sessions, with ``unlock/``, ``lock/``, ``content/`` and ``watched/`` for each."""

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [
            path("openapi.json", describe, name="openapi"),
            *super().get_urlpatterns(),
            path("<str:pk>/unlock/", unlock_view, name="unlock"),
            path("<str:pk>/lock/", lock_view, name="lock"),
            path("<str:pk>/content/", content_view, name="content"),
            path("<str:pk>/watched/", watched_view, name="watched"),
        ]


class SectionsAPIViewSet(SectionsViewSet):
    """List, detail and ``find`` for sections, with ``requests/`` and the members' ``search/`` for each."""

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<str:pk>/requests/", request_view, name="requests"),
            path("<str:pk>/search/", search_view, name="search"),
        ]
