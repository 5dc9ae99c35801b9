"""
The package as a site gets it: the built wheel, in a fresh environment, in a site made by ``wagtail start``.

Deselected unless asked for (``make wheel``), because it installs Wagtail twice.
"""

import json
import zipfile
from pathlib import Path

import pytest

from tests.stock_sites import build_wheel, install_as_in, make_environment, run, start_site, tracked_files

pytestmark = pytest.mark.wheel

PACKAGE = "maigu_wagtail"
WAGTAILS = ["wagtail>=7.4.3,<7.5", "wagtail>=8.0,<8.1"]

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


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build_wheel(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module", params=WAGTAILS, ids=["wagtail-7.4", "wagtail-8.0"])
def site(request, wheel, tmp_path_factory):
    """Make a stock site with what README tells a developer to add, and nothing more."""
    folder = tmp_path_factory.mktemp("site")
    python = make_environment(folder, wheel, request.param)
    project = start_site(python, folder)
    install_as_in("README.md", project)
    run(python, "manage.py", "migrate", "--verbosity", "0", cwd=project)
    return python, project


def test_wheel_contains_every_tracked_file_of_the_package(wheel):
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
def test_wheel_contains_one_file_of_each_kind(wheel, path):
    assert path in zipfile.ZipFile(wheel).namelist()


def test_wheel_contains_only_the_package(wheel):
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
