"""
Sessions, sections and the lock on Wagtail's API v3, which Wagtail 8 has and calls experimental.

The one module that imports Ninja, and only where that API is installed. It gives Ninja the routes and what
``openapi`` says of them; the views are those of API v2.
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

from .members.views import content_view, lock_view, unlock_view
from .openapi.document import Schema, inlined, operations, token_header
from .public.viewsets import PublicAPIViewSet, SectionsViewSet, SessionsViewSet

Answering = Callable[..., HttpResponse]
# Described as the number that it is, and taken as it comes, so that what is none is missing in our own words.
PageId = Annotated[str, WithJsonSchema({"type": "integer", "minimum": 1})]
PUBLIC_VIEWS = {"": "listing_view", "find/": "find_view", "preview/": "preview_view", "{id}/": "detail_view"}
MEMBERS_VIEWS = {"{id}/unlock/": unlock_view, "{id}/lock/": lock_view, "{id}/content/": content_view}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class SessionsV3(SessionsViewSet):
    """Sessions, in JSON alone."""

    renderer_classes: ClassVar = [JSONRenderer]


class SectionsV3(SectionsViewSet):
    """Sections, likewise."""

    renderer_classes: ClassVar = [JSONRenderer]


class Addresses:
    """Says where details are in API v3, as the router of API v2 does there."""

    endpoints: ClassVar[dict[str, type[PublicAPIViewSet]]] = {"sessions": SessionsV3, "sections": SectionsV3}

    def get_model_endpoint(self, model: type) -> tuple[str, type[PublicAPIViewSet]] | None:
        """Return name and view of the resource that ``model`` belongs to."""
        return next((found for found in self.endpoints.items() if issubclass(model, found[1].model)), None)

    def get_object_detail_urlpath(self, model: type, pk: int) -> str | None:
        """Return the path of the detail of an object; of pages that are neither, Wagtail's own."""
        if endpoint := self.get_model_endpoint(model):
            name = f"maigu_{endpoint[0]}_detail"
        elif issubclass(model, swapper.load_model("wagtailcore", "Page")):
            name = "detail_page"
        else:
            return None
        return reverse(f"{api.urls_namespace}:{name}", args=[pk])


def register_routes() -> None:
    """Add the routes to Wagtail's API v3; called once, when the app is ready, before any URLconf is read."""
    for name, viewset in Addresses.endpoints.items():
        router = Router(tags=[name])
        for path, method, operation in operations(name):
            answer = MEMBERS_VIEWS.get(path) or _public(viewset, path)
            _register(router, path.replace("{id}", "{pk}"), method, operation, answer)
        api.add_router(f"/{name}/", router)


def _public(viewset: type[PublicAPIViewSet], path: str) -> Answering:
    view = viewset.as_view({"get": PUBLIC_VIEWS[path]})

    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        # Wagtail's views look there for who knows the addresses.
        request.wagtailapi_router = Addresses()  # type: ignore[attr-defined]
        return view(request, **kwargs)

    return answer


def _register(router: Router, path: str, method: str, described: Schema, answer: Answering) -> None:
    # The components of the whole are Wagtail's, so ours stand where they are meant.
    extra = inlined({key: described[key] for key in described if key not in ("security", "operationId", "summary")})
    # What stands in the path, Ninja describes itself.
    parameters = [parameter for parameter in extra.pop("parameters", []) if parameter["in"] != "path"]
    if "security" in described:
        parameters.append(token_header())
    if parameters:
        extra["parameters"] = parameters
    # No login is read here: what unlocks is no token of Wagtail's.
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
    # The other methods too, so that they are refused in our own words.
    others = [other for other in METHODS if other != method.upper()]
    router.api_operation(others, f"/{path}", auth=None, include_in_schema=False)(_operation(path, answer))


def _operation(path: str, answer: Answering) -> Answering:
    """Return ``answer`` with the arguments that Ninja reads off a function, a new one for each registration."""
    if "{pk}" not in path:

        def operation(request: HttpRequest) -> HttpResponse:
            return answer(request)

        return operation

    def operation_on_one(request: HttpRequest, pk: PageId) -> HttpResponse:
        return answer(request, pk=pk)

    return operation_on_one
