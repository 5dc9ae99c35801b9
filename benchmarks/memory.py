"""How much memory a worker of gunicorn holds after some work, with our app and without it."""

import argparse
import os
import re
from collections.abc import Callable
from functools import partial
from statistics import mean, median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from benchmarks.browsing import Visitor  # noqa: E402 -- models need Django to be set up
from benchmarks.databases import Databases, say  # noqa: E402
from benchmarks.locked_contents import PASSWORD, WRONG, make_locked_pages  # noqa: E402
from benchmarks.serving import Server, server  # noqa: E402

MOST = 10
KINDS = {"Rss": "all it holds", "Pss": "with its share of what both workers share"}


def main() -> None:
    options = read_options()
    databases = Databases()
    sides: dict[str, tuple[str, Callable[[Visitor], None]]] = {
        "Wagtail's": ("benchmarks.settings_without", visit_theirs),
        "ours": ("benchmarks.settings_storm", visit_ours),
    }
    held: dict[tuple[str, str], list[float]] = {(name, kind): [] for name in sides for kind in KINDS}
    try:
        databases.add("memory", partial(make_locked_pages, 20), keep=options.keep)
        for _round in range(options.rounds):
            for name, (settings, visit) in sides.items():
                with server(settings) as served:
                    work(served, visit, options.visits)
                    for kind in KINDS:
                        held[name, kind].append(mean(served.memory(kind)))
    finally:
        databases.close(keep=options.keep)
    say(".\n")
    print("| MB of a worker | Wagtail's | ours | more | goal |")
    print("|---|---:|---:|---:|---:|")
    for kind, words in KINDS.items():
        theirs, ours = median(held["Wagtail's", kind]), median(held["ours", kind])
        print(f"| {words} | {theirs:.1f} | {ours:.1f} | {ours - theirs:.1f} | at most {MOST} |")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--visits", type=int, default=100, help="times that all pages are visited and passwords typed")
    parser.add_argument("--rounds", type=int, default=3, help="servers started of each kind, in turns")
    parser.add_argument("--keep", action="store_true", help="keep the database, and use that of the last run")
    return parser.parse_args()


def work(served: Server, visit: Callable[[Visitor], None], visits: int) -> None:
    for number in range(visits):
        visit(Visitor(served.port, f"203.0.{number // 256}.{number % 256}"))
        say(".") if number % 20 == 0 else None


def visit_ours(visitor: Visitor) -> None:
    session = "/maig-u/session-11/"
    expect(visitor.get("/maig-u/"), 200)
    expect(visitor.get(session), 200)
    expect(visitor.get(f"{session}watch/"), 403)
    expect(visitor.post("/maig-u/unlock/", {"password": PASSWORD, "next": f"{session}watch/"}), 303)
    expect(visitor.get(f"{session}watch/"), 200)
    expect(visitor.post("/maig-u/unlock/", {"password": WRONG, "next": f"{session}watch/"}), 403)


def visit_theirs(visitor: Visitor) -> None:
    session = "/members/session-11/"
    expect(visitor.get("/plain/"), 200)
    expect(visitor.get("/plain/session-11/"), 200)
    body = expect(visitor.get(session), 200)
    action, token = (re.search(pattern, body)[1] for pattern in (r'action="([^"]+)"', r'token" value="([^"]+)"'))
    form = {"csrfmiddlewaretoken": token, "return_url": session}
    expect(visitor.post(action, {**form, "password": WRONG}), 200)
    expect(visitor.post(action, {**form, "password": PASSWORD}), 302)
    expect(visitor.get(session), 200)


def expect(answer: tuple[int, str], status: int) -> str:
    assert answer[0] == status, answer
    return answer[1]


if __name__ == "__main__":
    main()
