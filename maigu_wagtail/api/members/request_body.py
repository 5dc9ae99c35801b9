"""Parses and validates the body of an unlock request, a small JSON object."""

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

# In bytes. No valid request comes near it, and larger ones are not read.
LARGEST_BODY = 4096
MODES = ("token", "cookie")


@dataclass(frozen=True, slots=True)
class UnlockBody:
    """
    The password sent, or the token of an unlock link.

    ``mode`` says whether the grant is returned as a "token" or set as a "cookie".
    """

    password: Typed = field(repr=False)
    link: str = field(repr=False)
    mode: str = "token"


class WrongType(Exception):
    """The content type of the request is not JSON."""


class Unreadable(Exception):
    """The body is too large or not a JSON object."""


class Invalid(Exception):
    """A member of the object is missing or invalid: ``errors`` holds ``(JSON pointer, message)`` pairs."""

    def __init__(self, *errors: tuple[str, Promise]) -> None:
        super().__init__()
        self.errors = errors


@sensitive_variables()
def read_unlock_body(request: HttpRequest) -> UnlockBody:
    """
    Return the parsed body of ``request``.

    Raises ``WrongType``, ``Unreadable`` or ``Invalid``.
    """
    data = read_object(request)
    errors = []
    if "password" in data and "link" in data:
        errors.append(("/link", _("Send either the password or the token of a link, not both.")))
    elif "link" in data:
        if not (isinstance(data["link"], str) and data["link"]):
            errors.append(("/link", _("Send the token of the link as a string.")))
    elif "password" not in data:
        errors.append(("/password", _("Include the password.")))
    elif not isinstance(data["password"], str):
        errors.append(("/password", _("Send the password as a string.")))
    if data.get("mode", "token") not in MODES:
        errors.append(("/mode", _("Send “token” or “cookie”, or leave it out.")))
    if errors:
        raise Invalid(*errors)
    return UnlockBody(Typed(data.get("password", "")), data.get("link", ""), data.get("mode", "token"))


@sensitive_variables()
def read_object(request: HttpRequest, most: int = LARGEST_BODY) -> dict[str, Any]:
    """Return the JSON object in ``request``, of at most ``most`` bytes. Raises ``WrongType`` or ``Unreadable``."""
    if request.content_type != "application/json":
        raise WrongType
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not re.fullmatch(r"[0-9]{1,9}", length) or int(length) > most:
        raise Unreadable
    try:
        body = request.body
        # Always UTF-8 (RFC 8259, 8.1); json.loads would guess another encoding.
        data = json.loads(body.decode()) if len(body) <= most else None
    except (ValueError, RecursionError, RequestDataTooBig):
        # Without the cause, because its message could put the password into an error report.
        raise Unreadable from None
    if not isinstance(data, dict):
        raise Unreadable
    return data
