"""Wagtail's own privacy settings of our pages."""

from typing import Any

from django.http import HttpRequest
from wagtail.models import PageViewRestriction


def may_enter(request: HttpRequest, page: Any) -> bool:
    """Return whether Wagtail's own restrictions let this request see ``page``."""
    # One that asks for nothing stands for this app's own lock, and nobody passes it.
    asking = page.get_view_restrictions().exclude(restriction_type=PageViewRestriction.NONE)
    return all(restriction.accept_request(request) for restriction in asking)
