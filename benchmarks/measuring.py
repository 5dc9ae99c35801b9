"""
What a request costs: CPU time of application and database together, and SQL queries.

Requests go through the WSGI application with its whole stack of middleware. The
database server's own time is read from the operating system, for the one process or
thread that serves our connection.
"""

import gc
import time
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from statistics import median

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

application = get_wsgi_application()


@dataclass
class Answer:
    """What came back."""

    status: int
    body: str


@dataclass
class Case:
    """One address of one database, and what was measured of it."""

    database: str
    name: str
    address: str
    milliseconds: list[float] = field(default_factory=list)
    queries: int = 0
    length: int = 0

    @property
    def cost(self) -> float:
        """The CPU milliseconds of one request, the median of all rounds."""
        return median(self.milliseconds)


def fetch(address: str, cookies: str = "") -> Answer:
    """Answer a request for ``address``, as a server's worker does."""
    environ = RequestFactory(HTTP_COOKIE=cookies).get(address).environ | {"wsgi.input": BytesIO()}
    status: list[int] = []
    response = application(environ, lambda line, headers: status.append(int(line.split()[0])))
    body = b"".join(response)
    response.close()
    return Answer(status[0], body.decode())


def server_clock() -> Path | None:
    """Return where the operating system counts the CPU time of the server that we are connected to."""
    questions = {
        "postgresql": "SELECT pg_backend_pid()",
        "mysql": "SELECT tid FROM information_schema.processlist WHERE id = connection_id()",
    }
    if connection.vendor not in questions:
        return None
    with connection.cursor() as cursor:
        cursor.execute(questions[connection.vendor])
        (number,) = cursor.fetchone()
    # A process has a folder of its own; a thread has one below its process.
    found = [Path(f"/proc/{number}/schedstat"), *Path("/proc").glob(f"[0-9]*/task/{number}/schedstat")]
    return next(path for path in found if path.exists())


def cpu_seconds(server: Path | None) -> float:
    """Return the CPU time spent so far, by this process and by the server's."""
    spent = time.process_time()
    return spent + int(server.read_text().split()[0]) / 1e9 if server else spent


def check(case: Case, expected: int | None = None) -> None:
    """Ask once, so that whatever is kept is kept, and again: that it is right, and with how many queries."""
    fetch(case.address)
    with CaptureQueriesContext(connection) as queries:
        answer = fetch(case.address)
    assert answer.status == 200, f"{case.address} answers {answer.status}"
    rows = answer.body.count('<article class="maigu-entry"') + answer.body.count('<article class="entry"')
    assert expected is None or rows == expected, f"{case.address} shows {rows} sessions, not {expected}"
    case.queries, case.length = len(queries), len(answer.body)


def measure(case: Case, requests: int) -> None:
    """Take one more sample of ``case``: the mean of ``requests`` requests."""
    server = server_clock()
    fetch(case.address)
    gc.collect()
    start = cpu_seconds(server)
    for _ in range(requests):
        fetch(case.address)
    case.milliseconds.append((cpu_seconds(server) - start) / requests * 1000)
