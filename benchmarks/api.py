"""Measure the API beside Wagtail's own endpoints for pages, on the same site and for the same sessions."""

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings_api")
django.setup()

from django.test import Client, override_settings  # noqa: E402 -- models need Django to be set up
from wagtail import VERSION as WAGTAIL_VERSION  # noqa: E402

from benchmarks import api_reports  # noqa: E402
from benchmarks.api_contents import PASSWORD, make_library  # noqa: E402
from benchmarks.api_reports import CONTENT, DETAIL, KEPT_DETAIL, KEPT_LIST, LIST, OURS, UNCHANGED, WAGTAIL  # noqa: E402
from benchmarks.databases import Databases  # noqa: E402
from benchmarks.measuring import Case, check, fetch, run_rounds  # noqa: E402
from maigu_wagtail.models import SessionPage  # noqa: E402

FIELDS = "date,start_time,end_time,time_zone,starts_at,ends_at,status,audience,speakers,access"
VERSIONS = ["v2", *(["v3"] if WAGTAIL_VERSION >= (8, 0) else [])]


def main() -> None:
    options = read_options()
    databases = Databases()
    try:
        for number in options.restrictions:
            name = f"api_{options.sessions}_{number}"
            make = partial(make_library, options.sessions, restrictions=number)
            databases.add(name, make, keep=options.keep)
            databases.use(name)
            cases = list(all_cases())
            for case in cases:
                prepare(case)
            run_rounds(cases, options.rounds, options.requests)
            api_reports.print_all(cases, restrictions=number)
    finally:
        databases.close(keep=options.keep)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.api", description=__doc__)
    # More than one page of them, or nothing would have to be counted.
    parser.add_argument("--sessions", type=int, default=100, metavar="N", help="sessions of the section")
    parser.add_argument("--rounds", type=int, default=9, help="samples of each request, taken in turns")
    parser.add_argument("--requests", type=int, default=10, help="requests in a sample")
    parser.add_argument(
        "--restrictions", type=int, nargs="+", default=[0, 100, 1000], help="on other pages of the site"
    )
    parser.add_argument("--keep", action="store_true", help="keep the databases, and use those of the last run")
    return parser.parse_args()


def all_cases() -> Iterator[Case]:
    session = SessionPage.objects.order_by("pk")[10]
    for version in VERSIONS:
        yield from our_cases(version, f"/api/{version}/sessions/", session.pk)
    yield Case(f"{WAGTAIL}, v2", LIST, f"/api/v2/pages/?type=maigu_wagtail.SessionPage&fields={FIELDS}")
    yield Case(f"{WAGTAIL}, v2", DETAIL, f"/api/v2/pages/{session.pk}/")
    if "v3" in VERSIONS:
        yield Case(f"{WAGTAIL}, v3", LIST, "/api/v3/pages/?type=maigu_wagtail.SessionPage")
        yield Case(f"{WAGTAIL}, v3", DETAIL, f"/api/v3/pages/{session.pk}/")


def our_cases(version: str, address: str, pk: int) -> Iterator[Case]:
    side = f"{OURS}, {version}"
    detail = f"{address}{pk}/"
    yield Case(side, LIST, address, around=nothing_kept)
    yield Case(side, KEPT_LIST, address)
    yield Case(side, DETAIL, detail, around=nothing_kept)
    yield Case(side, KEPT_DETAIL, detail)
    tag = dict(fetch(address).headers)["ETag"]
    yield Case(side, UNCHANGED, address, 304, headers={"If-None-Match": tag})
    token = unlock(f"{detail}unlock/")
    yield Case(side, CONTENT, f"{detail}content/", headers={"X-Maigu-Unlock": token})


def unlock(address: str) -> str:
    """Return the token that the password gives."""
    answer = Client().post(address, json.dumps({"password": PASSWORD}), content_type="application/json")
    return str(answer.json()["token"])


def prepare(case: Case) -> None:
    """Ask until all that is kept is kept, and see that the answer is the one that is meant."""
    with case.around():
        answer = case.fetch()
    if case.side.startswith(WAGTAIL) and answer.status == 500:
        # On SQLite its query has an expression for each restriction, which is too many.
        case.status = 500
    check(case)


@contextmanager
def nothing_kept() -> Iterator[None]:
    with override_settings(MAIGU_WAGTAIL_API_CACHE=None):
        yield


if __name__ == "__main__":
    main()
