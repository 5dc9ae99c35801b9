"""
The description of the API after OpenAPI 3.1.

One table of addresses, for both versions of Wagtail's API: v2 serves it whole at
``sessions/openapi.json``, v3 puts what it has into Wagtail's own. Knows neither Django REST
framework nor Ninja.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from maigu_wagtail import __version__
from maigu_wagtail.access.policy import COOKIE
from maigu_wagtail.api.problems import CONTENT_TYPE, PROBLEMS
from maigu_wagtail.conf import conf
from maigu_wagtail.sessions.schedule import FIRST_DAY, LAST_DAY

from .examples import EXAMPLES
from .schemas import SCHEMAS, Schema, ref

ID: Schema = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
LIST_PARAMETERS: dict[str, Schema] = {
    "limit": {"type": "integer", "minimum": 0},
    "offset": {"type": "integer", "minimum": 0},
    "fields": {"type": "string"},
    "search": {"type": "string"},
    "search_operator": {"enum": ["and", "or"]},
    **dict.fromkeys(("child_of", "descendant_of", "translation_of"), {"type": "string", "pattern": "^([0-9]+|root)$"}),
    "ancestor_of": {"type": "integer", "minimum": 0},
    "locale": {"type": "string"},
    "site": {"type": "string"},
}
SESSION_PARAMETERS: dict[str, Schema] = {
    "status": {"enum": ["upcoming", "recorded"]},
    "year": {"type": "integer", "minimum": FIRST_DAY.year, "maximum": LAST_DAY.year},
    "speaker": {"type": "string"},
    "audience": {"type": "string"},
    "section": {"type": "integer", "minimum": 1},
    "order": {"type": "string", "pattern": "^-?(date|title)(,-?(date|title))*$"},
}
SECTION_PARAMETERS: dict[str, Schema] = {"order": {"enum": ["title", "-title"]}}
PUBLIC = {"sessions": ("Session", SESSION_PARAMETERS), "sections": ("Section", SECTION_PARAMETERS)}
FIND_PARAMETERS: dict[str, Schema] = {"html_path": {"type": "string"}, "id": {"type": "string"}}


def query(parameters: dict[str, Schema]) -> list[Schema]:
    """Return ``parameters`` of a query string."""
    return [{"name": name, "in": "query", "schema": schema} for name, schema in parameters.items()]


def answers(good: dict[str, Schema], *statuses: int) -> dict[str, Schema]:
    """Return ``good`` answers, and the problems that have one of ``statuses``."""
    problems = {}
    for status in sorted(statuses):
        names = [name for name, problem in PROBLEMS.items() if problem.status == status]
        problems[str(status)] = {
            "description": ", ".join(f"`{name}`" for name in names),
            "content": {CONTENT_TYPE: {"schema": ref("Problem"), **example(*names)}},
        }
    return {**good, **problems}


def json_answer(schema: str, description: str, name: str = "") -> Schema:
    """Return an answer that is a ``schema``, with the example of that ``name``."""
    return {"description": description, "content": {"application/json": {"schema": ref(schema), **example(name)}}}


def example(*names: str) -> Schema:
    """Return the first of these examples that there is."""
    return next(({"example": EXAMPLES[name]} for name in names if name in EXAMPLES), {})


def members_operations() -> dict[str, tuple[str, Schema]]:
    """Return method and operation of each address below a session, by its name."""
    unlock = {
        "operationId": "sessions_unlock",
        "summary": "Type the password",
        "requestBody": {"required": True, "content": {"application/json": {"schema": ref("UnlockRequest")}}},
        "responses": answers(
            {"200": json_answer("Unlock", "It is unlocked.", "sessions_unlock")},
            400,
            403,
            404,
            405,
            409,
            415,
            422,
            429,
            503,
        ),
    }
    lock = {
        "operationId": "sessions_lock",
        "summary": "Lock this device again",
        "responses": answers({"204": {"description": "It is locked."}}, 403, 404, 405),
    }
    content = {
        "operationId": "sessions_content",
        "summary": "Members' content",
        "security": [{"unlockHeader": []}, {"unlockBearer": []}, {"unlockCookie": []}, {}],
        "responses": answers(
            {"200": json_answer("Content", "Members' content.", "sessions_content")}, 401, 404, 405, 500
        ),
    }
    return {"unlock": ("post", unlock), "lock": ("post", lock), "content": ("get", content)}


def public_operations(name: str) -> dict[str, Schema]:
    """Return the operations of the resource ``name``, by their addresses below it."""
    item, parameters = PUBLIC[name]
    plural = f"{item}s"
    unchanged = {"304": {"description": "The client's copy is still right."}}
    listed = {
        "operationId": f"{name}_list",
        "summary": f"A page of {name}",
        "parameters": query({**parameters, **LIST_PARAMETERS}),
        "responses": answers(
            {"200": json_answer(plural, "They, and how many there are.", f"{name}_list"), **unchanged},
            400,
            404,
            405,
            406,
        ),
    }
    detail = {
        "operationId": f"{name}_detail",
        "summary": f"One of the {name}",
        "parameters": [ID, *query({"fields": LIST_PARAMETERS["fields"], "site": LIST_PARAMETERS["site"]})],
        "responses": answers(
            {"200": json_answer(item, "Its public part.", f"{name}_detail"), **unchanged}, 400, 404, 405, 406
        ),
    }
    find = {
        "operationId": f"{name}_find",
        "summary": f"Where one of the {name} is",
        "parameters": query(FIND_PARAMETERS),
        "responses": answers({"302": {"description": "To its detail."}}, 400, 404, 405, 406),
    }
    preview = {
        "operationId": f"{name}_preview",
        "summary": "A draft, for the preview in the CMS",
        "parameters": query({"token": {"type": "string"}}),
        "responses": answers(
            {"200": json_answer(f"{item}Preview", "The draft; never to be kept.")}, 400, 404, 405, 406
        ),
    }
    return {"": listed, "find/": find, "preview/": preview, "{id}/": detail}


def security_schemes() -> dict[str, Schema]:
    """Return the ways to send a token."""
    return {
        "unlockHeader": {"type": "apiKey", "in": "header", "name": conf.MAIGU_WAGTAIL_UNLOCK_HEADER},
        "unlockBearer": {"type": "http", "scheme": "bearer"},
        "unlockCookie": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    }


def token_header() -> Schema:
    """Return our header as a parameter, for a description that has no such way to sign in."""
    return {"name": conf.MAIGU_WAGTAIL_UNLOCK_HEADER, "in": "header", "required": False, "schema": {"type": "string"}}


def document(server: str) -> dict[str, Any]:
    """Return the whole description, of an API whose root is at ``server``."""
    paths = {
        f"/{name}/{address}": {"get": operation}
        for name in PUBLIC
        for address, operation in public_operations(name).items()
    }
    for name, (method, operation) in members_operations().items():
        paths[f"/sessions/{{id}}/{name}/"] = {method: {**operation, "parameters": [ID]}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sessions", "version": __version__, "description": "Sessions, their lock, members' content."},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": SCHEMAS, "securitySchemes": security_schemes()},
    }


@require_safe
def describe(request: HttpRequest) -> HttpResponse:
    """Answer at ``sessions/openapi.json``; the API's root is two steps above."""
    response = JsonResponse(document(request.build_absolute_uri("../").rstrip("/")))
    patch_cache_control(response, public=True, max_age=conf.MAIGU_WAGTAIL_API_MAX_AGE)
    return response
