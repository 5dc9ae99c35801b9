"""The API's figures as tables, and whether they are what they have to be."""

from benchmarks.measuring import Case

OURS, WAGTAIL = "ours", "Wagtail's"
LIST, KEPT_LIST = "list of 20", "list of 20, cached"
DETAIL, KEPT_DETAIL = "detail", "detail, cached"
CONTENT, UNCHANGED = "members' content", "list, unchanged (304)"
ORDER = [LIST, KEPT_LIST, DETAIL, KEPT_DETAIL, UNCHANGED, CONTENT]
# What stands beside it on Wagtail's side: a list or a detail that is made.
BESIDE = {KEPT_LIST: LIST, KEPT_DETAIL: DETAIL, UNCHANGED: LIST, CONTENT: DETAIL}
# What performance.md of the project asks for: how often ours goes into Wagtail's v2, at the least.
GOALS = {LIST: 1.5, KEPT_LIST: 8}


def print_all(cases: list[Case], *, restrictions: int) -> None:
    """Print costs and queries of each side, and how often ours go into Wagtail's."""
    sides = list(dict.fromkeys(case.side for case in cases))
    found = {(case.side, case.name): case for case in cases}
    print(f"With {restrictions:,} restrictions elsewhere: CPU ms a request, and SQL queries\n")
    print(f"| | {' | '.join(sides)} | Wagtail's v2 to ours | goal |")
    print(f"|---|{'---:|' * (len(sides) + 2)}")
    for name in ORDER:
        cells = [_cell(found.get((side, name))) for side in sides]
        theirs, ours = found[f"{WAGTAIL}, v2", BESIDE.get(name, name)], found[f"{OURS}, v2", name]
        ratio = f"{theirs.cost / ours.cost:.1f}" if theirs.status == 200 else "–"
        goal = f"at least {GOALS[name]}" if name in GOALS else "–"
        print(f"| {name} | {' | '.join(cells)} | {ratio} | {goal} |")
    unchanged = found[f"{OURS}, v2", UNCHANGED]
    print(f"\n{1000 / unchanged.cost:,.0f} responses with 304 a second on one core.\n")


def _cell(case: Case | None) -> str:
    if case is None:
        return "–"
    if case.status == 500:
        return "error 500"
    return f"{case.cost:.2f}, {case.queries}"
