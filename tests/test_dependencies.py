import ast
import re
import sys
from configparser import ConfigParser
from importlib.metadata import distributions, packages_distributions
from pathlib import Path

import pytest
from wagtail import VERSION as WAGTAIL_VERSION

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "explanation" / "dependencies.md").read_text()
# What these require is theirs to keep: Django's asgiref, and Pydantic's typing_extensions, under the API v3 of Wagtail 8.
BASES = ("wagtail", "django", "pydantic")
# Only imported with Wagtail 8, whose API v3 is built on them.
WAGTAIL_8 = {"ninja", "pydantic", "typing_extensions"}


@pytest.fixture(scope="module")
def options():
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg")
    return parser


def names(requirements):
    """Return the names of the distributions in ``requirements``, as PEP 503 writes them."""
    found = [re.match(r"[\w.-]+", line.strip()) for line in requirements]
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in found if match}


def required(options):
    return names(options["options"]["install_requires"].splitlines())


def imported():
    """Return the top-level modules, other than Python's and ours, that the package imports."""
    found = set()
    for path in (ROOT / "maigu_wagtail").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - {"maigu_wagtail"}


def test_page_lists_every_required_package(options):
    table = PAGE.partition("## ")[0]

    assert names(re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)) == required(options)


def test_page_lists_every_extra(options):
    missing = {extra for extra in options["options.extras_require"] if f"`{extra}`" not in PAGE}

    assert missing == set()


def test_imported_packages_are_required_by_us_or_wagtail(options):
    known = required(options)
    for extra in options["options.extras_require"].values():
        known |= names(extra.splitlines())
    for one in distributions():
        if one.name.lower() in BASES:
            known |= names(line for line in one.requires or [] if "extra ==" not in line)
    owners = packages_distributions()
    modules = imported() if WAGTAIL_VERSION >= (8, 0) else imported() - WAGTAIL_8

    # A module that is not installed belongs to another version of Wagtail, or to an extra.
    strangers = {module for module in modules if module in owners and not names(owners[module]) & known}

    assert strangers == set()
    assert {"bs4", "cryptography"} <= imported()
