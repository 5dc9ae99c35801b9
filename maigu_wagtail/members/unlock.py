"""
The views to unlock a device and lock it again: ``<section>unlock/`` and ``<section>lock/``.

They have URL patterns of their own instead of page routes, because Django checks the CSRF token
before Wagtail has found the page. ``access.policy`` makes the decisions.
"""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import connections, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.encoding import escape_uri_path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from wagtail.models import Site
from wagtail.views import serve

from maigu_wagtail.access.locking_again import lock_again
from maigu_wagtail.access.policy import Attempt, Outcome, examine, unlock
from maigu_wagtail.access.request_tokens import mask_tokens
from maigu_wagtail.access.scope import Lock, lock_of
from maigu_wagtail.access.typed_text import Typed
from maigu_wagtail.sessions.privacy import may_enter
from maigu_wagtail.sessions.section import SessionIndexPageMixin

from .cookies import keep_grant, keep_only
from .cross_site import is_cross_site
from .locked import JUST_UNLOCKED, insistent_response, locked_response, unlocked_response
from .responses import keep_private, see_other

# In bytes. No valid form comes near it, and larger ones are not read.
LARGEST_FORM = 16_384


# Not in a transaction (``ATOMIC_REQUESTS``): an attempt must stay counted whatever happens later, and its row
# must not stay locked.
@csrf_exempt
@transaction.non_atomic_requests
@sensitive_post_parameters("password")
def unlock_view(request: HttpRequest, path: str) -> HttpResponse:
    """Show the unlock form, check a password, or show that this device is already unlocked."""
    mask_tokens(request)
    section = find_section(request, path)
    if section is None:
        return serve_page(request, f"{path}unlock/")
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    read_as_utf8(request)
    data = request.POST if request.method == "POST" and not is_too_large(request) else request.GET
    asked_for = next_of(request, data.get("next", ""))
    address = asked_for or section_address(request)
    page = _page_to_open(request, section, address)
    lock = page and lock_of(page)
    if lock is None:
        # Wagtail's own restrictions apply first, and the section's page asks for what they need.
        return see_other(section_address(request))
    if request.method == "POST":
        return _refuse_cross_site(request, section) or _unlock(request, section, page, lock, address)
    verdict = examine(request, page, lock=lock)
    if not verdict.is_unlocked:
        # There is no page to continue to, so return here and say that the device is unlocked.
        way_on = asked_for or f"{address}unlock/?{JUST_UNLOCKED}"
        return locked_response(request, page, lock, verdict=verdict, next_address=way_on, status=200)
    if asked_for:
        return see_other(asked_for)
    return unlocked_response(request, section, verdict)


@csrf_exempt
@transaction.non_atomic_requests
def lock_view(request: HttpRequest, path: str) -> HttpResponse:
    """Lock this device again."""
    mask_tokens(request)
    section = find_section(request, path)
    if section is None:
        return serve_page(request, f"{path}lock/")
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if refusal := _refuse_cross_site(request, section):
        return refusal
    read_as_utf8(request)
    asked_for = "" if is_too_large(request) else request.POST.get("next", "")
    address = next_of(request, asked_for) or f"{section_address(request)}unlock/?locked"
    response = see_other(address)
    keep_only(request, response, lock_again(request, section))
    return response


def find_section(request: HttpRequest, path: str) -> Any:
    """Return the published section at ``path`` of the request's site, or ``None``."""
    page = find_page(request, path)
    return page if isinstance(page, SessionIndexPageMixin) else None


def find_page(request: HttpRequest, path: str) -> Any:
    """Return the published page at ``path`` of the request's site, or ``None``."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    components = [component for component in path.split("/") if component]
    try:
        # ``Page.find_for_request`` would cache its result, and Wagtail would serve the section for URLs below it too.
        return site.root_page.localized.specific.route(request, components).page
    except Http404:
        return None


def section_address(request: HttpRequest) -> str:
    """Return the URL path of the section, from the URL of one of the views in ``page_urls``."""
    return escape_uri_path(re.sub(r"(?:lock|request|unlock(?:/[^/]{16,})?)/?$", "", request.path))


def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """Serve ``path`` as Wagtail would, because another page of the site may have this URL."""
    view = csrf_protect(serve)
    for alias, database in connections.settings.items():
        if database["ATOMIC_REQUESTS"]:
            view = transaction.atomic(using=alias)(view)
    return view(request, path)


def read_as_utf8(request: HttpRequest) -> None:
    """Have the form in ``request`` read as UTF-8."""
    # Our forms are UTF-8. No browser sends another charset, and some make decoding fail.
    if (request.encoding or "utf-8").lower() != "utf-8":
        request.encoding = "utf-8"


def next_of(request: HttpRequest, address: str) -> str:
    """Return ``address`` if it is on this host, otherwise ""."""
    if any(not c.isprintable() for c in address):
        return ""
    hosts = {request.get_host()}
    return address if url_has_allowed_host_and_scheme(address, hosts, request.is_secure()) else ""


@sensitive_variables()
def _unlock(request: HttpRequest, section: Any, page: Any, lock: Lock, address: str) -> HttpResponse:
    if is_too_large(request):
        attempt, typed = Attempt(Outcome.UNUSABLE, detail="long"), Typed()
    else:
        typed = Typed(request.POST.get("password", ""))
        attempt = unlock(request, page, typed, lock=lock)
    if attempt.outcome == Outcome.OPENED:
        response = see_other(address)
        keep_grant(request, response, attempt.token, lock.key)
        return response
    if attempt.again_at and attempt.is_insistent:
        return insistent_response(request, section, section_address(request), attempt.again_at)
    # Text that is not usable cannot be shown again.
    typed = Typed() if attempt.outcome == Outcome.UNUSABLE else typed
    refusal = locked_response(request, page, lock, next_address=address, attempt=attempt, typed=typed)
    # Render now: if the template fails, the error report leaves out the password.
    return refusal.render()


def is_too_large(request: HttpRequest, most: int = LARGEST_FORM) -> bool:
    """Return whether the body of ``request`` has more than ``most`` bytes, or does not say how many."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not re.fullmatch(r"[0-9]{1,9}", length) or int(length) > most


def _page_to_open(request: HttpRequest, section: Any, address: str) -> Any:
    """Return the session at ``address``, or ``section``; ``None`` if this request may see neither."""
    pages = (session_at(section, request, address), section)
    return next((page for page in pages if page and may_enter(request, page)), None)


def session_at(section: Any, request: HttpRequest, address: str) -> Any:
    """Return the session of ``section`` that ``address`` leads to, or ``None`` if it leads elsewhere."""
    # Slugs can have non-ASCII letters, which are percent-encoded in URLs.
    section_path, path = (unquote(urlsplit(text).path) for text in (section_address(request), address))
    slug = path[len(section_path) :].partition("/")[0]
    if not path.startswith(section_path) or not re.fullmatch(r"[\w-]+", slug):
        return None
    session = section.sessions().live().filter(slug=slug).first()
    if session:
        session.section = section
    return session


def _refuse_cross_site(request: HttpRequest, section: Any) -> HttpResponse | None:
    if not is_cross_site(request):
        return None
    if not may_enter(request, section):
        # The error page would reveal the section's title.
        return see_other(section_address(request))
    context = section.get_context(request)
    return keep_private(TemplateResponse(request, "maigu_wagtail/cross_site.html", context, status=403))
