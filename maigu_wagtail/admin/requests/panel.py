"""The panel on the CMS dashboard that says how many requests are open. Only users who may answer them get it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.components import Component

from maigu_wagtail.access.requests import RequestState
from maigu_wagtail.admin.page_permissions import requests_of

from .permissions import ANSWER, REQUEST_POLICY


def number_of_open(request: HttpRequest) -> int:
    """Return how many open requests the user can answer; 0 without the permission. The menu and the panel share one query."""
    if not hasattr(request, "_maigu_open_requests"):
        may_answer = REQUEST_POLICY.user_has_permission(request.user, ANSWER)
        number = requests_of(request.user).filter(state=RequestState.OPEN).count() if may_answer else 0
        request._maigu_open_requests = number  # type: ignore[attr-defined]
    return request._maigu_open_requests  # type: ignore[attr-defined]


class RequestPanel(Component):
    """The number of open requests, with a link to them."""

    name = "maigu_requests"
    template_name = "maigu_wagtail/admin/request_panel.html"
    order = 60

    def __init__(self, number: int) -> None:
        self.number = number

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"number": self.number, "requests_url": f"{reverse('maigu_requests')}?state=open"}


def add_request_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel to the CMS dashboard if requests are open; a ``construct_homepage_panels`` hook."""
    if number := number_of_open(request):
        panels.append(RequestPanel(number))
