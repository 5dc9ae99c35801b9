"""
The view of an unlock link: ``<section>unlock/<token>/``.

Mail scanners and link previews open every link, so GET only shows a button; POST unlocks the device.
The page does not use the site's base template: the scripts there would see the token in the address
bar.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from maigu_wagtail.access.links import LinkState, UnlockLink
from maigu_wagtail.access.policy import Attempt, Outcome, examine, unlock_by_link
from maigu_wagtail.access.request_tokens import mask_in_path, mask_tokens
from maigu_wagtail.access.scope import Lock, lock_of, own_key
from maigu_wagtail.sessions.privacy import may_enter
from maigu_wagtail.sessions.session import SessionPageMixin

from .cookies import keep_grant
from .cross_site import is_cross_site
from .locked import JUST_UNLOCKED
from .responses import keep_private, see_other
from .unlock import find_section, section_address, serve_page

STATUS = {Outcome.LINK_UNKNOWN: 404, Outcome.LINK_ENDED: 403}


# Not in a transaction (``ATOMIC_REQUESTS``): a device must stay counted whatever happens later.
@csrf_exempt
@transaction.non_atomic_requests
@sensitive_variables("token")
def unlock_link_view(request: HttpRequest, path: str) -> HttpResponse:
    """
    Show the button that unlocks a device (GET), or unlock it (POST).

    The token is not an argument: an error report would show it.
    """
    mask_tokens(request)
    section = find_section(request, path)
    token = re.findall(r"unlock/([^/]+)/?$", request.path)[0]
    if section is None:
        return _follow(request, token) or serve_page(request, f"{path}unlock/{token}/")
    mask_in_path(request, token)
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if not may_enter(request, section):
        # Wagtail's own restrictions apply first, and the section's page asks for what they need.
        return see_other(section_address(request))
    link = UnlockLink.objects.of_token(token)
    page = _page_of(request, section, link) if link else None
    lock = lock_of(page) if page else None
    if link is None or lock is None:
        return _link_page(request, section, Attempt(Outcome.LINK_UNKNOWN))
    if request.method == "POST" and not is_cross_site(request, is_null_ours=True):
        return _unlock(request, page, lock, link)
    if examine(request, page, lock=lock).is_unlocked:
        return see_other(_address_of(request, page))
    state = link.state_at(timezone.now())
    attempt = None if state == LinkState.ACTIVE else Attempt(Outcome.LINK_ENDED, detail=state.value)
    return _link_page(request, page, attempt)


@sensitive_variables()
def _follow(request: HttpRequest, token: str) -> HttpResponse | None:
    """Return a redirect to the section of a link that was made before it got another URL: cards stay printed."""
    link = UnlockLink.objects.of_token(token)
    address = link.url(request) if link else ""
    return see_other(address) if address and urlsplit(address).path != request.path else None


def _unlock(request: HttpRequest, page: Any, lock: Lock, link: UnlockLink) -> HttpResponse:
    attempt = unlock_by_link(request, lock, link)
    if attempt.outcome != Outcome.OPENED:
        return _link_page(request, page, attempt)
    response = see_other(_address_of(request, page))
    keep_grant(request, response, attempt.token, lock.key)
    return response


def _page_of(request: HttpRequest, section: Any, link: UnlockLink) -> Any:
    """
    Return the page that visitors of ``link`` come to: a session of ``section``, or ``section``.

    ``None`` if the link opens neither.
    """
    is_of_section = link.password.lock == own_key(section)
    key = link.session_key if is_of_section else link.password.lock
    is_named = Q(translation_key=key) | Q(alias_of__translation_key=key)
    session = section.sessions().live().filter(is_named).first() if key else None
    if session:
        session.section = section
        lock = lock_of(session)
        if lock and lock.key == link.password.lock and may_enter(request, session):
            return session
    return section if is_of_section else None


def _address_of(request: HttpRequest, page: Any) -> str:
    """Return the URL of ``page`` for members: of a session, its watch page."""
    address: str = page.get_url(request)
    is_session = isinstance(page, SessionPageMixin)
    return f"{address}watch/?{JUST_UNLOCKED}#maigu-content" if is_session else address


def _link_page(request: HttpRequest, page: Any, attempt: Attempt | None) -> HttpResponse:
    """Return the page with the button, or with why the link does not work: ``attempt``."""
    is_session = isinstance(page, SessionPageMixin)
    section = page.section if is_session else page
    context = {
        "page": page,
        "section": section,
        "is_session": is_session,
        "maigu_problem": attempt and (attempt.detail or attempt.outcome.value),
        "maigu_contact_href": section.contact_href(request, session=page if is_session else None),
        "maigu_password_href": page.get_url(request) if is_session else f"{section_address(request)}unlock/",
    }
    status = STATUS[attempt.outcome] if attempt else 200
    response = TemplateResponse(request, "maigu_wagtail/unlock_link.html", context, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return keep_private(response)
