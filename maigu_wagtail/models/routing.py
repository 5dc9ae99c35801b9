"""
Routes of pages whose views live in a room above.

A page names its view by dotted path, as a URLconf may, and the view is looked up
when a request comes: so the data knows no HTTP, and imports still point down only.
May import nothing of this package.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from wagtail.contrib.routable_page.models import path


def page_route(pattern: str, view: str, *, name: str) -> Callable[..., HttpResponse]:
    """
    Return a route for a ``RoutablePageMixin``: ``pattern`` below the page, served by ``view``.

    ``view`` is a dotted path to ``view(request, page, **kwargs)``.
    """

    def serve_route(page: Any, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return import_string(view)(request, page, **kwargs)

    serve_route.__name__ = name
    return path(pattern, name=name)(serve_route)
