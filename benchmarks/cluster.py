"""
Two app servers behind nginx: what each answer costs, what a storm of wrong passwords does to members, and what is stored.

Costs are CPU time of all servers together, which other programs of the machine change little. A core answers
1,000 divided by the milliseconds of a request. Needs wrk (Debian: wrk), and what ``make run-cluster`` needs.
"""

import argparse
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from benchmarks.browsing import Visitor
from benchmarks.cluster_processes import ProcessTree
from benchmarks.cluster_storm import print_storm
from example_site.cluster.cluster import MEDIA, running_cluster
from example_site.cluster.nginx import Nginx
from example_site.cluster.programs import free_port

SECTION = "/maig-u/"
SESSION = f"{SECTION}mass-shooting-protocol-and-playbook/"
PASSWORD = "river lantern maple harbour"  # noqa: S105 -- of the example site
# The place of the database among the ``trees``.
DATABASE = 3
PUBLIC = {
    "home page": "/",
    "section": SECTION,
    "section, a word": f"{SECTION}?q=guns",
    "session": SESSION,
    "feed": f"{SECTION}feed/",
    "calendar": f"{SECTION}calendar.ics",
    "API, list": "/api/v2/sessions/",
    "site map": "/sitemap.xml",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("parts", nargs="*", default=["answers", "memory", "tables", "storm"])
    parser.add_argument("--seconds", type=float, default=3, help="for each answer")
    parser.add_argument("--storm-seconds", type=float, default=60, help="when the storm ends, however far it is")
    parser.add_argument("--attempts", type=int, default=10_000, help="wrong passwords, from 1,000 addresses")
    options = parser.parse_args()
    with running_cluster(is_quiet=True, is_caching=False) as cluster:
        caching = start_caching(cluster)
        try:
            print_load()
            if "answers" in options.parts:
                print_answers(cluster, caching, options.seconds)
            if "memory" in options.parts:
                print_memory(cluster)
            if "tables" in options.parts:
                command = "from benchmarks.cluster_tables import print_tables; print_tables()"
                cluster.manage("shell", "--verbosity", "0", "-c", command)
            if "storm" in options.parts:
                print_storm(cluster, caching.port, options.attempts, options.storm_seconds)
            print_load()
        finally:
            caching.stop()


def start_caching(cluster) -> Nginx:
    """Start a second nginx before the same app servers, which caches public pages."""
    folder = cluster.folder / "caching"
    folder.mkdir(mode=0o711)
    nginx = Nginx(folder, free_port(), cluster.apps, f"{cluster.s3.address}/{MEDIA}", is_caching=True)
    nginx.start()
    return nginx


def print_load() -> None:
    print(f"load of the machine: {Path('/proc/loadavg').read_text()[:14]}", flush=True)


def print_answers(cluster, caching: Nginx, seconds: float) -> None:
    print("\nanswer · CPU ms, of which the database’s · requests per second and core · the same from nginx’s cache")
    for name, path in PUBLIC.items():
        show(name, cost_of_page(cluster, cluster.nginx, path, seconds), cost_of_page(cluster, caching, path, seconds))
    member = Visitor(cluster.port, "127.5.0.1")
    watch = f"{SESSION}watch/"
    assert member.post(f"{SECTION}unlock/", {"password": PASSWORD, "next": watch})[0] == 303
    file = re.search(r'"(/maigu/files/[^"]+\.webm)"', member.get(watch)[1])[1]
    cookies = "; ".join(f"{name}={value}" for name, value in member.cookies.items())
    show("watch page, locked", cost_of_page(cluster, cluster.nginx, watch, seconds))
    members = {"watch page": watch, "recording, on to S3": file, "members’ search": f"{SECTION}search/?q=prevention"}
    for name, path in members.items():
        show(f"{name}, unlocked", cost_of_page(cluster, cluster.nginx, path, seconds, cookies))
    show("wrong password, a client’s first", cost_of_passwords(cluster, "wrong", 303))
    show("right password", cost_of_passwords(cluster, PASSWORD, 303))


def show(name: str, cost: tuple[float, float], cached: tuple[float, float] | None = None) -> None:
    last = f"{cached[0]:.3f} ms · {1000 / cached[0]:.0f}" if cached else "–"
    print(f"{name} · {cost[0]:.2f} · {cost[1]:.2f} · {1000 / cost[0]:.0f} · {last}", flush=True)


def cost_of_page(cluster, nginx: Nginx, path: str, seconds: float, cookies: str = "") -> tuple[float, float]:
    """Return the CPU milliseconds of a request, of all servers and of the database."""
    command = ["wrk", "-t1", "-c4", "--timeout", "30s", f"-d{seconds:.0f}s", f"http://127.0.0.1:{nginx.port}{path}"]
    command += ["-H", f"Cookie: {cookies}"] if cookies else []
    # Each process loads templates and opens connections at its first requests.
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _number: Visitor(nginx.port, "127.5.0.2").get(path), range(24)))

    def ask() -> int:
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 -- wrk
        return int(re.search(r"(\d+) requests in", said)[1])

    return cost(cluster, nginx, ask)


def cost_of_passwords(cluster, password: str, number: int) -> tuple[float, float]:
    clients = count(0 if password == PASSWORD else 1000)

    def enter(_number: int) -> int:
        client = next(clients)
        visitor = Visitor(cluster.port, f"127.6.{client // 250}.{client % 250 + 1}")
        return visitor.post(f"{SECTION}unlock/", {"password": password, "next": SESSION})[0]

    def ask() -> int:
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(enter, range(number)))
        assert set(answers) == {303 if password == PASSWORD else 403}, answers
        return number

    return cost(cluster, cluster.nginx, ask)


def cost(cluster, nginx: Nginx, ask: Callable[[], int]) -> tuple[float, float]:
    """Return what ``ask`` costs, divided by the number of requests that it returns."""
    servers = trees(cluster, nginx)
    before = [tree.cpu() for tree in servers]
    number = ask()
    used = [tree.cpu() - earlier for tree, earlier in zip(servers, before, strict=True)]
    return 1000 * sum(used) / number, 1000 * used[DATABASE] / number


def trees(cluster, nginx: Nginx) -> list[ProcessTree]:
    """Return the processes that work for a request: nginx, the app servers, the database (``DATABASE``) and the cache."""
    postmaster = int((cluster.database.folder / "data" / "postmaster.pid").read_text().split()[0])
    roots = [nginx.process.pid, *(app.process.pid for app in cluster.apps), postmaster, cluster.cache.process.pid]
    return [ProcessTree(root) for root in roots]


def print_memory(cluster) -> None:
    names = ["nginx", *(app.name for app in cluster.apps), "PostgreSQL", "Redis"]
    print("\nmemory, MB, with what processes share divided among them")
    for name, tree in zip(names, trees(cluster, cluster.nginx), strict=True):
        print(f"{name} · {tree.memory():.0f} · {len(tree.pids())} processes", flush=True)


if __name__ == "__main__":
    main()
