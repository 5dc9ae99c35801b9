"""Parses the body of a request that is a small JSON object."""

import json
import re
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables


class Unreadable(Exception):
    """The body is too large or not a JSON object."""


@sensitive_variables()
def read_object(request: HttpRequest, largest: int) -> dict[str, Any]:
    """Return the object in the body of ``request``. Raises ``Unreadable``, as for more than ``largest`` bytes."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not re.fullmatch(r"[0-9]{1,9}", length) or int(length) > largest:
        raise Unreadable
    try:
        body = request.body
        # Always UTF-8 (RFC 8259, 8.1); json.loads would guess another encoding.
        data = json.loads(body.decode()) if len(body) <= largest else None
    except (ValueError, RecursionError, RequestDataTooBig):
        # Without the cause, because its message could put the password into an error report.
        raise Unreadable from None
    if not isinstance(data, dict):
        raise Unreadable
    return data
