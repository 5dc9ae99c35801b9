"""The endpoint that takes a request for the password of a section. The same rules hold as for the form."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from maigu_wagtail.access.automatic_answers import deal_with
from maigu_wagtail.access.requests import PasswordRequest
from maigu_wagtail.access.scope import own_key
from maigu_wagtail.access.throttle import CountsUnavailable, client_key, count_attempt
from maigu_wagtail.api.problems import problem_response
from maigu_wagtail.api.public.querysets import find_section
from maigu_wagtail.members.request_fields import RequestForm
from maigu_wagtail.members.request_form import LARGEST_REQUEST, PURPOSE, ThenMixin
from maigu_wagtail.members.responses import keep_private, retry_after
from maigu_wagtail.sessions.request_fields import MOST_QUESTIONS

from .request_body import read_json
from .views import endpoint, invalid_problem

NOT_NOW = _("We can’t take your request right now.")
TEXTS = ("name", "organisation", "role", "email", "message", "session")


class ThenJson(ThenMixin, JsonResponse):
    def __init__(self, data: Any, then: Callable[[], Any], **options: Any) -> None:
        super().__init__(data, **options)
        self.then = then


@endpoint("POST")
@sensitive_variables()
def request_view(request: HttpRequest, pk: str) -> HttpResponse:
    """Keep the request in the JSON body for the password of the section ``pk``, or return what is wrong with it."""
    section = find_section(request, pk)
    if section is None or not section.offers_request_form:
        return problem_response(request, "not-found")
    data = read_json(request, LARGEST_REQUEST)
    if errors := _wrong_types(data):
        return invalid_problem(request, *errors)
    answers = {f"answer-{number}": text for number, text in enumerate(data.get("answers", []), start=1)}
    form = RequestForm({**{name: data.get(name, "") for name in TEXTS}, **answers}, section=section, now=timezone.now())
    if not form.is_valid() or not form.passes_check_of_site(request):
        return invalid_problem(request, *((_pointer(name), found[0]) for name, found in form.errors.items()))
    return _keep(request, section, form)


@sensitive_variables()
def _keep(request: HttpRequest, section: Any, form: RequestForm) -> HttpResponse:
    lock = own_key(section)
    try:
        allowance = count_attempt(client_key(request, lock, purpose=PURPOSE), lock, form.now)
    except CountsUnavailable:
        return problem_response(request, "unavailable", detail=NOT_NOW)
    if not allowance.is_allowed:
        wait = retry_after(allowance.again_at)
        headers = {"Retry-After": str(wait), "RateLimit": f'"request";r=0;t={wait}'}
        detail = _("Too many requests were sent from your connection.")
        return problem_response(request, "rate-limited", headers=headers, detail=detail, retry_after=wait)
    asked = PasswordRequest.objects.keep(section, **form.values())
    if asked is None:
        return problem_response(request, "unavailable", detail=NOT_NOW)
    return keep_private(ThenJson({"received": True}, partial(deal_with, asked), status=202))


def _wrong_types(data: dict[str, Any]) -> list[tuple[str, Any]]:
    wrong = [name for name in TEXTS if not isinstance(data.get(name, ""), str)]
    errors: list[tuple[str, Any]] = [(f"/{name}", _("Send a string.")) for name in wrong]
    answers = data.get("answers", [])
    is_list = isinstance(answers, list) and len(answers) <= MOST_QUESTIONS
    if not is_list or not all(isinstance(text, str) for text in answers):
        errors.append(("/answers", _("Send a list of strings, one for each of “request_questions”.")))
    return errors


def _pointer(name: str) -> str:
    """Return the JSON pointer of a field of the form."""
    if name == NON_FIELD_ERRORS:
        return ""
    _answer, is_answer, number = name.partition("answer-")
    return f"/answers/{int(number) - 1}" if is_answer else f"/{name}"
