"""The lock's figures as tables, and whether they are what they have to be."""

from benchmarks import reports
from benchmarks.measuring import Case

OURS, WAGTAIL = "ours", "Wagtail's"
PUBLIC, OUTSIDE = "public page", "page outside every section"
LOCKED, UNLOCKED = "locked page", "unlocked page"
RIGHT, WRONG = "right password", "wrong password, a client's first"
RIGHT_ELSEWHERE = "right password, at an unknown host name"
FIFTH, THROTTLED = "wrong password, a client's fifth", "throttled password"
INSISTENT = "throttled password, after ten refusals"
ORDER = [PUBLIC, OUTSIDE, LOCKED, UNLOCKED, RIGHT, RIGHT_ELSEWHERE, WRONG, FIFTH, THROTTLED, INSISTENT]
# What performance.md of the project asks for: how often ours goes into Wagtail's, at the least.
GOALS = {LOCKED: 1.3, UNLOCKED: 1.3, RIGHT: 1.0, WRONG: 1.0, FIFTH: 1.0, INSISTENT: 2.0}


def print_all(cases: list[Case]) -> None:
    """Print costs and queries of both sides, and the ratios that have a limit."""
    reports.print_tables(cases)
    cases = [case for case in cases if case.milliseconds]
    costs = {(case.side, case.name): case.cost for case in cases}
    calls = {(case.side, case.name): float(case.calls) for case in cases}
    print("| Wagtail's to ours | CPU time | Python calls | goal |")
    print("|---|---:|---:|---:|")
    pairs = [((WAGTAIL, name), (OURS, name), name, GOALS.get(name)) for name in ORDER]
    for name, goal in ((THROTTLED, None), (INSISTENT, 2.0)):
        pairs.append(((OURS, FIFTH), (OURS, name), f"our {FIFTH}, to our {name}", goal))
    for theirs, ours, name, goal in pairs:
        if theirs in costs and ours in costs:
            ratios = f"{costs[theirs] / costs[ours]:.2f} | {calls[theirs] / calls[ours]:.2f}"
            print(f"| {name} | {ratios} | {f'at least {goal}' if goal else '–'} |")
    print()
