"""
The way from an address to a session, and routes of pages whose views live in a room above.

A page names its view by dotted path, as a URLconf may, and the view is looked up
when a request comes: so the data knows no HTTP, and imports still point down only.
May import nothing of this package above ``querysets``.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from wagtail.contrib.routable_page.models import path

from .querysets import only_one


def page_route(pattern: str, view: str, *, name: str) -> Callable[..., HttpResponse]:
    """
    Return a route for a ``RoutablePageMixin``: ``pattern`` below the page, served by ``view``.

    ``view`` is a dotted path to ``view(request, page, **kwargs)``.
    """

    def serve_route(page: Any, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return import_string(view)(request, page, **kwargs)

    serve_route.__name__ = name
    return path(pattern, name=name)(serve_route)


class SessionRoutingMixin:
    """
    Goes on from a section to its session by one query.

    Wagtail finds a child in its base class and then once more in its own, and a session would
    ask for the section that was just passed. Any other page is left to Wagtail; the section's own
    routes come before, where this class stands behind ``RoutablePageMixin``.
    """

    def route(self: Any, request: HttpRequest, path_components: list[str]) -> Any:
        session = only_one(self.sessions().filter(slug=path_components[0])) if path_components else None
        if session is None or session.specific_class is not type(session):
            return super().route(request, path_components)  # type: ignore[misc]  # what it is mixed into has it
        session.section = session._cached_parent_obj = self
        return session.route(request, path_components[1:])
