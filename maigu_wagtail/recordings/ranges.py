"""
What a request for a file is answered: all of it, one part of it, or that it has not changed (RFC 9110).

A part is small, whatever was asked for (section 15.3.7 allows it): a browser that plays a recording
asks for all that follows and then reads it as slowly as it plays, which would hold a worker for the
whole session. Knows nothing of who may have the file: whoever calls this has decided
that before. May import nothing of this package.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.core.files.storage import Storage
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

# Bytes that one answer to a request for a part has at the most. So many are taken in by the buffers of a connection, and
# the worker is free again; a mebibyte kept it for half a second where a viewer takes 2 MB/s (benchmarks/FILES.md).
LONGEST_PART = 128 * 1024
# Bytes that are read and sent at once of a whole file.
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


class Whole:
    """A whole file on its way out: what ``wsgi.file_wrapper`` needs of it and no more, above all not its path."""

    def __init__(self, file: IO[bytes]) -> None:
        self.read, self.close = file.read, file.close
        if is_real_file(file):
            # With it, a server that can has the kernel send the file.
            self.fileno = file.fileno


class AsyncWhole:
    """A whole file on its way out under ASGI, where Django would read all of it before sending a byte."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.close = file, file.close

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = sync_to_async(self.file.read, thread_sensitive=False)
        try:
            while block := await read(BLOCK):
                yield block
        finally:
            self.close()


class _WholeResponse(FileResponse):
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
    stop = facts.size if last is None else min(last + 1, facts.size)
    return Part(first, min(stop, first + LONGEST_PART))


def _last_bytes(number: int, size: int) -> Part | None:
    if not number:
        raise Unsatisfiable
    start = max(0, size - number)
    # Of an empty file there is no part to speak of.
    return Part(start, min(size, start + LONGEST_PART)) if size else None


def _number(digits: str) -> int | None:
    if not digits:
        return None
    return int(digits) if len(digits.lstrip("0")) <= _MOST_DIGITS else 10**_MOST_DIGITS


def _is_still(condition: str | None, facts: Facts) -> bool:
    """Return whether ``If-Range`` holds: compared strongly, so a weak tag never does."""
    return condition is None or condition.strip() in {facts.etag, facts.last_modified} - {""}


def _send(request: HttpRequest, storage: Storage, key: str, facts: Facts, part: Part | None) -> HttpResponseBase:
    response: HttpResponseBase
    if part:
        # No file descriptor to go by: some servers (uWSGI) would send the file from its beginning.
        with storage.open(key) as file:
            file.seek(part.start)
            content = _read(file, part.stop - part.start)
        response = HttpResponse(content, status=206)
        response.headers["Content-Length"] = str(len(content))
        response.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{facts.size}"
        return response
    response = HttpResponse() if request.method == "HEAD" else _send_whole(request, storage, key)
    response.headers["Content-Length"] = str(facts.size)
    return response


def _send_whole(request: HttpRequest, storage: Storage, key: str) -> HttpResponseBase:
    opened = storage.open(key)
    # A storage's file stands before the one that is really open, and closing it closes both.
    file: Any = opened.file if is_real_file(getattr(opened, "file", None)) else opened
    if isinstance(request, ASGIRequest):
        return StreamingHttpResponse(AsyncWhole(file))
    return _WholeResponse(Whole(file))


def is_real_file(file: Any) -> bool:
    """Return whether the operating system knows ``file``."""
    try:
        return isinstance(file.fileno(), int)
    except (AttributeError, OSError, ValueError):
        return False


def _read(file: Any, length: int) -> bytes:
    """Read ``length`` bytes; a storage may give fewer at once than it is asked for."""
    blocks = []
    while length > 0 and (block := file.read(length)):
        blocks.append(block)
        length -= len(block)
    return b"".join(blocks)
