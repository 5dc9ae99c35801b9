"""Asks for addresses as a stranger would: no cookie, no key, redirects not followed."""

import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

PATIENCE = 20
# More than the canary has, so that a page around it is read too.
MOST_READ = 262_144
# How stores refuse; 404 is none, because it may only mean that nothing was asked for.
REFUSALS = (400, 401, 403)


@dataclass(frozen=True)
class Answer:
    """What came back; ``status`` 0: nothing, for ``reason``."""

    status: int
    body: bytes = b""
    headers: Any = field(default_factory=dict)
    reason: str = ""

    @property
    def is_refusal(self) -> bool:
        return self.status in REFUSALS

    def at(self, address: str) -> str:
        """Describe it, with the address as far as it is no secret."""
        return f"{self.status or self.reason} at {without_query(address)}"


class _StaysHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def ask(
    address: str, method: str = "GET", *, headers: dict[str, str] | None = None, data: bytes | None = None
) -> Answer:
    """Return what ``address`` answers."""
    if urlsplit(address).scheme not in {"http", "https"}:
        return Answer(0, reason="no web address")
    request = urllib.request.Request(address, data=data, headers=headers or {}, method=method)  # noqa: S310 -- see above
    try:
        with urllib.request.build_opener(_StaysHere).open(request, timeout=PATIENCE) as answer:
            return Answer(answer.status, answer.read(MOST_READ), answer.headers)
    except HTTPError as error:
        with error:
            return Answer(error.code, error.read(MOST_READ), error.headers)
    except (URLError, OSError, HTTPException) as error:
        return Answer(0, reason=f"no answer ({getattr(error, 'reason', error)})")


def without_query(address: str) -> str:
    """Return ``address`` without what is signed in it."""
    return urlsplit(address)._replace(query="", fragment="").geturl()
