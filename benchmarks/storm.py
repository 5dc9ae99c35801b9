"""Wrong passwords from many addresses, while members unlock and browse: nobody who has the password is refused."""

import argparse
import os
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from statistics import median, quantiles

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings_storm")
django.setup()

from django.db import connection, models  # noqa: E402 -- models need Django to be set up
from django.utils import timezone  # noqa: E402

from benchmarks.browsing import Visitor  # noqa: E402
from benchmarks.databases import Databases, say  # noqa: E402
from benchmarks.locked_contents import PASSWORD, WRONG, make_locked_pages  # noqa: E402
from benchmarks.serving import server  # noqa: E402
from maigu_wagtail.access.statistics import clear_old  # noqa: E402
from maigu_wagtail.conf import conf  # noqa: E402
from maigu_wagtail.models import ClientAttempts, UnlockCounter  # noqa: E402

SECTION, UNLOCK = "/maig-u/", "/maig-u/unlock/"
# What is in a watch page for members alone, and in no other page.
MEMBERS_ONLY = "data-maigu-members"


def main() -> None:
    options = read_options()
    databases = Databases()
    try:
        databases.add("storm", partial(make_locked_pages, 20), keep=options.keep)
        with server("benchmarks.settings_storm") as served:
            warm_up(served.port)
            figures = run(served.port, options)
        print_figures(figures, options)
        print_log()
        prove(figures, options)
    finally:
        databases.close(keep=options.keep)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.storm", description=__doc__)
    parser.add_argument("--attempts", type=int, default=10000, help="wrong passwords in all")
    parser.add_argument("--addresses", type=int, default=1000, help="addresses that they come from")
    parser.add_argument("--members", type=int, default=50, help="members who unlock and browse meanwhile")
    parser.add_argument("--at-once", type=int, default=16, help="wrong passwords on their way at the same moment")
    parser.add_argument("--pause", type=float, default=1, help="seconds that a member looks at a page")
    parser.add_argument("--seconds", type=float, default=600, help="when it ends, however far it is")
    parser.add_argument("--keep", action="store_true", help="keep the database, and use that of the last run")
    return parser.parse_args()


class Figures:
    """What happened."""

    def __init__(self) -> None:
        self.answers: Counter[int] = Counter()
        self.members: Counter[str] = Counter()
        self.refused: list[str] = []
        self.waited: list[float] = []
        self.attempted: list[float] = []
        self.seconds = 0.0


def warm_up(port: int) -> None:
    """Have all workers loaded and ready, as they are on a site that runs."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _number: Visitor(port, "192.0.2.1").get(SECTION), range(40)))


def run(port: int, options: argparse.Namespace) -> Figures:
    figures, over = Figures(), threading.Event()
    addresses = [f"198.{18 + n // 65536}.{n // 256 % 256}.{n % 256}" for n in range(options.addresses)]
    attempts = [addresses[n % len(addresses)] for n in range(options.attempts)]
    random.Random(1).shuffle(attempts)
    start = time.monotonic()
    members = [
        threading.Thread(
            target=be_member, args=(Visitor(port, f"203.0.113.{n}"), figures, over, options.pause, n), daemon=True
        )
        for n in range(options.members)
    ]
    for member in members:
        member.start()
    with ThreadPoolExecutor(options.at_once) as pool:
        attack = partial(attempt, port, figures, start + options.seconds)
        for number, _none in enumerate(pool.map(attack, attempts), start=1):
            if number % 100 == 0:
                say(f"\r{number} wrong passwords")
    figures.seconds = time.monotonic() - start
    over.set()
    for member in members:
        member.join()
    say(".\n")
    return figures


def attempt(port: int, figures: Figures, until: float, address: str) -> None:
    if time.monotonic() > until:
        return
    visitor = Visitor(port, address)
    status, _body = visitor.post(UNLOCK, {"password": WRONG, "next": f"{SECTION}session-1/watch/"})
    figures.answers[status] += 1
    figures.attempted += visitor.seconds


def be_member(visitor: Visitor, figures: Figures, over: threading.Event, pause: float, number: int) -> None:
    """Unlock, watch and look around again and again; every second round on a device that was not unlocked before."""
    chance = random.Random(number)
    over.wait(chance.random() * pause)
    while not over.is_set():
        watch = f"{SECTION}session-{chance.randint(1, 20)}/watch/"
        expect(figures, visitor, "unlocks", visitor.post(UNLOCK, {"password": PASSWORD, "next": watch}), 303, "")
        for page in ("watch", "section", "watch"):
            if over.wait(pause * (0.5 + chance.random())):
                break
            if page == "watch":
                expect(figures, visitor, "watch pages", visitor.get(watch), 200, MEMBERS_ONLY)
            else:
                expect(figures, visitor, "sections", visitor.get(SECTION), 200, "Previously Recorded")
        if chance.random() < 0.5:
            visitor.cookies.clear()
    figures.waited += visitor.seconds


def expect(figures: Figures, visitor: Visitor, what: str, answer: tuple[int, str], status: int, text: str) -> None:
    if answer[0] != status or text not in answer[1]:
        figures.refused.append(f"{visitor.address}: {what} answered {answer[0]}")
    figures.members[what] += 1


def print_figures(figures: Figures, options: argparse.Namespace) -> None:
    attempts, asked = sum(figures.answers.values()), sum(figures.members.values())
    print(f"\n{attempts} wrong passwords from {options.addresses} addresses in {figures.seconds:.0f} s")
    print("answers: " + ", ".join(f"{status}: {number}" for status, number in sorted(figures.answers.items())))
    print(f"{options.members} members: " + ", ".join(f"{number} {what}" for what, number in figures.members.items()))
    print(f"refused members: {len(figures.refused)}")
    print(f"requests a second: {(attempts + asked) / figures.seconds:.0f}")
    for who, waited in (("members", figures.waited), ("wrong passwords", figures.attempted)):
        milliseconds = [1000 * seconds for seconds in waited]
        late = quantiles(milliseconds, n=100)[98]
        print(f"{who} waited, ms: median {median(milliseconds):.0f}, 99 % {late:.0f}, slowest {max(milliseconds):.0f}")


def print_log() -> None:
    """Print what the attempts have left behind, and what is left of it when their time is over."""
    for model in (ClientAttempts, UnlockCounter):
        print(f"{model.__name__}: {model._default_manager.count()} rows{size_of(model)}")
    clear_old(timezone.now() + timedelta(seconds=conf.MAIGU_WAGTAIL_ATTEMPTS_WINDOW))
    print(f"ClientAttempts once their time is over: {ClientAttempts.objects.count()} rows")


def prove(figures: Figures, options: argparse.Namespace) -> None:
    """Fail where a member was refused, or the storm was none."""
    assert not figures.refused, f"refused: {figures.refused[:5]}"
    assert set(figures.answers) <= {403, 429}, "A wrong password is answered 403 or 429."
    attempts = sum(figures.answers.values())
    assert attempts == options.attempts, f"only {attempts} wrong passwords in {options.seconds} s"


def size_of(model: type[models.Model]) -> str:
    """Return the size of the table with its indexes, where the database says it."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [model._meta.db_table])
        return f", {cursor.fetchone()[0]} bytes with indexes"


if __name__ == "__main__":
    main()
