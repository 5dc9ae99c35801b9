"""
Asks the site as a stranger: in this process through Django's test client, or over HTTP.

Only GET, HEAD and OPTIONS, so that nothing is changed. Redirects are not followed: the walk asks
where they lead if that is on the same site.
"""

import time
from collections.abc import Callable, Iterator
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
AGENT = "maigu_check_leaks"
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
        return ask(url, address.method, headers={"User-Agent": AGENT}, most=MOST_READ)

    return ask_server


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
    """Return the body of ``answer`` as text; "" if it is not text."""
    kind = answer.headers.get("Content-Type") or "text/"
    if not any(name in kind for name in TEXT_TYPES):
        return ""
    text = answer.body.decode(errors="replace")
    return unfolded(text) if "calendar" in kind else text


def head_of(answer: Answer) -> str:
    """Return the headers of ``answer`` as text."""
    return "\n".join(f"{name}: {value}" for name, value in answer.headers.items())


def size_of(answer: Answer) -> int:
    """Return how large the body of ``answer`` is as a whole."""
    length = str(answer.headers.get("Content-Length") or "")
    return int(length) if length.isdecimal() else len(answer.body)
