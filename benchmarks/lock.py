"""Measure the lock beside Wagtail's own shared password, on the same site and with the same pages."""

import argparse
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count, cycle

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from wagtail import hooks  # noqa: E402 -- models need Django to be set up

from benchmarks import lock_check, lock_reports  # noqa: E402
from benchmarks.databases import Databases  # noqa: E402
from benchmarks.locked_contents import PASSWORD, WRONG, make_locked_pages  # noqa: E402
from benchmarks.measuring import Case, check, count_calls, fetch, run_rounds  # noqa: E402
from maigu_wagtail.access.counters import ClientAttempts, UnlockCounter  # noqa: E402
from maigu_wagtail.access.throttle import MOST_REFUSALS  # noqa: E402
from maigu_wagtail.members.page_hook import require_unlock  # noqa: E402

OURS, WAGTAIL = lock_reports.OURS, lock_reports.WAGTAIL
SECTION, SESSION, WATCH = "/maig-u/", "/maig-u/session-11/", "/maig-u/session-11/watch/"
PLAIN, MEMBERS = "/plain/session-11/", "/members/session-11/"
UNLOCK = f"{SECTION}unlock/"
LIMIT = 10


def main() -> None:
    options = read_options()
    databases = Databases()
    try:
        databases.add("lock", partial(make_locked_pages, 20), keep=options.keep)
        cases = [*our_cases(options.requests), *wagtail_cases()]
        cases.sort(key=lambda case: lock_reports.ORDER.index(case.name))
        for case in cases:
            check(case)
            count_calls(case, options.requests)
        run_rounds([case for case in cases if options.only in case.name], options.rounds, options.requests)
        lock_reports.print_all(cases)
        lock_check.print_all(SESSION, our_grant())
    finally:
        databases.close(keep=options.keep)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lock", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="samples of each request, taken in turns")
    parser.add_argument("--requests", type=int, default=10, help="requests in a sample")
    parser.add_argument("--only", default="", metavar="WORD", help="measure only what has WORD in its name")
    parser.add_argument("--keep", action="store_true", help="keep the database, and use that of the last run")
    return parser.parse_args()


def our_cases(requests: int) -> Iterator[Case]:
    form = {"next": f"{WATCH}?unlocked", "password": PASSWORD}
    wrong = {**form, "password": WRONG}
    yield Case(OURS, lock_reports.PUBLIC, SESSION)
    yield Case(OURS, lock_reports.OUTSIDE, PLAIN)
    yield Case(OURS, lock_reports.LOCKED, WATCH, status=403)
    yield Case(OURS, lock_reports.UNLOCKED, WATCH, cookies=our_grant())
    strangers = new_clients()
    yield Case(OURS, lock_reports.RIGHT, UNLOCK, 303, form=form, clients=strangers, before=forget_attempts)
    unnamed = {"headers": {"Host": "192.0.2.200"}, "form": form, "clients": strangers, "before": forget_attempts}
    yield Case(OURS, lock_reports.RIGHT_ELSEWHERE, UNLOCK, 303, **unnamed)
    yield Case(OURS, lock_reports.WRONG, UNLOCK, 403, form=wrong, clients=strangers, before=forget_attempts)
    same = [next(strangers) for _number in range(requests)]
    yield Case(OURS, lock_reports.FIFTH, UNLOCK, 403, form=wrong, clients=cycle(same), before=attempts_of(same, 4))
    one = same[:1]
    for name, clients, number in (
        (lock_reports.THROTTLED, same, LIMIT),
        (lock_reports.INSISTENT, one, LIMIT + MOST_REFUSALS),
    ):
        yield Case(OURS, name, UNLOCK, 429, form=wrong, clients=cycle(clients), before=attempts_of(clients, number))


def wagtail_cases() -> Iterator[Case]:
    """Yield what a site does without our app: our hook, which every page passes, is taken away meanwhile."""
    page = fetch(MEMBERS)
    action, token = (re.search(pattern, page.body)[1] for pattern in (r'action="([^"]+)"', r'token" value="([^"]+)"'))
    form = {"csrfmiddlewaretoken": token, "return_url": MEMBERS, "password": PASSWORD}
    wrong = {**form, "password": WRONG}
    make = partial(Case, WAGTAIL, around=without_our_hook)
    yield make(lock_reports.PUBLIC, PLAIN)
    yield make(lock_reports.OUTSIDE, PLAIN)
    yield make(lock_reports.LOCKED, MEMBERS)
    yield make(lock_reports.UNLOCKED, MEMBERS, cookies=fetch(action, page.cookies, form=form).cookies)
    yield make(lock_reports.RIGHT, action, 302, cookies=page.cookies, form=form)
    unnamed = {"Host": "192.0.2.200"}
    yield make(lock_reports.RIGHT_ELSEWHERE, action, 302, cookies=page.cookies, form=form, headers=unnamed)
    for name in (lock_reports.WRONG, lock_reports.FIFTH, lock_reports.THROTTLED, lock_reports.INSISTENT):
        # The first of a client or the hundredth: nothing is counted.
        yield make(name, action, cookies=page.cookies, form=wrong)


def our_grant() -> str:
    return fetch(UNLOCK, form={"password": PASSWORD, "next": WATCH}, client="192.0.2.1").cookies


def new_clients() -> Iterator[str]:
    for number in count(1):
        yield f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def forget_attempts() -> None:
    """Have nobody near the limit and no alarm, and the hour's rows begun, as they are but once an hour."""
    ClientAttempts.objects.all().delete()
    UnlockCounter.objects.all().delete()
    for password in (WRONG, PASSWORD):
        fetch(UNLOCK, form={"password": password}, client="192.0.2.1")


def attempts_of(clients: list[str], number: int) -> Callable[[], None]:
    """Return what has each of ``clients`` make ``number`` wrong attempts."""

    def attempt() -> None:
        forget_attempts()
        for client in clients * number:
            fetch(UNLOCK, form={"password": WRONG}, client=client)

    return attempt


@contextmanager
def without_our_hook() -> Iterator[None]:
    registered = hooks._hooks["on_serve_page"]
    hooks._hooks["on_serve_page"] = [entry for entry in registered if entry[0] is not require_unlock]
    assert len(hooks._hooks["on_serve_page"]) == len(registered) - 1
    try:
        yield
    finally:
        hooks._hooks["on_serve_page"] = registered


if __name__ == "__main__":
    main()
