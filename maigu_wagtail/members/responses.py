"""What every members' response has in common."""

from typing import TypeVar

from django.http import HttpResponse
from django.utils.cache import patch_cache_control

Response = TypeVar("Response", bound=HttpResponse)


def keep_private(response: Response) -> Response:
    """Forbid caches to store ``response`` and search engines to index it (RFC 9111, 5.2.2.5)."""
    patch_cache_control(response, private=True, no_store=True)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
