"""Measure the members' search of a section with many long transcripts."""

import argparse
import os
from collections.abc import Iterator
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from django.db import connection  # noqa: E402 -- models need Django to be set up

from benchmarks.databases import Databases  # noqa: E402
from benchmarks.measuring import Case, check, fetch, run_rounds  # noqa: E402
from benchmarks.searched_contents import PASSWORD, make_searched_section, vocabulary  # noqa: E402

SECTION = "/maig-u/"
SEARCH = f"{SECTION}search/"
# In CPU milliseconds, of application and database together.
GOAL = 100


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--transcripts", type=int, default=1000, help="transcripts of two hours, one in each session")
    parser.add_argument("--rounds", type=int, default=7, help="samples of each request, taken in turns")
    parser.add_argument("--requests", type=int, default=5, help="requests in a sample")
    parser.add_argument("--keep", action="store_true", help="keep the database, and use that of the last run")
    options = parser.parse_args()
    databases = Databases()
    try:
        databases.add("search", partial(make_searched_section, options.transcripts), keep=options.keep)
        cases = list(search_cases())
        found = [check(case).body.count("maigu-entry__title") for case in cases]
        run_rounds(cases, options.rounds, options.requests)
        print(f"\n| {connection.vendor}, {options.transcripts} transcripts | CPU ms | queries | sessions shown |")
        print("|---|---:|---:|---:|")
        for case, number in zip(cases, found, strict=True):
            print(
                f"| {case.name}{'' if case.cost <= GOAL else ' (over the goal)'} | {case.cost:.1f} | {case.queries} | {number} |"
            )
    finally:
        databases.close(keep=options.keep)


def search_cases() -> Iterator[Case]:
    words = vocabulary()
    form = {"password": PASSWORD, "next": SEARCH}
    cookies = fetch(f"{SECTION}unlock/", form=form, client="192.0.2.1").cookies
    searches = {
        "nothing asked for": "",
        "a word that is nowhere": "zzzz",
        "a word of most transcripts": words[100],
        "a word of some transcripts": words[5000],
        "the most frequent word": words[0],
        "two words of many transcripts": f"{words[300]} {words[3000]}",
        "three letters that begin many words": "con",
        "one letter": "s",
        "ten frequent words": " ".join(words[:10]),
        "ten words in no transcript together": " ".join(words[9000:9010]),
    }
    for name, text in searches.items():
        yield Case(connection.vendor, name, f"{SEARCH}?q={text.replace(' ', '+')}", cookies=cookies)
    yield Case(connection.vendor, "the last page", f"{SEARCH}?q={words[0]}&page=100", cookies=cookies)
    yield Case(connection.vendor, "locked", f"{SEARCH}?q={words[100]}", status=403)


if __name__ == "__main__":
    main()
