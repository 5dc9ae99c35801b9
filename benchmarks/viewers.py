"""Viewers who take a recording no faster than they can, as a browser on a slow line does, over real HTTP."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

PIECE = 64 * 1024


class SlowConnection(HTTPConnection):
    """A connection that takes in little ahead of its reader, so that the server feels how slow that one is."""

    def connect(self) -> None:
        self.sock = socket.socket()
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 256 * 1024)
        self.sock.settimeout(self.timeout)
        self.sock.connect((self.host, self.port))


@dataclass
class Viewer:
    """Plays what is at ``path`` as Chromium does: asks for all from where it is, and again where an answer ends."""

    port: int
    path: str
    headers: dict[str, str]
    speed: float
    got: int = 0
    position: int = 0
    requests: int = 0
    troubles: list[str] = field(default_factory=list)

    def play(self, stop: threading.Event) -> None:
        """Take bytes at ``speed`` (bytes in a second) until told to stop."""
        start = time.monotonic()
        while not stop.is_set():
            connection = SlowConnection("127.0.0.1", self.port, timeout=5)
            try:
                self._take(connection, start, stop)
            except (OSError, HTTPException) as error:
                self.troubles.append(repr(error))
            finally:
                connection.close()

    def _take(self, connection: HTTPConnection, start: float, stop: threading.Event) -> None:
        connection.request("GET", self.path, headers={**self.headers, "Range": f"bytes={self.position}-"})
        response = connection.getresponse()
        self.requests += 1
        assert response.status in (200, 206), response.status
        self.position = 0 if response.status == 200 else self.position
        while not stop.is_set() and (piece := response.read(PIECE)):
            self.got += len(piece)
            self.position += len(piece)
            time.sleep(max(0.0, start + self.got / self.speed - time.monotonic()))


@contextmanager
def watching(viewers: list[Viewer]) -> Iterator[None]:
    """Have all of ``viewers`` play while the block runs."""
    stop = threading.Event()
    threads = [threading.Thread(target=viewer.play, args=[stop], daemon=True) for viewer in viewers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)


def waits_of(port: int, path: str, seconds: float, patience: float) -> list[float]:
    """Return how long each of the requests for another page waited; ``patience`` where it got no answer in that time."""
    waits = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        start = time.monotonic()
        connection = HTTPConnection("127.0.0.1", port, timeout=patience)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            assert response.status == 200, response.status
        except TimeoutError:
            pass
        finally:
            connection.close()
        waits.append(time.monotonic() - start)
        time.sleep(0.1)
    return waits
