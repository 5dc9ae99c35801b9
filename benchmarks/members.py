"""Measure what surrounds a shared password: requests, links, live sessions, watch figures, and what they cost public pages."""

import argparse
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from django.core.cache import cache  # noqa: E402 -- models need Django to be set up
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks import members_contents, reports  # noqa: E402
from benchmarks.databases import Databases  # noqa: E402
from benchmarks.lock import new_clients  # noqa: E402
from benchmarks.measuring import Answer, Case, check, fetch, run_rounds  # noqa: E402
from benchmarks.members_contents import PASSWORD, make_used_section, switched_off, switched_on  # noqa: E402
from maigu_wagtail.models import Recording, SessionIndexPage, SharedPassword  # noqa: E402
from tests.requests import started  # noqa: E402

SECTION, SESSION, LIVE = "/maig-u/", "/maig-u/session-11/", "/maig-u/live/"
ON, OFF = "all switched on", "all switched off"


@dataclass
class Varied(Case):
    """A case whose requests differ: ``vary`` returns what is different in the next one."""

    vary: Callable[[], dict[str, Any]] = dict

    def fetch(self) -> Answer:
        same = {"cookies": self.cookies, "form": self.form, "client": next(self.clients)}
        return fetch(self.address, **{**same, **self.vary()})


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.members", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="samples of each request, taken in turns")
    parser.add_argument("--requests", type=int, default=10, help="requests in a sample")
    parser.add_argument("--keep", action="store_true", help="keep the database, and use that of the last run")
    options = parser.parse_args()
    databases = Databases()
    try:
        databases.add("members", make_used_section, keep=options.keep)
        cases = [*public_cases(), *view_cases(options.requests)]
        for case in cases:
            check(case)
        run_rounds(cases, options.rounds, options.requests)
        reports.print_tables(cases)
    finally:
        databases.close(keep=options.keep)


def public_cases() -> Iterator[Case]:
    """Yield the public pages: with all of it switched off they cost what they did before there was any of it."""
    for name, address in (("section", SECTION), ("session", SESSION)):
        for side, around in ((OFF, switched_off), (ON, switched_on)):
            yield Case(side, name, address, around=partial(around, page_cache=None))
            yield Case(side, f"{name}, cached", address, around=around)


def view_cases(requests: int) -> Iterator[Case]:
    view = partial(Case, ON, around=switched_on)
    varied = partial(Varied, ON, around=switched_on)
    section = SessionIndexPage.objects.get(slug="maig-u")
    form = {"started": started(section), "name": "Maria Lopez", "organisation": "City of Riverton"}
    numbers = count(members_contents.REQUESTS)
    yield view("form to ask for the password", f"{SECTION}request/")
    yield varied(
        "the form, sent",
        f"{SECTION}request/",
        303,
        clients=new_clients(),
        vary=lambda: {"form": {**form, "email": f"a{next(numbers)}@example.org"}},
    )
    link = SharedPassword.objects.get().create_link().url_at(section)
    yield view("unlock link", link)
    yield view("unlock link, a new device", link, 303, form={}, clients=new_clients())
    device = grant()
    yield view("calendar with the link to join", f"{LIVE}watch/calendar.ics", cookies=device)
    devices = [grant() for _number in range(requests + 1)]
    report = {"recording": str(Recording.objects.get().uid), "reached": "half"}
    turns = count()
    yield varied(
        "report of a player, counted",
        f"{SESSION}watch/seen/",
        204,
        # Each device counts once a day, so the day begins anew.
        before=cache.clear,
        vary=lambda: {"json": report, "cookies": devices[next(turns) % len(devices)]},
    )
    staff = Client()
    staff.login(username="admin", password=PASSWORD)
    signed_in = "; ".join(f"{name}={cookie.value}" for name, cookie in staff.cookies.items())
    for name, url_name in (
        ("list of 50 requests", "maigu_requests"),
        ("watch figures", "maigu_watch_figures"),
        ("since the last session", "maigu_since_last_session"),
    ):
        yield view(name, reverse(url_name), cookies=signed_in)


def grant() -> str:
    """Return the cookies of a device that was just unlocked."""
    return fetch(f"{SECTION}unlock/", form={"password": PASSWORD, "next": SECTION}, client="192.0.2.1").cookies


if __name__ == "__main__":
    main()
