"""
Asks the site as a stranger: in this process through Django's test client, or over HTTP.

Only GET, HEAD and OPTIONS, so that nothing is changed. Redirects are not followed: the walk asks
where they lead if that is on the same site.
"""

import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import Any
from urllib.parse import urljoin

from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client

from maigu_wagtail.access.policy import COOKIE
from maigu_wagtail.management.storage_proofs.asking import Answer, ask

from .addresses import Address
from .isolation import rolled_back
from .normalising import unfolded

# In bytes: enough for a list of a thousand sessions.
MOST_READ = 4 * 1024 * 1024
# In seconds: how long a server may ask to wait.
LONGEST_WAIT = 60
AGENT = "maigu_check_leaks"
GZIP, UTF_16 = b"\x1f\x8b", (b"\xff\xfe", b"\xfe\xff")
ENCODINGS = ("identity", "gzip", "x-gzip")
TEXT_TYPES = ("text/", "json", "xml", "javascript", "calendar", "mpegurl")

Ask = Callable[[Address], Answer]


def in_process(host: str, *, token: str = "") -> Ask:
    """Return how to ask this process's site ``host``; with the ``token`` of a grant, as a member."""
    client: Any = Client(raise_request_exception=False, headers={"host": host, "user-agent": AGENT})
    is_secure = False

    def ask_client(address: Address) -> Answer:
        nonlocal is_secure
        # Every response is one to a new device.
        client.cookies.clear()
        if token:
            client.cookies[COOKIE] = token
        with rolled_back():
            response = client.generic(address.method, address.path, secure=is_secure)
            if not is_secure and response.headers.get("Location", "").startswith(f"https://{host}"):
                is_secure = True
                response = client.generic(address.method, address.path, secure=True)
            return _answer(response)

    return ask_client


def over_http(site_address: str, delay: float) -> Ask:
    """Return how to ask the site that runs at ``site_address``, at most once every ``delay`` seconds."""

    def ask_server(address: Address) -> Answer:
        time.sleep(delay)
        url = urljoin(site_address, address.path)
        answer = ask(url, address.method, headers={"User-Agent": AGENT}, most=MOST_READ)
        if answer.status != 429 or not 0 < _seconds_to_wait(answer) <= LONGEST_WAIT:
            return answer
        time.sleep(_seconds_to_wait(answer))
        return ask(url, address.method, headers={"User-Agent": AGENT}, most=MOST_READ)

    return ask_server


def _seconds_to_wait(answer: Answer) -> int:
    wait = str(answer.headers.get("Retry-After") or "")
    return int(wait) if wait.isdecimal() else 0


def _answer(response: Any) -> Answer:
    body = b"".join(_read(response.streaming_content)) if response.streaming else response.content
    if response.streaming:
        # As the test client does: the end of a request would close the connection of the transaction.
        request_finished.disconnect(close_old_connections)
        response.close()
        request_finished.connect(close_old_connections)
    headers = dict(response.headers)
    if response.cookies:
        headers["Set-Cookie"] = response.cookies.output(header="", sep=";")
    return Answer(response.status_code, body, headers)


def _read(pieces: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        yield piece
        size += len(piece)
        if size >= MOST_READ:
            return


def text_of(answer: Answer) -> str:
    """Return the body of ``answer`` as text, uncompressed; "" if it is not text."""
    kind = answer.headers.get("Content-Type") or "text/"
    body = _uncompressed(answer.body)
    # Text may also be sent as a file to download, of no type in particular.
    if not any(name in kind for name in TEXT_TYPES) and b"\0" in body[:1024]:
        return ""
    text = body.decode("utf-16" if body.startswith(UTF_16) else "utf-8", errors="replace")
    return unfolded(text) if "calendar" in kind else text


def _uncompressed(body: bytes) -> bytes:
    if not body.startswith(GZIP):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MOST_READ)
    except zlib.error:
        return body


def unread(answer: Answer) -> str:
    """Return why not all of ``answer`` could be searched; "" if all could."""
    encoding = answer.headers.get("Content-Encoding") or "identity"
    if encoding.lower() not in ENCODINGS:
        return f"It is compressed in a way that the check cannot read ({encoding})"
    # An image or a film is compared by its beginning.
    if len(_uncompressed(answer.body)) >= MOST_READ and text_of(answer):
        return f"It is longer than {MOST_READ // 1024**2} MB, and only its beginning was searched"
    return ""


def head_of(answer: Answer) -> str:
    """Return the headers of ``answer`` as text."""
    return "\n".join(f"{name}: {_header(str(value))}" for name, value in answer.headers.items())


def _header(value: str) -> str:
    """Return a header as it was meant: what is not ASCII is sent as UTF-8, or encoded as in an email."""
    with suppress(UnicodeError):
        value = value.encode("latin-1").decode()
    try:
        return str(make_header(decode_header(value))) if "=?" in value else value
    except (HeaderParseError, LookupError, UnicodeError):
        return value


def size_of(answer: Answer) -> int:
    """Return how large the body of ``answer`` is as a whole."""
    length = str(answer.headers.get("Content-Length") or "")
    return int(length) if length.isdecimal() else len(answer.body)
