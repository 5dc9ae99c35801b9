import ast
import json
import re
from configparser import ConfigParser
from pathlib import Path

import pytest

from maigu_wagtail import __version__
from maigu_wagtail.conf import Conf
from tests.docs_code import PAGES

ROOT = Path(__file__).resolve().parent.parent
IMAGES = sorted((ROOT / "docs" / "images").iterdir())
README = (ROOT / "README.md").read_text()
SETTINGS_PAGE = (ROOT / "docs" / "reference" / "settings.md").read_text()
CHECKS_PAGE = (ROOT / "docs" / "reference" / "checks.md").read_text()
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
    versions = re.findall(rf"^{re.escape(prefix)} :: ([\d.]+)$", "\n".join(lines), re.MULTILINE)
    return [version for version in versions if (prefix, version) != ("Programming Language :: Python", "3")]


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
def test_settings_page_has_the_current_defaults(name):
    default = getattr(Conf(), name)

    assert f"| `{name}` | `{default}` |" in SETTINGS_PAGE


def test_checks_page_lists_every_check():
    assert sorted(rows(CHECKS_PAGE)) == sorted(check_ids())
    assert check_ids()


def test_readme_lists_the_python_versions_of_the_classifiers(metadata):
    versions = supported("Python")

    assert versions == classified(metadata, "Programming Language :: Python")
    assert metadata["options"]["python_requires"] == f">={versions[0]}"


def test_readme_lists_the_django_versions_of_the_classifiers(metadata):
    versions = supported("Django")

    assert versions == classified(metadata, "Framework :: Django")
    assert versions[0] == lower_bound(metadata, "Django")


def test_readme_lists_the_wagtail_versions_of_the_classifiers(metadata):
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


def test_readme_starts_with_the_two_commands():
    commands = re.findall(r"^\$ (make .*)$", README, re.MULTILINE)

    assert commands == ["make run", "make test"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_work(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_templates_page_lists_every_block():
    blocks = set()
    for path in (ROOT / "maigu_wagtail" / "templates" / "maigu_wagtail").glob("*.html"):
        blocks.update(re.findall(r"{% block (maigu_\w+) %}", path.read_text()))

    page = (ROOT / "docs" / "how-to" / "override-templates.md").read_text()

    assert {block for block in blocks if f"`{block}`" not in page} == set()
    assert "maigu_content" in blocks


def test_theme_page_lists_every_property():
    css = (ROOT / "maigu_wagtail" / "static" / "maigu_wagtail" / "css" / "maigu.css").read_text()

    properties = set(re.findall(r"^\s*(--maigu-[a-z-]+):", css, re.MULTILINE))

    page = (ROOT / "docs" / "how-to" / "theme.md").read_text()
    assert {name for name in properties if f"`{name}`" not in page} == set()
    assert "--maigu-accent" in properties


@pytest.mark.parametrize("page", ["README.md", "docs/tutorial.md"])
def test_installation_lists_the_package_after_the_apps_of_the_site(page):
    (listed,) = re.findall(r"^INSTALLED_APPS = \[([^\]]+?)\.\.\.", (ROOT / page).read_text(), re.MULTILINE)

    names = re.findall(r'"([^"]+)"', listed)

    # Those of a site made by `wagtail start`.
    assert names[0] == "home"
    assert set(names[:-2]) <= {"home", "search"}
    assert names[-2:] == ["maigu_wagtail", "wagtail_modeladmin"]


def repository(metadata):
    """Return the address of the repository, from the package's metadata."""
    (address,) = re.findall(r"^Source = (.*)$", metadata["metadata"]["project_urls"], re.MULTILINE)
    return address


def test_readme_links_work_wherever_it_is_shown(metadata):
    links = re.findall(r"\]\(([^)]+)\)", README)
    source = repository(metadata)
    raw = source.replace("https://github.com/", "https://raw.githubusercontent.com/")

    files = [path for link in links for path in re.findall(rf"^(?:{source}/blob|{raw})/main/(.*)$", link)]

    assert [link for link in links if not link.startswith("https://")] == []
    assert [path for path in files if not (ROOT / path).is_file()] == []
    assert {"docs/images/section.png", "docs/images/watch-desktop.png", "LICENSE"} <= set(files)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_addresses_of_the_repository_agree(page, metadata):
    found = set(re.findall(r"https://github\.com/[\w-]+/maigu_wagtail\b", page.read_text()))

    assert found <= {repository(metadata)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pictures_have_a_text_instead(page):
    texts = re.findall(r"!\[([^\]]*)\]", page.read_text())

    assert [text for text in texts if len(text.split()) < 3] == []
    assert "<img" not in page.read_text()


@pytest.mark.parametrize("image", IMAGES, ids=lambda image: image.name)
def test_picture_is_shown_and_can_be_taken_again(image):
    taken = (ROOT / "tests_browser" / "screenshots.py").read_text()

    assert any(f"images/{image.name})" in page.read_text() for page in PAGES)
    assert f'"{image.stem}"' in taken


def test_version_is_in_the_changelog_and_in_the_description_of_the_api():
    changelog = (ROOT / "CHANGELOG.md").read_text()
    described = json.loads((ROOT / "maigu_wagtail" / "api" / "openapi" / "openapi.json").read_text())
    versions = re.findall(r"^## (.*)$", changelog, re.MULTILINE)

    assert versions[0] == "Unreleased"
    assert ".dev" in __version__ or re.fullmatch(rf"{__version__} - \d{{4}}-\d\d-\d\d", versions[1])
    assert described["info"]["version"] == __version__
