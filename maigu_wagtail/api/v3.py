"""
Routes for Wagtail's API v3, which Wagtail 8 includes as experimental.

The only module that imports Ninja; import it only if that API is installed. It registers routes and
the descriptions from ``openapi``. The views are those of API v2.
"""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar

import swapper
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router
from pydantic import WithJsonSchema
from rest_framework.renderers import JSONRenderer
from wagtail.api.v3.api import api

from .members.requests import request_view
from .members.search import search_view
from .members.views import content_view, lock_view, unlock_view
from .members.watched import watched_view
from .openapi.document import Schema, inlined, operations, token_header
from .public.viewsets import PublicAPIViewSet, SectionsViewSet, SessionsViewSet

View = Callable[..., HttpResponse]
# Documented as an integer but accepted as a string, so that an invalid id gets our own 404.
PageId = Annotated[str, WithJsonSchema({"type": "integer", "minimum": 1})]
PUBLIC_VIEWS = {"": "listing_view", "find/": "find_view", "preview/": "preview_view", "{id}/": "detail_view"}
MEMBERS_VIEWS = {
    "{id}/unlock/": unlock_view,
    "{id}/lock/": lock_view,
    "{id}/content/": content_view,
    "{id}/requests/": request_view,
    "{id}/search/": search_view,
    "{id}/watched/": watched_view,
}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class SessionsV3(SessionsViewSet):
    """Sessions, as JSON only."""

    renderer_classes: ClassVar = [JSONRenderer]


class SectionsV3(SectionsViewSet):
    """Sections, as JSON only."""

    renderer_classes: ClassVar = [JSONRenderer]


class DetailUrls:
    """Resolves detail URLs in API v3, in place of API v2's router."""

    endpoints: ClassVar[dict[str, type[PublicAPIViewSet]]] = {"sessions": SessionsV3, "sections": SectionsV3}

    def get_model_endpoint(self, model: type) -> tuple[str, type[PublicAPIViewSet]] | None:
        """Return the name and viewset of the resource that ``model`` belongs to, or ``None``."""
        return next((item for item in self.endpoints.items() if issubclass(model, item[1].model)), None)

    def get_object_detail_urlpath(self, model: type, pk: int) -> str | None:
        """Return the path of an object's detail; for other page types, that of Wagtail's own; otherwise ``None``."""
        if endpoint := self.get_model_endpoint(model):
            name = f"maigu_{endpoint[0]}_detail"
        elif issubclass(model, swapper.load_model("wagtailcore", "Page")):
            name = "detail_page"
        else:
            return None
        return reverse(f"{api.urls_namespace}:{name}", args=[pk])


def register_routes() -> None:
    """Add our routes to Wagtail's API v3. Called once, in ``ready()``, before any URLconf is loaded."""
    for name, viewset in DetailUrls.endpoints.items():
        router = Router(tags=[name])
        for path, method, operation in operations(name):
            answer = MEMBERS_VIEWS.get(path) or _public(viewset, path)
            _register(router, path.replace("{id}", "{pk}"), method, operation, answer)
        api.add_router(f"/{name}/", router)


def _public(viewset: type[PublicAPIViewSet], path: str) -> View:
    view = viewset.as_view({"get": PUBLIC_VIEWS[path]})

    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        # Wagtail's views use this to build URLs.
        request.wagtailapi_router = DetailUrls()  # type: ignore[attr-defined]
        return view(request, **kwargs)

    return answer


def _register(router: Router, path: str, method: str, described: Schema, answer: View) -> None:
    # Wagtail owns the components of the document, so our schemas are inlined.
    extra = inlined({key: described[key] for key in described if key not in ("security", "operationId", "summary")})
    # Ninja documents path parameters itself.
    parameters = [parameter for parameter in extra.pop("parameters", []) if parameter["in"] != "path"]
    if "security" in described:
        parameters.append(token_header())
    if parameters:
        extra["parameters"] = parameters
    # No authentication: our tokens are not Wagtail's.
    router.api_operation(
        [method.upper()],
        f"/{path}",
        auth=None,
        response={int(min(described["responses"])): None},
        url_name=f"maigu_{described['operationId']}",
        operation_id=described["operationId"],
        summary=described["summary"],
        openapi_extra=extra,
    )(_operation(path, answer))
    # Register the other methods too, so that they get our own 405.
    others = [other for other in METHODS if other != method.upper()]
    router.api_operation(others, f"/{path}", auth=None, include_in_schema=False)(_operation(path, answer))


def _operation(path: str, answer: View) -> View:
    """Return ``answer`` wrapped in a new function with the arguments that Ninja reads from its signature."""
    if "{pk}" not in path:

        def operation(request: HttpRequest) -> HttpResponse:
            return answer(request)

        return operation

    def operation_on_one(request: HttpRequest, pk: PageId) -> HttpResponse:
        return answer(request, pk=pk)

    return operation_on_one
