"""Wagtail's own privacy settings for our pages."""

from typing import Any

from django.http import HttpRequest
from wagtail.models import PageViewRestriction


def may_enter(request: HttpRequest, page: Any) -> bool:
    """Return whether Wagtail's own restrictions allow ``request`` to see ``page``."""
    # Restrictions of type NONE are this app's marks, which no request passes.
    asking = page.get_view_restrictions().exclude(restriction_type=PageViewRestriction.NONE)
    return all(restriction.accept_request(request) for restriction in asking)
