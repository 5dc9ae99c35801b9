"""Wrong passwords from a thousand addresses at two servers, while 500 members browse and 100 watch."""

import random
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles

from benchmarks.browsing import Visitor

SECTION = "/maig-u/"
SESSION = f"{SECTION}mass-shooting-protocol-and-playbook/"
PAGES = ("/", SECTION, SESSION, f"{SECTION}?page=1", "/about/")
PASSWORD = "river lantern maple harbour"  # noqa: S105 -- of the example site
BROWSE, WATCH, ADDRESSES, AT_ONCE = 500, 100, 1000, 16
# Seconds between two pages, or two reports of a player.
PAUSE = 10


class Storm:
    """What happened."""

    def __init__(self, port: int, until: float) -> None:
        self.port, self.until = port, until
        self.attempts: Counter[int] = Counter()
        self.members: Counter[str] = Counter()
        self.waited: list[float] = []
        self.over = threading.Event()

    def attempt(self, number: int) -> None:
        if time.monotonic() < self.until:
            address = f"127.7.{number % ADDRESSES // 250}.{number % 250 + 1}"
            self.attempts[Visitor(self.port, address).post(f"{SECTION}unlock/", {"password": "wrong"})[0]] += 1

    def browse(self, number: int) -> None:
        visitor, chance = Visitor(self.port, f"127.8.{number // 250}.{number % 250 + 1}"), random.Random(number)
        while not self.over.wait(PAUSE * (0.5 + chance.random())):
            self._note("page", visitor.get(chance.choice(PAGES))[0], 200)
        self.waited += visitor.seconds

    def watch(self, number: int) -> None:
        visitor, chance = Visitor(self.port, f"127.9.0.{number + 1}"), random.Random(number)
        self.over.wait(PAUSE * chance.random())
        status, _text = visitor.post(f"{SECTION}unlock/", {"password": PASSWORD, "next": f"{SESSION}watch/"})
        self._note("unlock", status, 303)
        status, text = visitor.get(f"{SESSION}watch/")
        self._note("watch page", status, 200)
        file = re.search(r'"(/maigu/files/[^"]+\.webm)"', text)
        while file and not self.over.wait(PAUSE * (0.5 + chance.random())):
            self._note("recording", visitor.get(file[1])[0], 302)
        self.waited += visitor.seconds

    def _note(self, what: str, status: int, expected: int) -> None:
        self.members[what if status == expected else f"{what} refused ({status})"] += 1


def print_storm(cluster, port: int, attempts: int, seconds: float) -> None:
    storm = Storm(port, time.monotonic() + seconds)
    began = time.monotonic()
    members = [threading.Thread(target=storm.browse, args=(number,)) for number in range(BROWSE)]
    members += [threading.Thread(target=storm.watch, args=(number,)) for number in range(WATCH)]
    for member in members:
        member.start()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(storm.attempt, range(attempts)))
    took = time.monotonic() - began
    storm.over.set()
    for member in members:
        member.join()
    made = sum(storm.attempts.values())
    print(f"\n{made} wrong passwords from {ADDRESSES} addresses in {took:.0f} s: {dict(storm.attempts)}")
    print(f"{BROWSE} members browse and {WATCH} watch: {dict(storm.members)}")
    late = quantiles(storm.waited, n=100)
    print(f"members waited, ms: median {1000 * median(storm.waited):.0f}, 99 % {1000 * late[98]:.0f}")
