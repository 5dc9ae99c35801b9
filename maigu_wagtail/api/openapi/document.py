"""
The OpenAPI 3.1 description of the API, from ``openapi.json`` beside this module.

v2 serves the whole document at ``sessions/openapi.json``; v3 adds its operations to Wagtail's own.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from maigu_wagtail import __version__
from maigu_wagtail.conf import conf

Schema = dict[str, Any]

DESCRIPTION = Path(__file__).with_name("openapi.json")


@cache
def description() -> Schema:
    """Return the description as shipped, with a placeholder server and the default name of our header."""
    return json.loads(DESCRIPTION.read_text("utf-8"))


def document(server: str) -> Schema:
    """Return the description for the API whose root URL is ``server``, with this site's settings."""
    described = deepcopy(description())
    described["info"]["version"] = __version__
    described["servers"] = [{"url": server}]
    described["components"]["securitySchemes"]["unlockHeader"]["name"] = conf.MAIGU_WAGTAIL_UNLOCK_HEADER
    return described


def operations(name: str) -> Iterator[tuple[str, str, Schema]]:
    """Yield ``(path, method, operation)`` for the resource ``name``, with paths relative to the resource."""
    root = f"/{name}/"
    for path, item in description()["paths"].items():
        for method, operation in item.items():
            if path.startswith(root):
                yield path.removeprefix(root), method, operation


def token_header() -> Schema:
    """Return our header as a parameter, for a description without our security scheme."""
    return {"name": conf.MAIGU_WAGTAIL_UNLOCK_HEADER, "in": "header", "required": False, "schema": {"type": "string"}}


def inlined(part: Any) -> Any:
    """Return ``part`` of the description with its references replaced by the schemas they refer to."""
    if isinstance(part, dict):
        name = part.get("$ref", "").rpartition("/")[2]
        schemas = description()["components"]["schemas"]
        return inlined(schemas[name]) if name else {key: inlined(value) for key, value in part.items()}
    return [inlined(value) for value in part] if isinstance(part, list) else part


@require_safe
def describe(request: HttpRequest) -> HttpResponse:
    """Serve the description at ``sessions/openapi.json``; the root of the API is two levels up."""
    response = JsonResponse(document(request.build_absolute_uri("../").rstrip("/")))
    patch_cache_control(response, public=True, max_age=conf.MAIGU_WAGTAIL_API_MAX_AGE)
    return response
