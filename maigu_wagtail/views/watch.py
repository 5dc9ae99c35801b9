"""The watch page: a session's members' content, at an address of its own."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control

from maigu_wagtail.models import SessionPageMixin
from maigu_wagtail.unlocking import is_unlocked


def watch(request: HttpRequest, session: SessionPageMixin) -> HttpResponse:
    """Answer with the members' content, or with 403 and the way to get the password."""
    if getattr(request, "is_preview", False) or is_unlocked(request, session):
        template, status = "maigu_wagtail/session_watch.html", 200
    else:
        template, status = "maigu_wagtail/session_locked.html", 403
    response = TemplateResponse(request, template, session.get_context(request), status=status)
    patch_cache_control(response, private=True, no_store=True)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
