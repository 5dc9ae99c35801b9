"""
Mutation testing of the modules that decide: `make mutants`.

mutmut changes one thing in one function at a time and runs the tests that come by that function.
This fails if less than 95 % of all mutants are killed, or 90 % of a module's, and if one survives that
``survivors.md`` does not explain. What is to be mutated, and by which tests, is in pyproject.toml.
``make mutants ARGS='maigu_wagtail.access.policy.*'`` tries those of one module, and fails only if one of them survives
unexplained: a share says little of a part.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path
from typing import Any

import libcst as cst
import tomllib
from mutmut import __main__ as mutmut_main
from mutmut.configuration import config
from mutmut.mutation import diff_apply, file_mutation, mutators
from mutmut.mutation.data import SourceFileMutationData
from mutmut.state import state
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import mangled_name_from_mutant_name

LEAST, LEAST_OF_A_MODULE = 0.95, 0.90
# mutmut's exit code of a run that could not start. It counts that as a timeout, and so as killed; we do not.
NOT_RUN = 255
SURVIVORS = Path(__file__).with_name("survivors.md")
# "- `function`: `the line as the mutant has it` because it changes nothing."
EXPLAINED = re.compile(r"- `(?P<function>[^`]+)`: ``? ?(?P<line>.+?) ?``? +\S", re.ASCII)


def adapt() -> None:
    """Have mutmut change what stands below a decorator too, which it leaves out: half of what decides is ``sensitive``."""
    skip, arrange = file_mutation.MutationVisitor._skip_node_and_children, file_mutation.function_trampoline_arrangement

    def skip_less(self: Any, node: Any) -> bool:
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "_":
            return True  # words for people decide nothing
        if isinstance(node, cst.Raise) or (isinstance(node, cst.Call) and _is_logging(node)):
            return True  # nor do those of an error or of the log
        if isinstance(node, cst.FunctionDef):
            node = node.with_changes(decorators=[])
        return skip(self, node)

    def arrange_below(function: Any, mutants: Any, class_name: str | None) -> Any:
        # Only what chooses the mutant is decorated, not each of them.
        declared, nodes, assigned, names = arrange(function.with_changes(decorators=[]), mutants, class_name)
        chooser, *others = nodes
        decorators = [decorator for one in function.decorators if (decorator := uncached(one))]
        return declared, [chooser.with_changes(decorators=[*decorators, *chooser.decorators]), *others], assigned, names

    file_mutation.MutationVisitor._skip_node_and_children = skip_less
    file_mutation.function_trampoline_arrangement = arrange_below
    # A string in other letters says no more than one with letters added.
    file_mutation.mutation_operators[:] = [
        (node, first_alone(change) if change is mutators.operator_string else change)
        for node, change in mutators.mutation_operators
    ]


def choose() -> None:
    """Have the modules of our table mutated, each tried by its own tests alone: else every mutant would take minutes."""
    table = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["tool"]["maigu-mutants"]
    config().only_mutate = list(table)
    config().pytest_add_cli_args_test_selection = sorted({test for tests in table.values() for test in tests})
    collect = mutmut_main.collect_or_load_stats

    def collect_near(*args: Any, **kwargs: Any) -> None:
        collect(*args, **kwargs)
        tests_of = state().tests_by_mangled_function_name
        for path, near in table.items():
            module = path.removesuffix(".py").replace("/", ".")
            for function in [name for name in tests_of if name.rpartition(".")[0] == module]:
                tests_of[function] = {whole(test) for test in tests_of[function] if test.startswith(tuple(near))}
        durations = state().duration_by_test
        for test, seconds in list(durations.items()):
            if whole(test) != test:
                durations[whole(test)] = durations.get(whole(test), 0) + seconds

    mutmut_main.collect_or_load_stats = collect_near


def whole(test: str) -> str:
    """Return a test without its parameters: pytest does not find again each id that it prints, and then runs nothing."""
    return test.partition("[")[0]


def _is_logging(call: cst.Call) -> bool:
    return (
        isinstance(call.func, cst.Attribute)
        and isinstance(call.func.value, cst.Name)
        and call.func.value.value == "logger"
    )


def uncached(decorator: Any) -> Any:
    """Return ``decorator`` without keeping results, or only the first of many tests would be known to come by."""
    name = cst.Module([]).code_for_node(decorator.decorator).partition("(")[0]
    if name in ("cache", "lru_cache"):
        return None
    return decorator.with_changes(decorator=cst.Name("property")) if name == "cached_property" else decorator


def first_alone(change: Any) -> Any:
    return lambda node: islice(change(node), 1)


def changed_line(name: str, path: Any) -> str:
    """Return the line that a mutant has in place of another."""
    diff = diff_apply.get_diff_for_mutant(name, path=path).splitlines()[2:]
    return " ".join(line[1:].strip() for line in diff if line.startswith("+"))


def function_of(name: str) -> str:
    return mangled_name_from_mutant_name(name).rpartition(".")[2].removeprefix("x_").strip("xǁ").replace("ǁ", ".")


def report(patterns: Sequence[str]) -> bool:
    """Print what came of each module's mutants, or of those that ``patterns`` name; return whether that is enough."""
    explained = {(found["function"], found["line"]) for found in EXPLAINED.finditer(SURVIVORS.read_text("utf-8"))}
    is_enough = True
    killed_in_all = in_all = 0
    for path in mutmut_main.walk_mutatable_files():
        if not config().should_mutate(path):
            continue
        data = SourceFileMutationData(path=path)
        data.load()
        results: dict[bool, list[str]] = defaultdict(list)
        for name, code in data.exit_code_by_key.items():
            if not patterns or any(fnmatchcase(name, pattern) for pattern in patterns):
                results[status_by_exit_code[code] in ("killed", "timeout") and code != NOT_RUN].append(name)
        killed, total = len(results[True]), len(results[True]) + len(results[False])
        if patterns and not total:
            continue
        survivors = [(function_of(name), changed_line(name, path), name) for name in results[False]]
        unexplained = [survivor for survivor in survivors if survivor[:2] not in explained]
        score = killed / total if total else 1
        killed_in_all, in_all = killed_in_all + killed, in_all + total
        is_enough = is_enough and (bool(patterns) or score >= LEAST_OF_A_MODULE) and not unexplained
        print(
            f"{path}: {killed} of {total} killed, {score:.1%}; {len(survivors) - len(unexplained)} survivors explained"
        )
        for function, line, name in unexplained:
            print(f"    {name} ({data.exit_code_by_key[name]})\n        - `{function}`: `{line}`")
    print(f"{killed_in_all} of {in_all} killed, {killed_in_all / max(in_all, 1):.1%}")
    return is_enough and (bool(patterns) or killed_in_all >= LEAST * in_all)


if __name__ == "__main__":
    adapt()
    choose()
    is_report, names = sys.argv[1:2] == ["report"], [name for name in sys.argv[1:] if name != "report"]
    if not is_report:
        mutmut_main.cli(["run", "--max-children", "1", *names], standalone_mode=False)
    sys.exit(not report(names))
