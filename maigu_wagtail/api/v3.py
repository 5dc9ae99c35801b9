"""
The lock on Wagtail's API v3, which Wagtail 8 has and calls experimental.

The one module that imports Ninja, and it is imported where that API is installed alone. Puts
what ``openapi`` says of the addresses into the API's own description; ``service`` answers them.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from wagtail.api.v3.api import api

from .doors import Door, content_door, lock_door, unlock_door
from .openapi import door_operations, token_header
from .openapi_schemas import SCHEMAS

router = Router(tags=["sessions"])
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def register_routes() -> None:
    """Add the routes to Wagtail's API v3; called once, when the app is ready, before any URLconf is read."""
    for name, door in (("unlock", unlock_door), ("lock", lock_door), ("content", content_door)):
        _register(name, door)
    api.add_router("/sessions/", router)


def _register(name: str, door: Door) -> None:
    method, described = door_operations()[name]
    # The components of the whole are Wagtail's, so ours stand where they are meant.
    extra = _inlined(
        {key: value for key, value in described.items() if key not in ("security", "operationId", "summary")}
    )
    if "security" in described:
        extra["parameters"] = [token_header()]

    def operation(request: HttpRequest, pk: str) -> HttpResponse:
        return door(request, pk)

    def refusal(request: HttpRequest, pk: str) -> HttpResponse:
        return door(request, pk)

    path, methods = f"/{{pk}}/{name}/", [method.upper()]
    # No login is read here: what unlocks is no token of Wagtail's.
    router.api_operation(
        methods,
        path,
        auth=None,
        response={int(min(described["responses"])): None},
        url_name=f"maigu_session_{name}",
        operation_id=described["operationId"],
        summary=described["summary"],
        openapi_extra=extra,
    )(operation)
    # The other methods too, so that they are refused in our own words.
    others = [other for other in METHODS if other not in methods]
    router.api_operation(others, path, auth=None, include_in_schema=False)(refusal)


def _inlined(part: Any) -> Any:
    """Return a part of a description with the schemas themselves in place of references to them."""
    if isinstance(part, dict):
        reference = part.get("$ref", "").rpartition("/")[2]
        return _inlined(SCHEMAS[reference]) if reference else {key: _inlined(value) for key, value in part.items()}
    return [_inlined(value) for value in part] if isinstance(part, list) else part
