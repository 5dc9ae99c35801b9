"""The figures as tables, and whether they are what they have to be."""

import platform

import django
import wagtail
from django.db import connection

from benchmarks.measuring import Case

OURS, PLAIN = "section", "plain way"
# What performance.md of the project asks for, with nothing kept.
FLAT = 1.15
FASTER = {1000: 1.35, 10000: 3.5}


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
    print("| ratio | is | has to be |")
    print("|---|---:|---:|")
    if (OURS, first) in costs and first != last:
        print(f"| {OURS}, {last} to {first} | {costs[OURS, last] / costs[OURS, first]:.2f} | at most {FLAT} |")
    for size in sizes:
        if (PLAIN, str(size)) in costs and (OURS, str(size)) in costs:
            ratio = costs[PLAIN, str(size)] / costs[OURS, str(size)]
            print(f"| {PLAIN} to {OURS}, {size} | {ratio:.2f} | {_at_least(size)} |")
    print()


def _at_least(size: int) -> str:
    return f"at least {FASTER[size]}" if size in FASTER else "–"
