"""
Reads the tokens of a request, and masks them so that error reports do not show them.

An error report contains all headers and the full URL. Django leaves out cookies and anything called
a token, but not our header, which a site can rename, or the query string. So each token is read
once, stored on the request, and masked in place. That covers Django's reports, a site's own, and
those of monitoring services.
"""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from maigu_wagtail.conf import conf

from .grants import PREFIX

MASK = "********************"
# In signed URLs of files (``recordings.signing``) and of previews.
QUERY_PARAMETER = "token"
# Anything shorter is not one of our tokens, and masking it everywhere could change unrelated text.
SHORTEST_TOKEN = 20


@dataclass(slots=True)
class RequestTokens:
    """
    The tokens in our header, in ``Authorization: Bearer`` and in the query string; "" if there is none.

    ``query`` is ``None`` until ``token_in_query`` has read it.
    """

    header: str = field(repr=False)
    bearer: str = field(repr=False)
    query: str | None = field(default=None, repr=False)


def tokens_in_headers(request: Any) -> RequestTokens:
    """
    Return the tokens in the headers of ``request``, and mask them there.

    ``request`` is an ``HttpRequest`` or Django REST framework's ``Request``.
    """
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
    """Return the token in the query string of ``request``, or "", and mask it there."""
    request = getattr(request, "_request", request)
    tokens = tokens_in_headers(request)
    if tokens.query is None:
        tokens.query = request.GET.get(QUERY_PARAMETER, "")
        if QUERY_PARAMETER in request.GET:
            _mask_query(request, tokens.query)
    return tokens.query


def mask_in_path(request: Any, token: str) -> None:
    """Mask ``token`` in the path of ``request``."""
    request.path = request.path.replace(token, MASK)
    request.path_info = request.path_info.replace(token, MASK)
    if scope := _asgi_scope(request):
        scope["path"] = scope["path"].replace(token, MASK)
        scope["raw_path"] = (scope.get("raw_path") or b"").replace(token.encode(), MASK.encode())
    _mask_everywhere(request, token)


def mask_tokens(request: Any) -> None:
    """Mask all tokens of ``request``, before Django reports an error."""
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
    # Some servers also store the full URL, encoded as the client sent it.
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
    # Drop Django's cached copy of the values that are now masked.
    vars(request).pop("headers", None)


def _asgi_scope(request: Any) -> dict[str, Any]:
    return getattr(request, "scope", {})
