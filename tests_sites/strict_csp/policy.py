"""The header that Django 6's ``ContentSecurityPolicyMiddleware`` would set, for every version of Django."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

OWN_FILES = ["script-src", "style-src", "img-src", "media-src", "connect-src", "form-action"]
NOTHING = ["default-src", "base-uri", "frame-ancestors"]
POLICY = "; ".join([*(f"{name} 'none'" for name in NOTHING), *(f"{name} 'self'" for name in OWN_FILES)])


def allow_own_files_only(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable:
    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return answer
