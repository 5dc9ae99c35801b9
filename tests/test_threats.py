"""The tables of threats and of cases in the documentation name what there is."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "reference" / "threats.md").read_text()
ROWS = re.findall(r"^\| (\d+) \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
CASES = re.findall(
    r"^\| (\d+) \| .+ \| (.+) \|$", (ROOT / "docs" / "reference" / "recording-cases.md").read_text(), re.MULTILINE
)
NOT_YET = re.compile(r"not yet: \S.*")
FOLDERS = ("tests", "tests_browser", "tests_cluster", "example_site/tests")


@pytest.fixture(scope="module")
def tests():
    """The names of all tests there are."""
    trees = [ast.parse(path.read_text()) for folder in FOLDERS for path in (ROOT / folder).rglob("test_*.py")]
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {function.name for function in functions if function.name.startswith("test_")}


def is_shown(where):
    return not NOT_YET.fullmatch(where)


def test_every_threat_is_in_the_table_once():
    numbers = [int(number) for number, _what, _where in ROWS]

    # From 85 on, each comes with the feature that it is about.
    assert numbers == sorted(set(numbers))
    assert numbers[:84] == list(range(1, 85))


@pytest.mark.parametrize(("number", "where"), [(number, where) for number, _what, where in ROWS if is_shown(where)])
def test_threat_is_covered_by_existing_tests(tests, number, where):
    assert re.fullmatch(r"`test_\w+`(, `test_\w+`)*", where)

    assert set(re.findall(r"\w+", where)) <= tests


def test_totals_above_the_table_match_it():
    shown = sum(is_shown(where) for _number, _what, where in ROWS)

    assert f"\n{shown} shown, {len(ROWS) - shown} not yet.\n" in PAGE


def test_every_recording_case_is_in_the_table_once():
    assert [int(number) for number, _where in CASES] == list(range(1, 27))


@pytest.mark.parametrize(("number", "where"), CASES)
def test_recording_case_is_covered_by_existing_tests(tests, number, where):
    named = re.findall(r"`(test_\w+)`", where)

    assert named
    assert set(named) <= tests
