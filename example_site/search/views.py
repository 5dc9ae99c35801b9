from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Site

from .results import clean_query, find_pages, summary


@require_safe
def search(request):
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    query = clean_query(request.GET.get("q", ""))
    results = find_pages(site, query, request.GET.get("page", "1"))
    hits = [{"page": page, "summary": summary(page), "url": page.get_url(request)} for page in results]
    return render(request, "search/search.html", {"query": query, "results": results, "hits": hits})
