"""
Answers a request for a file: the whole of it, one range of it, or that it has not changed (RFC 9110).

A range is answered whole, as it was asked for: WebKit takes a shorter answer for the end of the film, and iOS refuses
it. It is streamed, so that memory stays flat however long the film is. Who may have the file is decided before.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from asgiref.sync import sync_to_async
from django.core.files.storage import Storage
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

# Bytes that are read and sent at once.
BLOCK = 64 * 1024
_RANGE = re.compile(r"bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", re.ASCII | re.IGNORECASE)
# More digits than any size has; Python refuses to read thousands of them.
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to know of a file before it is read: its size in bytes, and what changes when it does."""

    size: int
    etag: str
    modified_at: int | None = None

    @property
    def last_modified(self) -> str:
        """The moment of the last change as a header has it; empty where it is not known."""
        return "" if self.modified_at is None else http_date(self.modified_at)


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes of a file, from ``start`` up to but without ``stop``."""

    start: int
    stop: int


class Unsatisfiable(Exception):
    """The range asked for begins behind the end of the file."""


class OpenPart:
    """A part of an open file on its way out: what ``wsgi.file_wrapper`` needs of it and no more, above all not its path."""

    def __init__(self, file: Any, part: Part, *, is_whole: bool) -> None:
        if part.start:
            file.seek(part.start)
        self.file, self.close = file, file.close
        self.left = part.stop - part.start
        if is_whole and is_real_file(file):
            # With it, a server that can has the kernel send the file. Not for a range: uWSGI would send all of the file.
            self.fileno = file.fileno

    def read(self, size: int = BLOCK) -> bytes:
        """Read at most ``size`` bytes; none at the end of the part."""
        block: bytes = self.file.read(min(size, self.left))
        self.left -= len(block)
        return block


class AsyncOpenPart:
    """A part of an open file on its way out under ASGI, where Django would read all of it before sending a byte."""

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
    Answer ``request`` with what is kept in ``storage`` under ``key``, as ``content_type``.

    Raises ``FileNotFoundError`` where there is nothing. Conditions (``If-None-Match`` and the others)
    are answered here, so ask only for what the request may have.
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
    # What middleware packs (GZipMiddleware) is no longer the part that was asked for, and a recording is packed already.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = facts.etag
    if facts.last_modified:
        response.headers["Last-Modified"] = facts.last_modified
    return response


def facts_of(storage: Storage, key: str) -> Facts:
    """Return what there is to know of the file; raises ``FileNotFoundError`` where there is none."""
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
    Return which part ``request`` is to get; ``None`` where it is to get all.

    All is the answer to what is no range, or several, or one of a file that has changed since
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
    # Of an empty file there is no part to speak of.
    return Part(max(0, size - number), size) if size else None


def _number(digits: str) -> int | None:
    if not digits:
        return None
    return int(digits) if len(digits.lstrip("0")) <= _MOST_DIGITS else 10**_MOST_DIGITS


def _is_still(condition: str | None, facts: Facts) -> bool:
    """Return whether ``If-Range`` holds: compared strongly, so a weak tag never does."""
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
    # A storage's file stands before the one that is really open, and closing it closes both.
    file: Any = opened.file if is_real_file(getattr(opened, "file", None)) else opened
    sent = OpenPart(file, part, is_whole=part == Part(0, facts.size))
    if isinstance(request, ASGIRequest):
        return StreamingHttpResponse(AsyncOpenPart(sent))
    return _PartResponse(sent)


def is_real_file(file: Any) -> bool:
    """Return whether the operating system knows ``file``."""
    try:
        return isinstance(file.fileno(), int)
    except (AttributeError, OSError, ValueError):
        return False
