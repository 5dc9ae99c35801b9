"""Headers that all members' responses have."""

from datetime import datetime
from math import ceil
from typing import TypeVar

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone

Response = TypeVar("Response", bound=HttpResponse)

# Headers that CDNs obey instead of ``Cache-Control`` (RFC 9213, Edge Architecture Specification).
CDN_HEADERS = ("CDN-Cache-Control", "Surrogate-Control")


def keep_private(response: Response) -> Response:
    """
    Set headers that forbid caching (RFC 9111, section 5.2.2.5) and indexing, and return ``response``.

    They replace those of the site: beside ``no-store``, some caches would obey its ``s-maxage``.
    """
    response.headers["Cache-Control"] = "private, no-store"
    for name in CDN_HEADERS:
        if name in response.headers:
            del response.headers[name]
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def see_other(address: str) -> HttpResponse:
    """Return a redirect that browsers follow by GET (303), as private as the other members' responses."""
    return keep_private(HttpResponseRedirect(address, status=303))


def is_kept_private(response: HttpResponse) -> bool:
    """Return whether ``response`` is a members' response; a site may set ``no-store`` alone on public ones."""
    is_unindexed = response.headers.get("X-Robots-Tag") == "noindex"
    return is_unindexed and "no-store" in response.headers.get("Cache-Control", "")


def retry_after(again_at: datetime) -> int:
    """Return the value of ``Retry-After`` in seconds, at least 1, for a client that may try again at ``again_at``."""
    return max(1, ceil((again_at - timezone.now()).total_seconds()))
