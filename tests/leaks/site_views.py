"""Views of a site's own."""

import swapper
from django.http import HttpRequest, HttpResponse, JsonResponse


def search(request: HttpRequest) -> JsonResponse:
    """Answer with what a site's own search finds; ``all`` as Wagtail's start-project template does, without ``public()``."""
    pages = swapper.load_model("wagtailcore", "Page").objects.live()
    if "all" not in request.GET:
        pages = pages.public()
    find = pages.autocomplete if "autocomplete" in request.GET else pages.search
    results = find(request.GET.get("q", ""))
    return JsonResponse({"count": results.count(), "urls": [page.url for page in results]})


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("The site is broken.")
