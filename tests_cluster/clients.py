"""Clients with addresses of their own: all of 127.0.0.0/8 is this machine."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count

import httpx

SECTION = "/maig-u/"
SESSION = "/maig-u/mass-shooting-protocol-and-playbook/"
WATCH = f"{SESSION}watch/"
PASSWORD = "river lantern maple harbour"
# What is in a watch page for members alone.
MEMBERS_ONLY = "data-maigu-members"
ADDRESSES = (f"127.1.{number // 250}.{number % 250 + 1}" for number in count())


def new_client(address=""):
    """Return a client at ``address``, or at one that nobody has had, with cookies of its own."""
    # A connection for each request, as a server that restarts ends idle ones.
    limits = httpx.Limits(max_keepalive_connections=0)
    transport = httpx.HTTPTransport(local_address=address or next(ADDRESSES), limits=limits)
    return httpx.Client(transport=transport, timeout=30)


def unlock(client, base, password=PASSWORD):
    """Enter a password at the server at ``base``."""
    return client.post(f"{base}{SECTION}unlock/", data={"password": password, "next": WATCH})


def base_of(app):
    """Return the address of one app server, past nginx."""
    return f"http://127.0.0.1:{app.port}"


def statuses(requests, at_once=32):
    """Make ``requests`` in parallel, and count the statuses of the responses."""
    with ThreadPoolExecutor(at_once) as pool:
        return Counter(pool.map(lambda request: request().status_code, requests))


class Load:
    """What clients met that ask again and again: pairs of when the request began, and the status."""

    def __init__(self):
        self.seen = []

    def since(self, moment):
        return Counter(status for began, status in list(self.seen) if began > moment)

    def all(self):
        return Counter(status for _began, status in self.seen)


@contextmanager
def load(*asks):
    """Call each of ``asks`` again and again in a thread of its own, until the block is left."""
    result, over = Load(), threading.Event()

    def repeat(ask):
        while not over.is_set():
            began = time.monotonic()
            result.seen.append((began, ask().status_code))
            over.wait(0.1)

    with ThreadPoolExecutor(len(asks)) as pool:
        threads = [pool.submit(repeat, ask) for ask in asks]
        try:
            yield result
        finally:
            over.set()
    for thread in threads:
        thread.result()
