"""The page that the ``type`` of a problem leads to, for whoever develops against the API."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import select_template
from django.template.response import TemplateResponse

from maigu_wagtail.conf import conf

from .problems import PROBLEMS


def problem_page(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with what the problem ``name`` means, and what to do about it."""
    if name not in PROBLEMS:
        raise Http404("There is no such problem.")
    context = {
        "maigu_base_template": select_template(conf.MAIGU_WAGTAIL_BASE_TEMPLATE),
        "maigu_name": name,
        "maigu_problem": PROBLEMS[name],
    }
    return TemplateResponse(request, "maigu_wagtail/api_problem.html", context)
