"""The figures as tables, and whether they are what they have to be."""

import platform

import django
import wagtail
from django.db import connection

from benchmarks.measuring import Case

OURS, PLAIN = "section", "plain way"
SESSION, PLAIN_SESSION = "session", "plain session"
# The goals: how many times the plain way costs what ours does.
FLAT = 1.15
FASTER = {20: 1, 1000: 1.3, 10000: 3}
CACHED = 3
SESSION_FASTER, SESSION_CACHED = 0.8, 1.4


def print_all(cases: list[Case], sizes: list[int]) -> None:
    """Print versions, costs and queries of all cases, and the ratios that have a limit."""
    print_tables(cases)
    _print_ratios(cases, sizes)


def print_tables(cases: list[Case]) -> None:
    """Print versions, costs and queries of all cases."""
    server = ".".join(map(str, connection.get_database_version()))
    print(
        f"\nWagtail {wagtail.__version__}, Django {django.__version__}, Python {platform.python_version()}, "
        f"{connection.vendor} {server}\n"
    )
    _print_table(cases, "CPU ms a request", lambda case: f"{case.cost:.1f}" if case.milliseconds else "–")
    _print_table(cases, "SQL queries", lambda case: str(case.queries))
    _print_table(cases, "kB of answer", lambda case: f"{case.length / 1000:.0f}")
    if any(case.calls for case in cases):
        _print_table(cases, "Python calls a request", lambda case: f"{case.calls:,}")


def _print_table(cases, title, value) -> None:
    sides = list(dict.fromkeys(case.side for case in cases))
    values = {(case.name, case.side): value(case) for case in cases}
    print(f"| {title} | {' | '.join(sides)} |")
    print(f"|---|{'---:|' * len(sides)}")
    for name in dict.fromkeys(case.name for case in cases):
        print(f"| {name} | {' | '.join(values.get((name, side), '–') for side in sides)} |")
    print()


def _print_ratios(cases: list[Case], sizes: list[int]) -> None:
    costs = {(case.name, case.side): case.cost for case in cases if case.milliseconds}
    first, last = str(sizes[0]), str(sizes[-1])
    print("| ratio | is | goal |")
    print("|---|---:|---:|")
    if (OURS, first) in costs and first != last:
        print(f"| {OURS}, {last} to {first} | {costs[OURS, last] / costs[OURS, first]:.2f} | at most {FLAT} |")
    for size in sizes:
        if (PLAIN, str(size)) in costs and (OURS, str(size)) in costs:
            _print_ratio(costs, PLAIN, OURS, size, FASTER.get(size))
            _print_ratio(costs, PLAIN, f"{OURS}, cached", size, CACHED)
        if (PLAIN_SESSION, str(size)) in costs and (SESSION, str(size)) in costs:
            _print_ratio(costs, PLAIN_SESSION, SESSION, size, SESSION_FASTER)
            _print_ratio(costs, PLAIN_SESSION, f"{SESSION}, cached", size, SESSION_CACHED)
    print()


def _print_ratio(costs: dict[tuple[str, str], float], plain: str, ours: str, size: int, goal: float | None) -> None:
    ratio = costs[plain, str(size)] / costs[ours, str(size)]
    print(f"| {plain} to {ours}, {size} | {ratio:.2f} | {f'at least {goal}' if goal else '–'} |")
