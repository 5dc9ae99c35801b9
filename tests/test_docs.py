import ast
import re
from configparser import ConfigParser
from pathlib import Path

import pytest

from maigu_wagtail import __version__
from maigu_wagtail.conf import Conf

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
SETTINGS_PAGE = (ROOT / "docs" / "reference" / "settings.md").read_text()
CHECKS_PAGE = (ROOT / "docs" / "reference" / "checks.md").read_text()
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
SWAPS = {"MAIGU_WAGTAIL_SESSIONPAGE_MODEL", "MAIGU_WAGTAIL_SESSIONINDEXPAGE_MODEL"}


@pytest.fixture(scope="module")
def metadata():
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg")
    return parser


def supported(name):
    """Return the versions in README's table of what is supported, in the row ``name``."""
    (row,) = re.findall(rf"^\| {name} \| (.*) \|$", README, re.MULTILINE)
    return re.findall(r"\d+\.\d+(?:\.\d+)?", row)


def classified(metadata, prefix):
    """Return the versions in setup.cfg's classifiers that begin with ``prefix``."""
    lines = metadata["metadata"]["classifiers"].splitlines()
    return re.findall(rf"^{re.escape(prefix)} :: ([\d.]+)$", "\n".join(lines), re.MULTILINE)


def lower_bound(metadata, package):
    """Return the version after ``>=`` of a requirement in setup.cfg."""
    (bound,) = re.findall(rf"^{package}>=(.*)$", metadata["options"]["install_requires"], re.MULTILINE)
    return bound


def named_settings():
    """Return the settings that ``conf`` reads and that are this package's own."""
    return {name for name in vars(Conf) if name.startswith("MAIGU_WAGTAIL_")}


def check_ids():
    """Return the ids of system checks that stand in the package's code."""
    trees = [ast.parse(path.read_text()) for path in (ROOT / "maigu_wagtail").rglob("*.py")]
    texts = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {text for text in texts if isinstance(text, str) and re.fullmatch(r"maigu_wagtail\.[EWI]\d{3}", text)}


def rows(page):
    """Return what stands in the first column of a page's tables, in code."""
    return re.findall(r"^\| `([^`]+)`", page, re.MULTILINE)


def test_settings_page_lists_every_setting():
    documented = {name for name in rows(SETTINGS_PAGE) if name.startswith("MAIGU_WAGTAIL_")}

    assert documented == named_settings() | SWAPS


@pytest.mark.parametrize("name", ["MAIGU_WAGTAIL_FEED_LENGTH", "MAIGU_WAGTAIL_SPEAKER_CHOICES"])
def test_settings_page_gives_the_default_in_force(name):
    default = getattr(Conf(), name)

    assert f"| `{name}` | `{default}` |" in SETTINGS_PAGE


def test_checks_page_lists_every_check():
    assert sorted(rows(CHECKS_PAGE)) == sorted(check_ids())
    assert check_ids()


def test_readme_supports_the_pythons_of_the_classifiers(metadata):
    versions = supported("Python")

    assert versions == classified(metadata, "Programming Language :: Python")
    assert metadata["options"]["python_requires"] == f">={versions[0]}"


def test_readme_supports_the_djangos_of_the_classifiers(metadata):
    versions = supported("Django")

    assert versions == classified(metadata, "Framework :: Django")
    assert versions[0] == lower_bound(metadata, "Django")


def test_readme_supports_the_wagtails_of_the_classifiers(metadata):
    versions = supported("Wagtail")

    assert sorted({version.split(".")[0] for version in versions}) == classified(metadata, "Framework :: Wagtail")
    assert lower_bound(metadata, "wagtail") in versions


def test_readme_names_the_version_of_the_package():
    assert f"Version {'.'.join(__version__.split('.')[:2])}:" in README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_of_a_page_are_in_the_makefile(page):
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    commands = set(re.findall(r"(?:\$ |`|=\S+ )make ([a-z0-9-]+)", page.read_text()))

    assert commands - targets == set()


def test_readme_begins_with_the_two_commands():
    commands = re.findall(r"^\$ (make .*)$", README, re.MULTILINE)

    assert commands == ["make run", "make test"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_templates_page_names_every_block():
    blocks = set()
    for path in (ROOT / "maigu_wagtail" / "templates" / "maigu_wagtail").glob("*.html"):
        blocks.update(re.findall(r"{% block (maigu_\w+) %}", path.read_text()))

    page = (ROOT / "docs" / "how-to" / "override-templates.md").read_text()

    assert {block for block in blocks if f"`{block}`" not in page} == set()
    assert "maigu_content" in blocks


def test_theme_page_names_every_property():
    css = (ROOT / "maigu_wagtail" / "static" / "maigu_wagtail" / "css" / "maigu.css").read_text()

    properties = set(re.findall(r"^\s*(--maigu-[a-z-]+):", css, re.MULTILINE))

    page = (ROOT / "docs" / "how-to" / "theme.md").read_text()
    assert {name for name in properties if f"`{name}`" not in page} == set()
    assert "--maigu-accent" in properties
