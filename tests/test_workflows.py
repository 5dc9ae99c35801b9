import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def sessions():
    """Return the names of the sessions in noxfile.py, which is read and not run: nox is not needed to test."""
    tree = ast.parse((ROOT / "noxfile.py").read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    decorated = {function.name for function in functions if "nox.session" in map(_dotted, function.decorator_list)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    rows = [call.args[0].value for call in calls if _dotted(call) == "Row"]
    kinds = {call.args[0].value for call in calls if _dotted(call) == "add"}
    return decorated | {f"{kind}-{row}" for kind in kinds for row in rows}


def _dotted(node):
    return ast.unparse(node.func if isinstance(node, ast.Call) else node)


@pytest.fixture(scope="module")
def called():
    """Return the sessions that the workflows call: by name, in a matrix, or through .ci/run."""
    text = "\n".join(path.read_text() for path in WORKFLOWS)
    through_ci = {name for line in re.findall(r"run: \.ci/run (.+)$", text, re.MULTILINE) for name in line.split()}
    named = re.findall(r"nox --session ([\w.-]+)", text) + re.findall(r"^ {10}- ([\w.-]+)$", text, re.MULTILINE)
    return through_ci | set(named)


def test_workflows_call_sessions_of_the_noxfile(called, sessions):
    assert called - sessions == set()
    assert {"lint", "docs", "prerelease", "tests-lowest", "browser"} <= called


@pytest.fixture(scope="module")
def parts():
    """Return the sessions that .ci/run calls."""
    return set(re.findall(r'^    ".+: (\S+)"$', (ROOT / ".ci" / "run").read_text(), re.MULTILINE))


def test_parts_of_ci_are_sessions_of_the_noxfile(parts, sessions):
    assert parts - sessions == {"make"}


def test_workflows_run_every_part_of_ci(called, parts):
    # The workflows run what `make test` runs, rule by rule.
    assert parts - called == {"make"}


def test_ci_runs_every_row_of_the_matrix(parts, sessions):
    rows = {name for name in sessions if name.startswith("tests-")}

    assert rows - parts == set()
    assert len(rows) == 4


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_to_a_commit(path):
    used = re.findall(r"uses: (.+)$", path.read_text(), re.MULTILINE)

    assert [action for action in used if not re.fullmatch(r"[\w/.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)] == []
    assert used
