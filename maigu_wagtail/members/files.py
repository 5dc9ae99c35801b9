"""
The file view: the one address of a members' file, of its poster and of its captions.

Asks ``file_access`` first and answers afterwards, so that a refusal is the same whatever is behind
it: neither a condition nor a range tells anything of a file that the request may not have. Decides
nothing itself.
"""

import logging
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.encoding import filepath_to_uri
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from maigu_wagtail.access.request_tokens import mask_tokens
from maigu_wagtail.conf import conf
from maigu_wagtail.recordings.ranges import respond
from maigu_wagtail.recordings.s3 import is_s3, presigned_address

from .file_access import FileVerdict, Key, examine_file, find_file
from .file_contents import Content, content_of
from .responses import keep_private

logger = logging.getLogger(__name__)

METHODS = "GET, HEAD, OPTIONS"
PLAIN = "text/plain; charset=utf-8"
# In the query of an address: to keep the recording, where staff allow that.
DOWNLOAD = "download"
ACCEL, SENDFILE = "X-Accel-Redirect", "X-Sendfile"
# What is opened by itself loads nothing and runs nothing, whatever is in the file.
FILE_POLICY = "default-src 'none'; sandbox"


# Nothing is changed here, so a form that is sent here is told so and not asked for a token.
@csrf_exempt
def serve_file(request: HttpRequest, uid: UUID, name: str) -> HttpResponseBase:
    """Answer with what the file ``uid`` has under ``name``: 403 where the request may not have it, 404 where there is none."""
    mask_tokens(request)
    if request.method not in ("GET", "HEAD"):
        return _say_methods(request)
    file = find_file(uid)
    if file is None:
        return _not_found()
    verdict = examine_file(request, file, name)
    if not verdict.is_open:
        return _refuse(verdict)
    content = content_of(file, name, is_download=DOWNLOAD in request.GET)
    if content is None:
        return _not_found()
    try:
        response = _send(request, content, verdict)
    except FileNotFoundError:
        # Not the address as it was asked for: it may carry a ticket.
        logger.error("The storage has no file for %s of %s %s.", name, type(file).__name__, file.pk)
        return _not_found()
    return _open_to(verdict, _guard(response))


def _send(request: HttpRequest, content: Content, verdict: FileVerdict) -> HttpResponseBase:
    if content.stored is None:
        response: HttpResponseBase = HttpResponse(content.text, content_type=content.content_type)
    elif is_s3(content.stored.storage):
        return _redirect_to_store(request, content, verdict)
    elif header := _sendfile_header(content):
        response = HttpResponse(content_type=content.content_type, headers=header)
    else:
        response = respond(request, content.stored.storage, _key(content), content.content_type)
    response.headers["Content-Disposition"] = content.disposition
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


@sensitive_variables()
def _redirect_to_store(request: HttpRequest, content: Content, verdict: FileVerdict) -> HttpResponse:
    lifetime = conf.MAIGU_WAGTAIL_FILE_LIFETIME
    if verdict.until:
        lifetime = min(lifetime, int((verdict.until - timezone.now()).total_seconds()))
    address = presigned_address(
        content.stored.storage,
        _key(content),
        content_type=content.content_type,
        disposition=content.disposition,
        lifetime=max(1, lifetime),
        is_head=request.method == "HEAD",
    )
    # Not Django's own redirect, whose text for reports of errors is the address.
    response = HttpResponse(status=302, content_type=PLAIN)
    response.headers["Location"] = address
    # Else a page with a laxer policy would tell the store its whole address.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _sendfile_header(content: Content) -> dict[str, str]:
    """Return the header that has the web server in front send the file; none where it can't or shall not."""
    kind, storage, key = conf.MAIGU_WAGTAIL_SENDFILE, content.stored.storage, _key(content)
    if not kind:
        return {}
    try:
        path = storage.path(key)
    except NotImplementedError:
        return {}
    if not Path(path).is_file():
        # Missing, or a path that only stands for one: respond() tells which.
        return {}
    if kind == ACCEL:
        return {ACCEL: f"{conf.MAIGU_WAGTAIL_SENDFILE_PREFIX.rstrip('/')}/{filepath_to_uri(key)}"}
    return {kind: path}


def _key(content: Content) -> str:
    if not content.stored.name:
        raise FileNotFoundError
    return content.stored.name


def _open_to(verdict: FileVerdict, response: HttpResponseBase) -> HttpResponseBase:
    """Say which other sites' pages may show the file: any, where the address alone opens it."""
    is_opened_by_address = verdict.opened_by in (Key.PUBLIC, Key.TICKET)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if is_opened_by_address else "same-site"
    if is_opened_by_address:
        # Captions are only shown to another origin's player with it. No cookie opens anything here.
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _guard(response: Any) -> HttpResponseBase:
    response.headers["X-Content-Type-Options"] = "nosniff"
    return keep_private(response)


def _refuse(verdict: FileVerdict) -> HttpResponseBase:
    if verdict.is_over:
        text = gettext("This link has expired. Reload the session’s page.")
    else:
        text = gettext("This file is for members. Open the session’s page and enter the password there.")
    return _guard(HttpResponse(text, status=403, content_type=PLAIN))


def _not_found() -> HttpResponseBase:
    return _guard(HttpResponse(gettext("File not found."), status=404, content_type=PLAIN))


def _say_methods(request: HttpRequest) -> HttpResponseBase:
    status = 204 if request.method == "OPTIONS" else 405
    return _guard(HttpResponse(status=status, content_type=PLAIN, headers={"Allow": METHODS}))
