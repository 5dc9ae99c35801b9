"""
Serves a stored file: all of it, one range, or 304 if it has not changed (RFC 9110).

A range is always sent in full: WebKit treats a shorter response as the end of the video, and iOS
rejects it. It is streamed, so memory use does not depend on its size. Access must be checked
before.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from asgiref.sync import sync_to_async
from django.core.files.storage import Storage
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

# In bytes; how much is read and sent at once.
BLOCK = 64 * 1024
_RANGE = re.compile(r"bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", re.ASCII | re.IGNORECASE)
# More digits than any file size has; Python refuses to parse thousands of them.
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Facts:
    """
    What is known of a file without reading it.

    ``size`` is in bytes, ``modified_at`` a Unix timestamp.
    """

    size: int
    etag: str
    modified_at: int | None = None

    @property
    def last_modified(self) -> str:
        """The ``Last-Modified`` header, or "" if the time is unknown."""
        return "" if self.modified_at is None else http_date(self.modified_at)


@dataclass(frozen=True, slots=True)
class Part:
    """A range of bytes, from ``start`` up to but excluding ``stop``."""

    start: int
    stop: int


class Unsatisfiable(Exception):
    """The requested range starts after the end of the file."""


class OpenPart:
    """Part of an open file, with only what ``wsgi.file_wrapper`` needs, and above all without its path."""

    def __init__(self, file: Any, part: Part, *, is_whole: bool) -> None:
        if part.start:
            file.seek(part.start)
        self.file, self.close = file, file.close
        self.left = part.stop - part.start
        if is_whole and is_real_file(file):
            # Lets the WSGI server use sendfile. Not for a range: uWSGI would send the whole file.
            self.fileno = file.fileno

    def read(self, size: int = BLOCK) -> bytes:
        """Return at most ``size`` bytes; none at the end of the part."""
        block: bytes = self.file.read(min(size, self.left))
        self.left -= len(block)
        return block


class AsyncOpenPart:
    """Part of an open file for ASGI, where Django would read all of a synchronous iterator before sending."""

    def __init__(self, opened: OpenPart) -> None:
        self.opened, self.close = opened, opened.close

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = sync_to_async(self.opened.read, thread_sensitive=False)
        try:
            while block := await read(BLOCK):
                yield block
        finally:
            self.close()


class _PartResponse(FileResponse):
    block_size = BLOCK


def respond(request: HttpRequest, storage: Storage, key: str, content_type: str) -> HttpResponseBase:
    """
    Return a response to ``request`` with the file at ``key`` in ``storage``, served as ``content_type``.

    Raises ``FileNotFoundError`` if there is no such file. Conditional headers (such as
    ``If-None-Match``) are evaluated here, so only call this for requests that may have the file.
    """
    facts = facts_of(storage, key)
    response: HttpResponseBase | None = get_conditional_response(request, facts.etag, facts.modified_at)
    if response is None:
        try:
            part = part_asked_for(request, facts)
        except Unsatisfiable:
            response = HttpResponse(status=416, content_type="text/plain; charset=utf-8")
            response.headers["Content-Range"] = f"bytes */{facts.size}"
        else:
            response = _send(request, storage, key, facts, part)
            response.headers["Content-Type"] = content_type
    # Compression (GZipMiddleware) would break ranges, and recordings are already compressed.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = facts.etag
    if facts.last_modified:
        response.headers["Last-Modified"] = facts.last_modified
    return response


def facts_of(storage: Storage, key: str) -> Facts:
    """Return the ``Facts`` of a file. Raises ``FileNotFoundError`` if there is none."""
    size = storage.size(key)
    try:
        changed: datetime | None = storage.get_modified_time(key)
    except NotImplementedError:
        changed = None
    if changed and timezone.is_naive(changed):
        changed = timezone.make_aware(changed)
    state = f"{key} {size} {changed.timestamp() if changed else ''}"
    return Facts(size, f'"{sha256(state.encode()).hexdigest()[:32]}"', int(changed.timestamp()) if changed else None)


def part_asked_for(request: HttpRequest, facts: Facts) -> Part | None:
    """
    Return the requested part of the file, or ``None`` for all of it.

    The whole file is sent for an invalid range, for several ranges, and if the file has changed
    (``If-Range``). Raises ``Unsatisfiable``.
    """
    asked = request.headers.get("Range")
    found = _RANGE.fullmatch(asked) if asked and request.method == "GET" else None
    if not found or not _is_still(request.headers.get("If-Range"), facts):
        return None
    first, last = (_number(digits) for digits in found.groups())
    if first is None:
        return None if last is None else _last_bytes(last, facts.size)
    if last is not None and last < first:
        return None
    if first >= facts.size:
        raise Unsatisfiable
    return Part(first, facts.size if last is None else min(last + 1, facts.size))


def _last_bytes(number: int, size: int) -> Part | None:
    if not number:
        raise Unsatisfiable
    # An empty file has no parts.
    return Part(max(0, size - number), size) if size else None


def _number(digits: str) -> int | None:
    if not digits:
        return None
    return int(digits) if len(digits.lstrip("0")) <= _MOST_DIGITS else 10**_MOST_DIGITS


def _is_still(condition: str | None, facts: Facts) -> bool:
    """Return whether ``If-Range`` holds. This is a strong comparison, so a weak tag never matches."""
    return condition is None or condition.strip() in {facts.etag, facts.last_modified} - {""}


def _send(request: HttpRequest, storage: Storage, key: str, facts: Facts, part: Part | None) -> HttpResponseBase:
    sent = part or Part(0, facts.size)
    response = HttpResponse() if request.method == "HEAD" else _stream(request, storage, key, facts, sent)
    response.headers["Content-Length"] = str(sent.stop - sent.start)
    if part:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{facts.size}"
    return response


def _stream(request: HttpRequest, storage: Storage, key: str, facts: Facts, part: Part) -> HttpResponseBase:
    opened = storage.open(key)
    # A storage's file wraps the one that is really open; closing the inner one is enough.
    file: Any = opened.file if is_real_file(getattr(opened, "file", None)) else opened
    sent = OpenPart(file, part, is_whole=part == Part(0, facts.size))
    # PEP 3333 has every WSGI server say its version; ASGI reads an iterator that is not asynchronous into memory.
    if "wsgi.version" in request.META:
        return _PartResponse(sent)
    return StreamingHttpResponse(AsyncOpenPart(sent))


def is_real_file(file: Any) -> bool:
    """Return whether ``file`` has a file descriptor."""
    try:
        return isinstance(file.fileno(), int)
    except (AttributeError, OSError, ValueError):
        return False
