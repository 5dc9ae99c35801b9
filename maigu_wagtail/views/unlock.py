"""
Where a password is typed, and where a device is locked again: ``<section>unlock/`` and ``<section>lock/``.

Called by addresses of their own and not as routes of the page, because Django checks a CSRF
token before Wagtail knows which page is meant. Decides nothing: ``unlocking`` does.
"""

from typing import Any

import swapper
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from wagtail.models import Site
from wagtail.views import serve

from maigu_wagtail.models.locks import Lock, lock_of
from maigu_wagtail.models.querysets import only_one
from maigu_wagtail.unlocking import Attempt, Outcome, lock_again, unlock

from .cookies import keep_grant, keep_only
from .cross_site import is_cross_site
from .locked import keep_private, locked_response

# Bytes; a form with the longest password and address is far smaller, and what is larger is not read.
LARGEST_FORM = 16_384


@csrf_exempt
@sensitive_post_parameters("password")
def unlock_door(request: HttpRequest, path: str) -> HttpResponse:
    """Answer at ``<section>unlock/``: the form, and what came of a password."""
    section = find_section(request, path)
    if section is None:
        return csrf_protect(serve)(request, f"{path}unlock/")
    data = request.POST if request.method == "POST" and not _is_too_large(request) else request.GET
    address = next_of(request, data.get("next", "")) or section.get_url(request)
    page = _page_to_open(request, section, address)
    lock = page and lock_of(page)
    if lock is None:
        # Wagtail's own restrictions come first: the section asks for what they need.
        return HttpResponseRedirect(section.get_url(request), status=303)
    if request.method == "POST":
        return _refuse_cross_site(request, section) or _unlock(request, page, lock, address)
    return locked_response(request, page, lock, next_address=address, status=200)


@csrf_exempt
def lock_door(request: HttpRequest, path: str) -> HttpResponse:
    """Answer at ``<section>lock/``: this device is locked again."""
    section = find_section(request, path)
    if section is None or request.method != "POST":
        return csrf_protect(serve)(request, f"{path}lock/")
    if refusal := _refuse_cross_site(request, section):
        return refusal
    address = next_of(request, request.POST.get("next", "")) or f"{section.get_url(request)}unlock/?locked"
    response = HttpResponseRedirect(address, status=303)
    keep_only(request, response, lock_again(request, section))
    return keep_private(response)


def find_section(request: HttpRequest, path: str) -> Any:
    """Return the published section at ``path`` of the site that was asked; ``None`` where there is none."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    # Straight by its address: Wagtail's routing asks twice for each step down the tree.
    url_path = f"{site.root_page.localized.url_path}{path}"
    return only_one(section_model.objects.live().filter(url_path=url_path))


def next_of(request: HttpRequest, address: str) -> str:
    """Return ``address`` where it is one of this host; else an empty text."""
    if any(not c.isprintable() for c in address):
        return ""
    hosts = {request.get_host()}
    return address if url_has_allowed_host_and_scheme(address, hosts, request.is_secure()) else ""


@sensitive_variables("typed")
def _unlock(request: HttpRequest, page: Any, lock: Lock, address: str) -> HttpResponse:
    if _is_too_large(request):
        attempt, typed = Attempt(Outcome.UNUSABLE, detail="long"), ""
    else:
        typed = request.POST.get("password", "")
        attempt = unlock(request, page, typed, lock=lock)
    if attempt.outcome == Outcome.OPENED:
        response = HttpResponseRedirect(address, status=303)
        keep_grant(request, response, attempt.token, lock.key)
        return keep_private(response)
    # What is no text can't be sent back.
    typed = "" if attempt.outcome == Outcome.UNUSABLE else typed
    return locked_response(request, page, lock, next_address=address, attempt=attempt, typed=typed)


def _is_too_large(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > LARGEST_FORM


def _page_to_open(request: HttpRequest, section: Any, address: str) -> Any:
    """Return the session that ``address`` leads to, or ``section``; ``None`` where this request may see neither."""
    pages = (session_at(section, request, address), section)
    return next((page for page in pages if page and _may_enter(request, page)), None)


def session_at(section: Any, request: HttpRequest, address: str) -> Any:
    """Return the session of ``section`` that ``address`` leads to; ``None`` where it leads to another page."""
    above = section.get_url(request)
    path = address.partition("?")[0].partition("#")[0]
    if not above or not path.startswith(above):
        return None
    slug = path[len(above) :].partition("/")[0]
    session = only_one(section.sessions().live().filter(slug=slug)) if slug else None
    if session:
        session.section = section
    return session


def _may_enter(request: HttpRequest, page: Any) -> bool:
    """Return whether Wagtail's own restrictions let this request see ``page``."""
    return all(restriction.accept_request(request) for restriction in page.get_view_restrictions())


def _refuse_cross_site(request: HttpRequest, section: Any) -> HttpResponse | None:
    if not is_cross_site(request):
        return None
    context = section.get_context(request)
    return keep_private(TemplateResponse(request, "maigu_wagtail/cross_site.html", context, status=403))
