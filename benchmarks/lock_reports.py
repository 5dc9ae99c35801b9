"""The lock's figures as tables, and whether they are what they have to be."""

from benchmarks import reports
from benchmarks.measuring import Case

OURS, WAGTAIL = "ours", "Wagtail's"
PUBLIC, OUTSIDE = "public page", "page outside every section"
LOCKED, UNLOCKED = "locked page", "unlocked page"
RIGHT, WRONG = "right password", "wrong password, a client's first"
FIFTH, THROTTLED = "wrong password, a client's fifth", "throttled password"
ORDER = [PUBLIC, OUTSIDE, LOCKED, UNLOCKED, RIGHT, WRONG, FIFTH, THROTTLED]
# What performance.md of the project asks for: how often ours goes into Wagtail's, at the least.
GOALS = {LOCKED: 1.3, UNLOCKED: 1.3, RIGHT: 1.0, WRONG: 1.0, FIFTH: 1.0, THROTTLED: 2.0}


def print_all(cases: list[Case]) -> None:
    """Print costs and queries of both sides, and the ratios that have a limit."""
    reports.print_tables(cases)
    costs = {(case.side, case.name): case.cost for case in cases if case.milliseconds}
    print("| Wagtail's to ours | is | has to be |")
    print("|---|---:|---:|")
    for name in ORDER:
        if (OURS, name) in costs and (WAGTAIL, name) in costs:
            goal = f"at least {GOALS[name]}" if name in GOALS else "–"
            print(f"| {name} | {costs[WAGTAIL, name] / costs[OURS, name]:.2f} | {goal} |")
    if (OURS, THROTTLED) in costs and (OURS, WRONG) in costs:
        print(
            f"| {WRONG}, to {THROTTLED}, both ours | {costs[OURS, WRONG] / costs[OURS, THROTTLED]:.2f} | at least 2.0 |"
        )
    print()
