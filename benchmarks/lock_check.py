"""What the lock's own question costs: whether a request is unlocked, without all else that a page does."""

from collections.abc import Callable
from statistics import median
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from benchmarks.measuring import cpu_seconds, server_clock
from maigu_wagtail.access import grants
from maigu_wagtail.access.managers import STATE_FIELDS
from maigu_wagtail.access.policy import COOKIE, examine
from maigu_wagtail.access.scope import lock_of
from maigu_wagtail.models import SessionPage, SharedPassword

ROUNDS, TIMES = 15, 400


def print_all(address: str, cookies: str) -> None:
    """Print microseconds and queries of the lock's question for a session, asked by a stranger and by a member."""
    session = SessionPage.objects.get(slug=address.strip("/").rpartition("/")[2])
    # The page has looked up its section before or will afterwards: it shows its title.
    assert session.section
    member = request_with(cookies)
    token = member.COOKIES[COOKIE]
    lock, held = lock_of(session).key, grants.read(token)
    passwords = SharedPassword.objects.only(*STATE_FIELDS)
    foreign = request_with(f"{COOKIE}={token[:-1]}{'a' if token[-1] != 'a' else 'b'}; sessionid=1234")
    assert examine(member, session).is_unlocked
    assert not examine(foreign, session).is_unlocked
    questions: dict[str, Callable[[], Any]] = {
        "stranger": lambda: examine(request_with(""), session),
        "the stranger's request alone": lambda: request_with(""),
        "stranger with an altered grant": lambda: examine(foreign, session),
        "member": lambda: examine(member, session),
        "the member's query alone": lambda: list(passwords.filter(lock=lock, pk__in=[held.password_id])),
    }
    samples: dict[str, list[float]] = {name: [] for name in questions}
    for _round in range(ROUNDS):
        for name, question in questions.items():
            samples[name].append(microseconds(question))
    costs = {name: median(values) for name, values in samples.items()}
    stranger = costs["stranger"] - costs["the stranger's request alone"]
    member_alone = costs["member"] - costs["the member's query alone"]
    print("| the lock's own check | CPU µs | SQL queries | goal |")
    print("|---|---:|---:|---:|")
    print(f"| stranger | {stranger:.1f} | {queries(questions['stranger'])} | at most 25 µs, none |")
    tampered = "stranger with an altered grant"
    print(f"| {tampered} | {costs[tampered]:.1f} | {queries(questions[tampered])} | at most 25 µs, none |")
    print(f"| member | {costs['member']:.1f} | {queries(questions['member'])} | at most one |")
    print(f"| member, without the query | {member_alone:.1f} | – | – |")
    print()


def request_with(cookies: str) -> HttpRequest:
    return RequestFactory(HTTP_COOKIE=cookies).get("/")


def microseconds(question: Callable[[], Any]) -> float:
    server = server_clock()
    start = cpu_seconds(server)
    for _time in range(TIMES):
        question()
    return (cpu_seconds(server) - start) / TIMES * 1e6


def queries(question: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        question()
    return len(captured)
