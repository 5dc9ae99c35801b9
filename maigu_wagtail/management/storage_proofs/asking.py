"""Requests URLs as a stranger would: without cookies or keys, and without following redirects."""

import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

PATIENCE = 20
# In bytes; more than the canary, in case it is embedded in a page.
MOST_READ = 262_144
# Not 404, which may only mean that the URL was wrong.
REFUSALS = (400, 401, 403)


@dataclass(frozen=True)
class Answer:
    """A response; if there was none, ``status`` is 0 and ``reason`` says why."""

    status: int
    body: bytes = b""
    headers: Any = field(default_factory=dict)
    reason: str = ""

    @property
    def is_refusal(self) -> bool:
        return self.status in REFUSALS

    def at(self, address: str) -> str:
        """Describe the response with its URL, without the query string."""
        return f"{self.status or self.reason} at {without_query(address)}"


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def ask(
    address: str,
    method: str = "GET",
    *,
    headers: dict[str, str] | None = None,
    data: bytes | None = None,
    most: int = MOST_READ,
) -> Answer:
    """Request ``address`` and return the ``Answer``, with ``most`` bytes of its body. Network errors are not raised."""
    if urlsplit(address).scheme not in {"http", "https"}:
        return Answer(0, reason="no web address")
    request = urllib.request.Request(address, data=data, headers=headers or {}, method=method)  # noqa: S310 -- see above
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=PATIENCE) as answer:
            return Answer(answer.status, answer.read(most), answer.headers)
    except HTTPError as error:
        with error:
            return Answer(error.code, error.read(most), error.headers)
    except (URLError, OSError, HTTPException) as error:
        return Answer(0, reason=f"no answer ({getattr(error, 'reason', error)})")


def without_query(address: str) -> str:
    """Return ``address`` without its query string, which may contain a signature."""
    return urlsplit(address)._replace(query="", fragment="").geturl()
