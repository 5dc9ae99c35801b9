"""What the API gives and takes, as JSON Schema (2020-12, the dialect of OpenAPI 3.1)."""

from typing import Any

from maigu_wagtail.access.normalising import LONGEST_PASSWORD
from maigu_wagtail.api.members.request_body import MODES

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
BOOLEAN: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
ADDRESS: Schema = {"type": "string", "format": "uri"}


def nullable(schema: Schema) -> Schema:
    """Return ``schema`` or nothing."""
    return {**schema, "type": [schema["type"], "null"]} if "type" in schema else {"anyOf": [schema, {"type": "null"}]}


def ref(name: str) -> Schema:
    """Return the place of the schema ``name``."""
    return {"$ref": f"#/components/schemas/{name}"}


def listing(item: str) -> Schema:
    """Return a page of a list of ``item``."""
    meta = record({"total_count": {"type": "integer", "minimum": 0}})
    return record({"meta": meta, "items": {"type": "array", "items": ref(item)}})


def record(properties: dict[str, Schema], *, required: list[str] | None = None, **more: Any) -> Schema:
    """Return an object that has all of ``properties``, or those that are ``required``."""
    names = list(properties) if required is None else required
    return {"type": "object", "properties": properties, **({"required": names} if names else {}), **more}


def block(kind: str, value: Schema) -> Schema:
    """Return a block of members' content."""
    return record({"id": nullable(STRING), "type": {"const": kind}, "value": value})


def preview(item: str) -> Schema:
    """Return a draft of an ``item``; it has members' content in the mode that shows what members see."""
    blocks = nullable({"type": "array", "items": ref("Block")})
    return record({"mode": {"enum": ["public", "members"]}, "page": ref(item), "blocks": blocks})


META = {
    "type": STRING,
    "detail_url": ADDRESS,
    "html_url": nullable(ADDRESS),
    "slug": STRING,
    "first_published_at": nullable(MOMENT),
    "locale": STRING,
}
PAGE = {"id": INTEGER, "meta": record(META, required=[]), "title": STRING}
FILE = {
    "title": STRING,
    "url": ADDRESS,
    "expires_at": nullable(MOMENT),
    "content_type": STRING,
    "size": nullable(INTEGER),
}
# With ``fields`` a client chooses, so no property of a page is always there.
SCHEMAS: dict[str, Schema] = {
    "Access": record(
        {
            "locked": BOOLEAN,
            "password": {"type": ["string", "null"], "enum": ["section", "own", None]},
            "has_recording": BOOLEAN,
            "has_captions": BOOLEAN,
            "has_transcript": BOOLEAN,
            "resources": {"type": "integer", "minimum": 0},
        }
    ),
    "Photo": record({"url": ADDRESS, "width": INTEGER, "height": INTEGER}),
    "Speaker": record(
        {
            **dict.fromkeys(("name", "role", "organisation", "biography", "link"), STRING),
            "is_moderator": BOOLEAN,
            "photo": nullable(ref("Photo")),
        }
    ),
    "Session": record(
        {
            **PAGE,
            "date": nullable({"type": "string", "format": "date"}),
            "start_time": nullable(STRING),
            "end_time": nullable(STRING),
            "time_zone": STRING,
            "starts_at": nullable(MOMENT),
            "ends_at": nullable(MOMENT),
            "status": {"type": ["string", "null"], "enum": ["upcoming", "recorded", None]},
            "description": STRING,
            "audience": STRING,
            "speakers": {"type": "array", "items": ref("Speaker")},
            "registration_url": STRING,
            "access": ref("Access"),
        },
        required=[],
    ),
    "Section": record(
        {
            **PAGE,
            **dict.fromkeys(("introduction", "nothing_upcoming_text", "recordings_note"), STRING),
            "contact_page": nullable(record({"id": INTEGER, "title": STRING, "html_url": nullable(ADDRESS)})),
            **dict.fromkeys(("contact_email", "contact_url", "contact_link_text"), STRING),
        },
        required=[],
    ),
    "Sessions": listing("Session"),
    "Sections": listing("Section"),
    "UnlockRequest": record(
        {
            "password": {"type": "string", "minLength": 1, "maxLength": LONGEST_PASSWORD},
            "mode": {"enum": list(MODES), "default": "token"},
        },
        required=["password"],
    ),
    "Unlock": record(
        {"token": STRING, "header": STRING, "expires_at": MOMENT, "section": INTEGER},
        required=["expires_at", "section"],
        description="In the cookie mode, `token` and `header` are left out.",
    ),
    "Caption": record({"language": STRING, "label": STRING, "url": ADDRESS}),
    "Recording": record(
        {
            **FILE,
            "kind": {"enum": ["video", "audio"]},
            **dict.fromkeys(("duration", "width", "height"), nullable(INTEGER)),
            "poster": nullable(ADDRESS),
            "captions": {"type": "array", "items": ref("Caption")},
            "transcript": STRING,
        }
    ),
    "Resource": record({**FILE, "name": STRING}),
    "Block": {
        "oneOf": [
            block("text", STRING),
            block("recording", ref("Recording")),
            block("resource", ref("Resource")),
            block("video_embed", record({"url": ADDRESS, "title": STRING})),
            block("transcript", record({"title": STRING, "text": STRING})),
        ]
    },
    "Content": record(
        {
            "id": INTEGER,
            "section": INTEGER,
            "expires_at": nullable(MOMENT),
            "blocks": {"type": "array", "items": ref("Block")},
        }
    ),
    **{f"{item}Preview": preview(item) for item in ("Session", "Section")},
    "Problem": record(
        {
            "type": {"type": "string", "format": "uri-reference"},
            "title": STRING,
            "status": INTEGER,
            "detail": STRING,
            "unlock_url": ADDRESS,
            "changed_at": MOMENT,
            "retry_after": INTEGER,
            "errors": {"type": "array", "items": record({"pointer": STRING, "detail": STRING})},
        },
        required=["type", "title", "status", "detail"],
    ),
}
