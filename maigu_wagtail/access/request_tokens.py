"""
The tokens that a request carries, taken out of what error reports show.

A report of an error has all headers and the whole address of the request. Django leaves out cookies
and what is called a token, but not our header, which a site may rename, and not the query string. So a token
is read once, kept on the request, and masked in place: for Django's reports, for a site's own and for
those of a monitoring service.
"""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from maigu_wagtail.conf import conf

from .grants import PREFIX

MASK = "********************"
# In the address of a file (``recordings.signing``) and of a preview.
QUERY_PARAMETER = "token"
# A shorter text is not one of ours, and masking it everywhere could change another word.
SHORTEST_TOKEN = 20


@dataclass(slots=True)
class RequestTokens:
    """What came in our header, as a bearer token of ours, and in the query string; empty where nothing did."""

    header: str = field(repr=False)
    bearer: str = field(repr=False)
    query: str | None = field(default=None, repr=False)


def tokens_in_headers(request: Any) -> RequestTokens:
    """Return the tokens in the headers of ``request``, an ``HttpRequest`` or one of Django REST framework, and mask them."""
    request = getattr(request, "_request", request)
    tokens: RequestTokens | None = getattr(request, "_maigu_tokens", None)
    if tokens is None:
        header = request.headers.get(conf.MAIGU_WAGTAIL_UNLOCK_HEADER, "").strip()
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        bearer = value.strip() if scheme.lower() == "bearer" and value.startswith(PREFIX) else ""
        tokens = RequestTokens(header, bearer)
        request._maigu_tokens = tokens
        if header:
            _mask_header(request, conf.MAIGU_WAGTAIL_UNLOCK_HEADER, header)
        if bearer:
            _mask_header(request, "Authorization", bearer)
    return tokens


def token_in_query(request: Any) -> str:
    """Return the token in the query string of ``request``, likewise, and mask it there."""
    request = getattr(request, "_request", request)
    tokens = tokens_in_headers(request)
    if tokens.query is None:
        tokens.query = request.GET.get(QUERY_PARAMETER, "")
        if QUERY_PARAMETER in request.GET:
            _mask_query(request, tokens.query)
    return tokens.query


def mask_tokens(request: Any) -> None:
    """Mask all tokens of ``request``; connected to the signal that Django sends before it reports an error."""
    tokens_in_headers(request)
    token_in_query(request)


def _mask_header(request: Any, name: str, token: str) -> None:
    request.META[f"HTTP_{name.upper().replace('-', '_')}"] = MASK
    if headers := _asgi_scope(request).get("headers"):
        sent = name.lower().encode()
        request.scope["headers"] = [(key, MASK.encode() if key == sent else value) for key, value in headers]
    _mask_everywhere(request, token)


def _mask_query(request: Any, token: str) -> None:
    query = request.GET.copy()
    query[QUERY_PARAMETER] = MASK
    text = query.urlencode(safe="*")
    request.META["QUERY_STRING"] = text
    # What servers keep of the whole address, encoded as the client wrote it.
    for name in ("RAW_URI", "REQUEST_URI"):
        if "?" in request.META.get(name, ""):
            request.META[name] = f"{request.META[name].partition('?')[0]}?{text}"
    if "query_string" in _asgi_scope(request):
        request.scope["query_string"] = text.encode()
    request.GET = QueryDict(text, encoding=request.encoding)
    _mask_everywhere(request, token)


def _mask_everywhere(request: Any, token: str) -> None:
    if len(token) >= SHORTEST_TOKEN:
        for name, value in request.META.items():
            if isinstance(value, str) and token in value:
                request.META[name] = value.replace(token, MASK)
    # Django made this of the values that are masked now.
    vars(request).pop("headers", None)


def _asgi_scope(request: Any) -> dict[str, Any]:
    return getattr(request, "scope", {})
