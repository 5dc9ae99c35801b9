"""
The package as a site gets it: the built wheel, in a fresh environment, in a site made by ``wagtail start``.

Deselected unless asked for (``make wheel``), because it installs Wagtail twice.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.wheel

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "maigu_wagtail"
WAGTAILS = ["wagtail>=7.4.3,<7.5", "wagtail>=8.0,<8.1"]

# Written into the stock site, and nothing more: what README tells a developer to add.
SETTINGS = 'INSTALLED_APPS = ["maigu_wagtail", "wagtail_modeladmin", *INSTALLED_APPS]\n'
URLS_BEFORE = '    path("search/", search_views.search, name="search"),\n'
URLS_AFTER = URLS_BEFORE + '    path("maigu/", include("maigu_wagtail.urls")),\n'

VISIT = """
import json
from datetime import date
from importlib.resources import files

import maigu_wagtail
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils.translation import gettext, override
from home.models import HomePage
from maigu_wagtail.models import SessionIndexPage, SessionPage

home = HomePage.objects.get()
section = home.add_child(instance=SessionIndexPage(title="Library", slug="library"))
section.add_child(instance=SessionPage(title="Panel on parks", slug="panel", date=date(2023, 12, 14)))
client = Client(headers={"host": "localhost"})
answers = {path: client.get(path) for path in ["/library/", "/library/panel/", "/library/feed/", "/library/calendar.ics"]}
with override("es"):
    spanish = gettext("Speaker")
print(json.dumps({
    "package": str(files(maigu_wagtail)),
    "statuses": {path: answer.status_code for path, answer in answers.items()},
    "section": answers["/library/"].content.decode(),
    "css": finders.find("maigu_wagtail/css/maigu.css"),
    "spanish": spanish,
}))
"""


def run(*command, cwd):
    """Run ``command`` with nothing in its environment that could lead it to the working copy."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO", "VIRTUAL"))
    }
    done = subprocess.run([*map(str, command)], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def tracked_files():
    """Return the paths of the package's files that git keeps or would keep."""
    listed = run(
        "git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", cwd=ROOT
    ).splitlines()
    return [path for path in listed if (ROOT / path).is_file()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build from what git has, so that nothing left lying in the working copy gets in."""
    source = tmp_path_factory.mktemp("source")
    for path in tracked_files():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, source / path)
    target = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", target, source, cwd=target)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module", params=WAGTAILS, ids=["wagtail-7.4", "wagtail-8.0"])
def site(request, wheel, tmp_path_factory):
    """Make a stock site beside an environment that has only the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("site")
    run(sys.executable, "-m", "venv", folder / "env", cwd=folder)
    python = folder / "env" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", wheel, request.param, cwd=folder)
    run(folder / "env" / "bin" / "wagtail", "start", "mysite", cwd=folder)
    project = folder / "mysite"
    (project / "mysite" / "settings" / "local.py").write_text(f"from .base import INSTALLED_APPS\n\n{SETTINGS}")
    urls = project / "mysite" / "urls.py"
    text = urls.read_text()
    assert URLS_BEFORE in text
    urls.write_text(text.replace(URLS_BEFORE, URLS_AFTER))
    run(python, "manage.py", "migrate", "--verbosity", "0", cwd=project)
    return python, project


def test_wheel_holds_every_tracked_file_of_the_package(wheel):
    expected = {path for path in tracked_files() if path.startswith(f"{PACKAGE}/")}

    names = set(zipfile.ZipFile(wheel).namelist())

    assert {path for path in expected - names if not path.endswith(".po")} == set()


@pytest.mark.parametrize(
    "path",
    [
        "maigu_wagtail/py.typed",
        "maigu_wagtail/migrations/0001_initial.py",
        "maigu_wagtail/templates/maigu_wagtail/session_page.html",
        "maigu_wagtail/static/maigu_wagtail/css/maigu.css",
        "maigu_wagtail/locale/es/LC_MESSAGES/django.mo",
    ],
)
def test_wheel_holds_one_file_of_each_kind(wheel, path):
    assert path in zipfile.ZipFile(wheel).namelist()


def test_wheel_holds_nothing_but_the_package(wheel):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert tops == {PACKAGE, f"{'-'.join(wheel.name.split('-')[:2])}.dist-info"}


def test_stock_site_needs_no_migration_of_its_own(site):
    python, project = site

    output = run(python, "manage.py", "makemigrations", "--check", "--dry-run", cwd=project)

    assert "No changes detected" in output


def test_stock_site_serves_a_section(site):
    python, project = site

    answer = json.loads(run(python, "manage.py", "shell", "--verbosity", "0", "--command", VISIT, cwd=project))

    assert Path(answer["package"]).is_relative_to(python.parent.parent)
    assert answer["statuses"] == dict.fromkeys(answer["statuses"], 200)
    assert len(answer["statuses"]) == 4
    assert "Panel on parks" in answer["section"]
    assert "maigu_wagtail/css/maigu.css" in answer["section"]
    assert Path(answer["css"]).is_relative_to(python.parent.parent)
    assert answer["spanish"] not in {"", "Speaker"}
