"""Parses and validates the body of an unlock request, a small JSON object."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from maigu_wagtail.access.typed_text import Typed
from maigu_wagtail.members.json_body import read_object

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
    data = read_json(request)
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
def read_json(request: HttpRequest, largest: int = LARGEST_BODY) -> dict[str, Any]:
    """Return the JSON object in ``request``, of at most ``largest`` bytes. Raises ``WrongType`` or ``Unreadable``."""
    if request.content_type != "application/json":
        raise WrongType
    return read_object(request, largest)
