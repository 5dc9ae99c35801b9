"""
Sessions, sections and the lock on Wagtail's API v3, which Wagtail 8 has and calls experimental.

The one module that imports Ninja, and it is imported where that API is installed alone. Puts
what ``openapi`` says of the addresses into the API's own description; ``viewsets`` answers those
that are public, ``service`` the others.
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
from .openapi.document import members_operations, public_operations, token_header
from .openapi.schemas import SCHEMAS, Schema
from .public.viewsets import PublicAPIViewSet, SectionsViewSet, SessionsViewSet

Answering = Callable[..., HttpResponse]
# Described as the number that it is, and taken as it comes, so that what is none is missing in our own words.
PageId = Annotated[str, WithJsonSchema({"type": "integer", "minimum": 1})]
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
        for address, described in public_operations(name).items():
            _register(router, address.replace("{id}", "{pk}"), "get", described, _public(viewset, address))
        if name == "sessions":
            operations = members_operations()
            for door, answer in (("unlock", unlock_view), ("lock", lock_view), ("content", content_view)):
                method, described = operations[door]
                _register(router, f"{{pk}}/{door}/", method, described, answer)
        api.add_router(f"/{name}/", router)


def _public(viewset: type[PublicAPIViewSet], address: str) -> Answering:
    action = {"": "listing_view", "find/": "find_view", "preview/": "preview_view", "{id}/": "detail_view"}[address]
    view = viewset.as_view({"get": action})

    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        # Wagtail's views look there for who knows the addresses.
        request.wagtailapi_router = Addresses()  # type: ignore[attr-defined]
        return view(request, **kwargs)

    return answer


def _register(router: Router, path: str, method: str, described: Schema, answer: Answering) -> None:
    # The components of the whole are Wagtail's, so ours stand where they are meant.
    extra = _inlined({key: described[key] for key in described if key not in ("security", "operationId", "summary")})
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


def _inlined(part: Any) -> Any:
    """Return a part of a description with the schemas themselves in place of references to them."""
    if isinstance(part, dict):
        reference = part.get("$ref", "").rpartition("/")[2]
        return _inlined(SCHEMAS[reference]) if reference else {key: _inlined(value) for key, value in part.items()}
    return [_inlined(value) for value in part] if isinstance(part, list) else part
