"""
The form to ask for the password: ``<section>request/``.

It has no CSRF token and sets no cookie, as the unlock form does. Whatever is sent, visitors learn only
that it was received: it is answered, or staff are told, after the response has gone out.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from maigu_wagtail.access.automatic_answers import deal_with
from maigu_wagtail.access.request_tokens import mask_tokens
from maigu_wagtail.access.requests import PasswordRequest
from maigu_wagtail.access.scope import own_key
from maigu_wagtail.access.throttle import CountsUnavailable, client_key, count_attempt
from maigu_wagtail.conf import conf
from maigu_wagtail.sessions.privacy import may_enter

from .cross_site import is_cross_site
from .locked import set_retry_after
from .request_fields import RequestForm
from .responses import keep_private, see_other
from .unlock import find_section, is_too_large, read_as_utf8, section_address, serve_page

# In bytes. All fields filled to their limits with letters that need four bytes each, percent-encoded.
LARGEST_REQUEST = 98_304
# Requests are counted apart from passwords, but the form and the API together.
PURPOSE = "request:"
STATUS = {
    "errors": 400,
    "too-fast": 400,
    "too-old": 400,
    "cross-site": 403,
    "too-large": 413,
    "too-many": 429,
    "full": 503,
    "unavailable": 503,
}


class ThenMixin:
    """A response after which ``then`` is called: once the server has sent it, so that nobody waits for an email."""

    then: Callable[[], Any]

    def close(self) -> None:
        try:
            self.then()
        finally:
            super().close()  # type: ignore[misc]


class ThenRedirect(ThenMixin, HttpResponseRedirect):
    def __init__(self, address: str, then: Callable[[], Any]) -> None:
        super().__init__(address, status=303)
        self.then = then


# Not in a transaction (``ATOMIC_REQUESTS``): a request must stay counted whatever happens later.
@csrf_exempt
@transaction.non_atomic_requests
@sensitive_post_parameters()
@sensitive_variables()
def request_view(request: HttpRequest, path: str) -> HttpResponse:
    """Show the form to ask for the password (GET), or keep what was sent (POST)."""
    mask_tokens(request)
    section = find_section(request, path)
    if section is None or not section.offers_request_form:
        return serve_page(request, f"{path}request/")
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if not may_enter(request, section):
        # Wagtail's own restrictions apply first, and the section's page asks for what they need.
        return see_other(section_address(request))
    if request.method == "POST":
        return _receive(request, section)
    if "sent" in request.GET:
        return _form_page(request, section, None)
    form = RequestForm(section=section, now=timezone.now(), session=request.GET.get("session", ""))
    return _form_page(request, section, form)


@sensitive_variables()
def _receive(request: HttpRequest, section: Any) -> HttpResponse:
    now = timezone.now()
    empty = RequestForm(section=section, now=now)
    if is_cross_site(request):
        return _form_page(request, section, empty, "cross-site")
    read_as_utf8(request)
    if is_too_large(request, LARGEST_REQUEST):
        return _form_page(request, section, empty, "too-large")
    form = RequestForm(request.POST, section=section, now=now)
    if form.is_trapped:
        return _thank(request, lambda: None)
    if not form.is_valid():
        return _form_page(request, section, form, "errors")
    if form.problem:
        return _form_page(request, section, form, form.problem)
    if not form.passes_check_of_site(request):
        return _form_page(request, section, form, "errors")
    lock = own_key(section)
    try:
        allowance = count_attempt(client_key(request, lock, purpose=PURPOSE), lock, now)
    except CountsUnavailable:
        return _form_page(request, section, form, "unavailable")
    if not allowance.is_allowed:
        response = _form_page(request, section, form, "too-many")
        response.context_data.update(set_retry_after(response, allowance.again_at))
        return response
    asked = PasswordRequest.objects.keep(section, **form.values())
    if asked is None:
        return _form_page(request, section, form, "full")
    return _thank(request, lambda: deal_with(asked))


def _thank(request: HttpRequest, then: Callable[[], Any]) -> HttpResponse:
    return keep_private(ThenRedirect(f"{section_address(request)}request/?sent", then))


@sensitive_variables()
def _form_page(request: HttpRequest, section: Any, form: RequestForm | None, problem: str = "") -> Any:
    """Return the page with ``form`` and what is wrong with it; without a form, that the request was received."""
    context = {**section.get_context(request), "maigu_form": form, "maigu_problem": problem}
    context["maigu_request_days"] = conf.MAIGU_WAGTAIL_REQUEST_DAYS
    response = TemplateResponse(request, "maigu_wagtail/request_form.html", context, status=STATUS.get(problem, 200))
    return keep_private(response)
