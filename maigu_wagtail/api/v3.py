"""
The lock on Wagtail's API v3, which Wagtail 8 has and calls experimental.

The one module that imports Ninja, and it is imported where that API is installed alone. Declares
what the addresses take and give, for the API's own description; ``service`` answers them.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from wagtail.api.v3.api import api

from .doors import content_door, lock_door, unlock_door

router = Router(tags=["sessions"])
EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def _register(name: str, door: Any) -> None:
    # Every method, so that a wrong one is refused in our own words; API v3 has no login to read here.
    @router.api_operation(
        EVERY_METHOD,
        f"/{{int:pk}}/{name}/",
        auth=None,
        include_in_schema=False,
        url_name=f"maigu_session_{name}",
        operation_id=f"maigu_session_{name}",
    )
    def operation(request: HttpRequest, pk: int) -> HttpResponse:
        return door(request, pk)


def register_routes() -> None:
    """Add the routes to Wagtail's API v3; called once, when the app is ready, before any URLconf is read."""
    for name, door in (("unlock", unlock_door), ("lock", lock_door), ("content", content_door)):
        _register(name, door)
    api.add_router("/sessions/", router)
