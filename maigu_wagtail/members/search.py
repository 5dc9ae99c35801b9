"""The members' search of a section, at ``<section>search/?q=``."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode

from maigu_wagtail.access.policy import Reason, examine
from maigu_wagtail.access.request_tokens import mask_tokens
from maigu_wagtail.access.scope import lock_of
from maigu_wagtail.sessions.list_query import clean_search, whole_number

from .locked import JUST_UNLOCKED, locked_response, with_mark
from .responses import keep_private
from .search_results import MembersSearch

SESSIONS_PER_PAGE = 10


def search(request: HttpRequest, section: Any) -> HttpResponse:
    """Show what members find in ``section``, or the unlock form with status 403."""
    mask_tokens(request)
    if request.method not in ("GET", "HEAD"):
        return keep_private(HttpResponseNotAllowed(["GET", "HEAD"]))
    verdict = examine(request, section, section=section)
    if verdict.reason == Reason.NO_SECTION:
        raise Http404("This section is not published.")
    text = clean_search(request.GET.get("q", ""))
    if not verdict.is_unlocked:
        lock = lock_of(section)
        if lock is None:
            raise Http404("Nothing opens this section.")
        # Only what the search reads of the query, so that the form stays small.
        address = with_mark(f"{request.path}{_query(text)}")
        return locked_response(request, section, lock, verdict=verdict, next_address=address)
    found = MembersSearch(request, section, text)
    page = Paginator(found.session_ids, SESSIONS_PER_PAGE).get_page(whole_number(request.GET.get("page", "")) or 1)
    context = section.get_context(request)
    context["maigu_search"] = found
    context["maigu_page"] = page
    context["maigu_results"] = found.results(page.object_list)
    context["maigu_previous"] = page.has_previous() and _query(text, page.number - 1)
    context["maigu_next_page"] = page.has_next() and _query(text, page.number + 1)
    context["maigu_until"] = verdict.until and timezone.localtime(verdict.until)
    context["maigu_just_unlocked"] = JUST_UNLOCKED in request.GET
    return keep_private(TemplateResponse(request, "maigu_wagtail/section_search.html", context))


def _query(text: str, number: int = 1) -> str:
    """Return the query string of a page of results."""
    values = {"q": text, "page": number if number > 1 else ""}
    params = {name: value for name, value in values.items() if value}
    return f"?{urlencode(params)}" if params else ""
