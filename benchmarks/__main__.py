"""Measure the section, at several sizes, beside Wagtail's own listing built the plain way."""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import django
from django.test import override_settings

# Also when it is run as a folder, from wherever.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from benchmarks import contents, reports  # noqa: E402 -- models need Django to be set up
from benchmarks.databases import Databases  # noqa: E402
from benchmarks.measuring import Case, check, run_rounds  # noqa: E402

# Larger than any section measured here, so that the last page of any of them is shown.
FAR_PAGE = 500
NEIGHBOUR = "neighbour"


def main() -> None:
    options = read_options()
    databases = Databases()
    try:
        for size in options.sizes:
            databases.add(str(size), partial(contents.make_sections, size), keep=options.keep)
        if options.neighbour:
            databases.add(NEIGHBOUR, partial(contents.make_old_and_new, options.neighbour), keep=options.keep)
        if options.analyse:
            databases.analyse()
        cases = [case for name in databases.names for case in cases_of(name, databases, options)]
        chosen = [case for case in cases if options.only in case.name]
        run_rounds(chosen, options.rounds, options.requests, databases.use)
        reports.print_all(cases, options.sizes)
    finally:
        databases.close(keep=options.keep)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 1000, 10000], metavar="N", help="sessions")
    parser.add_argument("--neighbour", type=int, default=10000, metavar="N", help="newer sessions next door; 0: none")
    parser.add_argument("--rounds", type=int, default=9, help="samples of each address, taken in turns")
    parser.add_argument("--requests", type=int, default=10, help="requests in a sample")
    parser.add_argument("--only", default="", metavar="WORD", help="measure only addresses with WORD in their name")
    parser.add_argument("--search", action="store_true", help="also search, which reads every match")
    parser.add_argument(
        "--analyse", action="store_true", help="run ANALYZE on SQLite too, which no site does by itself"
    )
    parser.add_argument("--keep", action="store_true", help="keep the databases, and use those of the last run")
    return parser.parse_args()


def cases_of(name: str, databases: Databases, options: argparse.Namespace) -> Iterator[Case]:
    databases.use(name)
    size, facts = contents.facts_of("maig-u")
    ours, first = "/maig-u/", min(size, 20)
    plain_session = f"/plain/{facts['session'].rstrip('/').rpartition('/')[2]}/"
    searches = [
        ("section, word of few", f"{ours}?q={facts['rare']}", 1),
        ("section, word of all", f"{ours}?q={facts['common']}", first),
        ("section, all three", f"{ours}?year={facts['year']}&speaker={facts['speaker']}&q={facts['common']}", None),
    ]
    listings: Iterable[tuple[str, str, int | None]] = [
        (reports.PLAIN, "/plain/", first),
        (reports.OURS, ours, first),
        ("plain way, last page", f"/plain/?page={FAR_PAGE}", None),
        ("section, last page", f"{ours}?page={FAR_PAGE}", None),
        ("section, year", f"{ours}?year={facts['year']}", None),
        ("section, speaker", f"{ours}?speaker={facts['speaker']}", None),
        *(searches if options.search else []),
        (reports.PLAIN_SESSION, plain_session, None),
        (reports.SESSION, facts["session"], None),
        (f"{reports.OURS}, cached", ours, first),
        (f"{reports.SESSION}, cached", facts["session"], None),
        ("feed", f"{ours}feed/", None),
        ("calendar", f"{ours}calendar.ics", None),
    ]
    for label, address, expected in listings:
        case = Case(name, label, address, around=with_page_cache if label.endswith("cached") else without_page_cache)
        check(case, expected)
        yield case


def with_page_cache() -> AbstractContextManager[None]:
    return override_settings(MAIGU_WAGTAIL_PAGE_CACHE="default")


def without_page_cache() -> AbstractContextManager[None]:
    return override_settings(MAIGU_WAGTAIL_PAGE_CACHE=None)


if __name__ == "__main__":
    main()
