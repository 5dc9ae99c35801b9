"""Every code block of the documentation is what it says, and names what there is."""

import ast
import importlib
import importlib.util
import json
import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser

import pytest
import yaml
from django.core.management import get_commands, load_command_class
from django.template import engines

from tests.docs_code import BLOCKS, PAGES, ROOT, blocks_in
from tests.test_docs import SWAPS, named_settings

REFERENCE = "\n".join((ROOT / "docs" / "reference" / name).read_text() for name in ("python.md", "page-types.md"))
# What reads them is not part of the tests.
UNREAD = {"apache", "css", "graphql", "nginx", "text"}
# What Sphinx does with it is an error if it fails (make docs).
DIRECTIVE = re.compile(r"\{[a-z-]+\}.*")


def imports_of(block):
    """Return module and name of all that a block imports from the package."""
    for node in ast.walk(ast.parse(block.code)):
        if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "maigu_wagtail":
            yield from ((node.module, alias.name) for alias in node.names)


def management_commands():
    """Return each different command of ``manage.py``, in the blocks and in the text of all pages."""
    lines = [command for block in blocks_in("console", "sh") for command in block.commands]
    lines += [code for path in PAGES for code in re.findall(r"`([^`\n]+)`", path.read_text())]
    return sorted({found[1] for line in lines if (found := re.search(r"(?:^| )manage\.py (.*)$", line))})


@pytest.mark.parametrize("block", blocks_in("python"), ids=str)
def test_python_block_compiles_and_imports_what_there_is(block):
    compile(block.code, str(block), "exec")

    for module, name in imports_of(block):
        assert hasattr(importlib.import_module(module), name)


def test_imports_of_blocks_are_in_the_python_reference():
    imported = {(module, name) for block in blocks_in("python") for module, name in imports_of(block)}

    assert {(module, name) for module, name in imported if not re.search(rf"\b{name}\b", REFERENCE)} == set()
    assert ("maigu_wagtail.models", "SharedPassword") in imported


@pytest.mark.parametrize("block", blocks_in("json"), ids=str)
def test_json_block_can_be_parsed(block):
    assert json.loads(block.code)


@pytest.mark.parametrize("block", blocks_in("yaml"), ids=str)
def test_yaml_block_can_be_parsed(block):
    assert yaml.safe_load(block.code)


@pytest.mark.parametrize("block", blocks_in("django"), ids=str)
def test_template_block_can_be_parsed(block):
    assert engines["django"].from_string(block.code)


@pytest.mark.parametrize("block", blocks_in("console", "sh"), ids=str)
def test_shell_block_can_be_parsed(block):
    parsed = subprocess.run(
        [shutil.which("bash"), "-n"], input="\n".join(block.commands), capture_output=True, text=True, check=False
    )

    assert block.commands
    assert (parsed.returncode, parsed.stderr) == (0, "")


@pytest.mark.parametrize("line", management_commands())
def test_management_command_exists_with_its_options(line):
    name, *options = shlex.split(line.partition(" > ")[0])
    command = load_command_class(get_commands()[name], name)

    parsed = command.create_parser("manage.py", name).parse_args(options)

    assert parsed


def test_modules_and_extras_of_blocks_exist():
    code = "\n".join(path.read_text() for path in PAGES)
    metadata = ConfigParser()
    metadata.read(ROOT / "setup.cfg")

    modules = set(re.findall(r"python -m ((?:tests|tests_browser|example_site|benchmarks)[\w.]*)", code))
    extras = set(re.findall(r"maigu[-_]wagtail\[(\w+)\]", code))

    assert {module for module in modules if importlib.util.find_spec(module) is None} == set()
    assert extras - set(metadata["options.extras_require"]) == set()
    assert modules
    assert extras


def test_every_block_has_a_language_that_is_tested():
    languages = {block.language for block in BLOCKS if not DIRECTIVE.fullmatch(block.language)}

    # The example in JavaScript runs in tests/api/test_documented.py.
    assert languages - UNREAD == {"console", "django", "js", "json", "python", "sh", "yaml"}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_settings_on_a_page_exist(path):
    named = set(re.findall(r"\bMAIGU_WAGTAIL_\w+", path.read_text()))

    assert named - named_settings() - SWAPS == set()
