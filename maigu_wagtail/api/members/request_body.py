"""
What a client sends to unlock: a small JSON object.

Reads it and says what is wrong with it; compares nothing.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from maigu_wagtail.access.typed_text import Typed

# Bytes; the longest password is far smaller, and what is larger is not read.
LARGEST_BODY = 4096
MODES = ("token", "cookie")


@dataclass(frozen=True, slots=True)
class UnlockBody:
    """The password that was sent, and whether its unlock comes back as a token or in a cookie."""

    password: Typed = field(repr=False)
    mode: str = "token"


class WrongType(Exception):
    """What was sent says that it is no JSON."""


class Unreadable(Exception):
    """What was sent is no JSON object, or too large."""


class Invalid(Exception):
    """The object lacks a member or has one of another kind: ``errors`` as ``(pointer, what is wrong)``."""

    def __init__(self, *errors: tuple[str, Promise]) -> None:
        super().__init__()
        self.errors = errors


@sensitive_variables()
def read_unlock_body(request: HttpRequest) -> UnlockBody:
    """Return what ``request`` carries. Raises ``WrongType``, ``Unreadable`` or ``Invalid``."""
    if request.content_type != "application/json":
        raise WrongType
    data = _read_object(request)
    errors = []
    if "password" not in data:
        errors.append(("/password", _("Include the password.")))
    elif not isinstance(data["password"], str):
        errors.append(("/password", _("Send the password as a string.")))
    if data.get("mode", "token") not in MODES:
        errors.append(("/mode", _("Send “token” or “cookie”, or leave it out.")))
    if errors:
        raise Invalid(*errors)
    return UnlockBody(Typed(data["password"]), data.get("mode", "token"))


@sensitive_variables()
def _read_object(request: HttpRequest) -> dict[str, Any]:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not re.fullmatch(r"[0-9]{1,9}", length) or int(length) > LARGEST_BODY:
        raise Unreadable
    try:
        body = request.body
        # Always UTF-8 (RFC 8259, 8.1); json.loads would guess another encoding.
        data = json.loads(body.decode()) if len(body) <= LARGEST_BODY else None
    except (ValueError, RecursionError, RequestDataTooBig):
        # The text must not stand in the report of an error.
        raise Unreadable from None
    if not isinstance(data, dict):
        raise Unreadable
    return data
