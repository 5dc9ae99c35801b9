"""
The file view, which serves members' files, their posters and their captions.

It asks ``file_access`` before anything else, so that every refusal is the same: neither conditional
nor range requests reveal anything about a file the request may not have.
"""

import logging
import re
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.storage import Storage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.encoding import filepath_to_uri
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from maigu_wagtail.access.request_tokens import mask_tokens
from maigu_wagtail.access.watch_figures import count_download
from maigu_wagtail.conf import conf
from maigu_wagtail.recordings.ranges import respond
from maigu_wagtail.recordings.s3 import is_s3, presigned_address
from maigu_wagtail.recordings.storage import configured_storage

from .file_access import FileVerdict, Key, examine_file, find_file
from .file_contents import Content, content_of, is_saved
from .responses import keep_private

logger = logging.getLogger(__name__)

METHODS = "GET, HEAD, OPTIONS"
PLAIN = "text/plain; charset=utf-8"
# The query parameter that asks for a download.
DOWNLOAD = "download"
ACCEL, SENDFILE = "X-Accel-Redirect", "X-Sendfile"
# A file opened on its own can load nothing and run nothing, whatever it contains.
FILE_POLICY = "default-src 'none'; sandbox"


# The view changes nothing, so a POST gets 405 rather than a CSRF error.
@csrf_exempt
def serve_file(request: HttpRequest, uid: UUID, name: str) -> HttpResponseBase:
    """Serve ``name`` of the file ``uid``: 403 if the request may not have it, 404 if it does not exist."""
    mask_tokens(request)
    if request.method not in ("GET", "HEAD"):
        return _method_response(request)
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
        # Not the full URL, which may contain a ticket.
        logger.error("The storage has no file for %s of %s %s.", name, type(file).__name__, file.pk)
        return _not_found()
    if (
        verdict.viewer
        and is_saved(file, name, is_download=DOWNLOAD in request.GET)
        and _is_beginning(request, response)
    ):
        count_download(request, verdict.viewer, uid)
    return _allow_embedding(verdict, _guard(response))


def _is_beginning(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether ``response`` has the file from its first byte: programs fetch large files in parts."""
    is_sent = request.method == "GET" and response.status_code in (200, 206, 302)
    return is_sent and re.match(r"bytes=0*[1-9]|bytes=-", request.headers.get("Range", "")) is None


def _send(request: HttpRequest, content: Content, verdict: FileVerdict) -> HttpResponseBase:
    if content.text is not None:
        response: HttpResponseBase = HttpResponse(content.text, content_type=content.content_type)
    elif not content.key:
        raise FileNotFoundError
    elif is_s3(storage := configured_storage()):
        return _redirect_to_store(request, storage, content, verdict)
    elif header := _sendfile_header(storage, content.key):
        response = HttpResponse(content_type=content.content_type, headers=header)
    else:
        response = respond(request, storage, content.key, content.content_type)
    response.headers["Content-Disposition"] = content.disposition
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


@sensitive_variables()
def _redirect_to_store(request: HttpRequest, storage: Any, content: Content, verdict: FileVerdict) -> HttpResponse:
    lifetime = conf.MAIGU_WAGTAIL_FILE_LIFETIME
    if verdict.until:
        lifetime = min(lifetime, int((verdict.until - timezone.now()).total_seconds()))
    address = presigned_address(
        storage,
        content.key,
        content_type=content.content_type,
        disposition=content.disposition,
        lifetime=max(1, lifetime),
        is_head=request.method == "HEAD",
    )
    # Not ``HttpResponseRedirect``: its repr, which error reports show, contains the URL.
    response = HttpResponse(status=302, content_type=PLAIN)
    response.headers["Location"] = address
    # Otherwise a page with a laxer policy would send its full URL to S3.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _sendfile_header(storage: Storage, key: str) -> dict[str, str]:
    """Return the header that makes the web server send the file, or an empty dict if it cannot."""
    kind = conf.MAIGU_WAGTAIL_SENDFILE
    if not kind:
        return {}
    try:
        path = storage.path(key)
    except NotImplementedError:
        return {}
    if not Path(path).is_file():
        # It is missing, or not a regular file; ``respond()`` handles both.
        return {}
    if kind == ACCEL:
        return {ACCEL: f"{conf.MAIGU_WAGTAIL_SENDFILE_PREFIX.rstrip('/')}/{filepath_to_uri(key)}"}
    return {kind: path}


def _allow_embedding(verdict: FileVerdict, response: HttpResponseBase) -> HttpResponseBase:
    """Set which other sites may embed the file: any, if its URL alone gives access."""
    is_opened_by_address = verdict.opened_by in (Key.PUBLIC, Key.TICKET)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if is_opened_by_address else "same-site"
    if is_opened_by_address:
        # A player on another origin needs this to load captions. Safe, because no cookie gave access.
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


def _method_response(request: HttpRequest) -> HttpResponseBase:
    status = 204 if request.method == "OPTIONS" else 405
    return _guard(HttpResponse(status=status, content_type=PLAIN, headers={"Allow": METHODS}))
