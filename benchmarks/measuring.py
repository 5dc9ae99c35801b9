"""
What a request costs: CPU time of application and database together, and SQL queries.

Requests go through the WSGI application with its whole stack of middleware. The
database server's own time is read from the operating system, for the one process or
thread that serves our connection.
"""

import gc
import pstats
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from cProfile import Profile
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import repeat
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from benchmarks.databases import say

application = get_wsgi_application()


@dataclass
class Answer:
    """What came back."""

    status: int
    body: str
    headers: list[tuple[str, str]]

    @property
    def cookies(self) -> str:
        """What a browser sends back, for a ``Cookie`` header."""
        kept = SimpleCookie()
        for name, value in self.headers:
            if name == "Set-Cookie":
                kept.load(value)
        return "; ".join(f"{name}={cookie.coded_value}" for name, cookie in kept.items())


@dataclass
class Case:
    """
    One address on one side of a comparison, and what was measured of it.

    ``side`` is the column of the table: a database, or whose way of doing it. ``before`` is done
    before each sample and is not measured; ``around`` is what a sample is taken inside of.
    """

    side: str
    name: str
    address: str
    status: int = 200
    cookies: str = ""
    form: dict[str, str] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    clients: Iterator[str] = field(default_factory=lambda: repeat("127.0.0.1"))
    before: Callable[[], None] = lambda: None
    around: Callable[[], AbstractContextManager[None]] = nullcontext
    milliseconds: list[float] = field(default_factory=list)
    queries: int = 0
    calls: int = 0
    length: int = 0

    @property
    def cost(self) -> float:
        """The CPU milliseconds of one request, the median of all rounds."""
        return median(self.milliseconds)

    def fetch(self) -> Answer:
        """Ask once, as the next client."""
        client = next(self.clients)
        return fetch(self.address, self.cookies, form=self.form, headers=self.headers, client=client)


def fetch(
    address: str,
    cookies: str = "",
    *,
    form: dict[str, str] | None = None,
    json: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    client: str = "127.0.0.1",
) -> Answer:
    """Answer a request for ``address``, or a ``form`` or ``json`` sent there, as a server's worker does."""
    requests = RequestFactory(HTTP_COOKIE=cookies, REMOTE_ADDR=client, headers=headers or {})
    if json is not None:
        request = requests.post(address, json, content_type="application/json")
    elif form is None:
        request = requests.get(address)
    else:
        request = requests.post(address, urlencode(form), content_type="application/x-www-form-urlencoded")
    answers: list[tuple[str, list[tuple[str, str]]]] = []
    response = application(request.environ, lambda line, headers: answers.append((line, headers)))
    body = b"".join(response)
    response.close()
    ((line, answered),) = answers
    return Answer(int(line.split()[0]), body.decode(), answered)


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


def check(case: Case, expected: int | None = None) -> Answer:
    """Ask once, so that whatever is kept is kept, and again: that it is right, and with how many queries."""
    with case.around():
        case.fetch()
        case.before()
        with CaptureQueriesContext(connection) as queries:
            answer = case.fetch()
    assert answer.status == case.status, f"{case.address} answers {answer.status}"
    rows = answer.body.count('class="maigu-entry"') + answer.body.count('<article class="entry"')
    assert expected is None or rows == expected, f"{case.address} shows {rows} sessions, not {expected}"
    case.queries, case.length = len(queries), len(answer.body)
    return answer


def measure(case: Case, requests: int) -> None:
    """Take one more sample of ``case``: the mean of ``requests`` requests."""
    server = server_clock()
    with case.around():
        case.fetch()
        case.before()
        gc.collect()
        start = cpu_seconds(server)
        answers = [case.fetch() for _ in range(requests)]
        case.milliseconds.append((cpu_seconds(server) - start) / requests * 1000)
    assert all(answer.status == case.status for answer in answers), f"{case.name} answers {answers[-1].status}"


def count_calls(case: Case, requests: int) -> None:
    """Count the calls of functions that a request makes: the same however busy the machine is."""
    with case.around():
        case.fetch()
        case.before()
        with Profile() as profile:
            for _ in range(requests):
                case.fetch()
    case.calls = round(pstats.Stats(profile).total_calls / requests)


def run_rounds(cases: list[Case], rounds: int, requests: int, use: Callable[[str], None] = lambda side: None) -> None:
    """Take the samples in turns, so that whatever else the machine does falls on all alike; ``use`` goes to a side."""
    for number in range(rounds):
        say(f"\rRound {number + 1} of {rounds}")
        current = ""
        for case in cases:
            if case.side != current:
                use(current := case.side)
            measure(case, requests)
    say(f", on {connection.vendor}.\n")
