"""
The examples of the documentation, as they stand, on a stock site with the built wheel.

Deselected unless asked for (``make wheel``), because it installs Wagtail once more. Not here: a custom base page model,
which has tests of its own (``tests/org``), and GraphQL, for which the page itself says with which versions it was tried.
"""

import json
import re
import shutil
import subprocess
from contextlib import contextmanager

import pytest
from PIL import Image

from tests.docs_code import ROOT, blocks_in
from tests.stock_sites import (
    add_settings,
    add_urls,
    build_wheel,
    completed,
    environment,
    install_as_in,
    make_environment,
    run,
    start_site,
)
from tests_browser.serving import free_port, wait_for

pytestmark = pytest.mark.wheel

# What the settings of the pages ask for, and what the example in Python imports.
REQUIREMENTS = ["wagtail>=8.0,<8.1", "django-cors-headers", "django-redis", "httpx"]
API = """
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

api_router = WagtailAPIRouter("wagtailapi")
{}
api_router.register_endpoint("pages", PagesAPIViewSet)
"""
BEFORE_PAGE_TYPES = """
from django.contrib.auth import get_user_model
from home.models import HomePage

home = HomePage.objects.get()
user = get_user_model().objects.create_superuser("editor", "editor@example.org", "password")
"""
AFTER_PAGE_TYPES = """
import json
from wagtail.rich_text import RichText

session.members_content = [("text", RichText("<p>MEMBERS-CANARY</p>"))]
session.save_revision().publish()
section.add_child(instance=SessionPage(title="A later one", slug="later", date=date(2024, 1, 18)))
states = [password.state, new.state]
SharedPassword.objects.create_password(section, "correct horse battery")
print(json.dumps([session.pk, states]))
"""
# What the examples open.
FILES = {
    "part-1.mp4": "tests/recordings/samples/hevc.mp4",
    "slides.pdf": "example_site/catalogue/media/targeting-the-source.pdf",
}
GET = """
from django.test import Client
answer = Client(headers={{"host": "localhost"}}).get({!r})
print(answer.status_code, answer.content.decode())
"""
BASE_TEMPLATE = (
    "<html><head><title>{% block page_title %}{% endblock %}</title>{% block head %}{% endblock %}</head>"
    "<body>OUR-BASE {% block main %}{% endblock %}</body></html>"
)
OWN_PAGE = """
from datetime import date
from home.models import HomePage
from maigu_wagtail.models import SessionIndexPage
from org.models import SessionPage
section = HomePage.objects.get().add_child(instance=SessionIndexPage(title="Library", slug="library"))
section.add_child(instance=SessionPage(title="Panel", slug="panel", date=date(2023, 12, 14), room="Room 12"))
print(section.sessions().get().room)
"""


def code_of(page, language="python"):
    return [block.code for block in blocks_in(language) if block.page == page]


def pages_with_settings():
    """Return the pages whose blocks set settings, except those with a test of their own, or for another package."""
    own = {"README.md", "docs/tutorial.md", "docs/how-to/own-page-types.md", "docs/how-to/override-templates.md"}
    # The recipes need wagtail-metadata or Wagtail CRX; the page says with which versions they were tried.
    packages = {"docs/how-to/seo-packages.md"}
    return sorted({block.page for block in blocks_in("python") if sets_settings(block.code)} - own - packages)


def sets_settings(code):
    return bool(re.search(r"^[A-Z_]{4,}(?:\[.*\])? = ", code, re.MULTILINE))


def manage(site, *arguments):
    python, project = site
    return run(python, "manage.py", *arguments, cwd=project)


def shell(site, code, *options):
    return manage(site, "shell", "--verbosity", "0", "--command", code, *options)


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    wheel = build_wheel(tmp_path_factory.mktemp("built"))
    return make_environment(tmp_path_factory.mktemp("environment"), f"{wheel}[s3,headless]", *REQUIREMENTS)


@pytest.fixture(scope="module")
def site(python, tmp_path_factory):
    """Make the site of the tutorial, with its API."""
    project = start_site(python, tmp_path_factory.mktemp("site"))
    install_as_in("docs/tutorial.md", project)
    (project / "mysite" / "api.py").write_text(API.format(code_of("docs/tutorial.md")[-1]))
    add_settings(project, 'INSTALLED_APPS += ["wagtail.api.v2", "rest_framework"]')
    add_urls(project, 'path("api/v2/", api_router.urls),', "from mysite.api import api_router\n")
    manage((python, project), "migrate", "--verbosity", "0")
    return python, project


@pytest.fixture(scope="module")
def page_types(site):
    """Run the examples of the page types; return the id of the session, and the states of the passwords."""
    for name, source in FILES.items():
        shutil.copy(ROOT / source, site[1] / name)
    Image.new("RGB", (64, 36)).save(site[1] / "part-1.jpg")
    (site[1] / "part-1.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nWelcome.\n")
    code = [BEFORE_PAGE_TYPES, *code_of("docs/reference/page-types.md"), AFTER_PAGE_TYPES]
    return json.loads(shell(site, "\n".join(code)).splitlines()[-1])


@contextmanager
def served(site, folder):
    """Serve a site while the block runs, and give its address."""
    python, project = site
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [python, "manage.py", "runserver", "--noreload", str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=project, env=environment(), stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_for(address, process, folder / "log")
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def test_examples_of_page_types_run(site, page_types):
    _session, states = page_types

    answer = shell(site, GET.format("/maig-u/civil-litigation/"))

    assert states == ["revoked", "revoked"]
    assert answer.startswith("200 ")
    assert "Amara Cole" in answer
    assert "A later one" in answer
    assert "MEMBERS-CANARY" not in answer


def test_examples_of_the_api_run(site, page_types, tmp_path):
    python, project = site
    node = shutil.which("node")
    assert node, "Install Node.js: one of the examples is in JavaScript."
    ways = {"sh": ["bash", "-eu"], "python": [python, "-W", "error"], "js": [node, "--input-type=module"]}
    printed = {}

    with served(site, tmp_path) as address:
        for language, command in ways.items():
            code = code_of("docs/how-to/headless.md", language)[-1].replace("https://cms.example.org", address)
            code = re.sub(r"sessions/5/", f"sessions/{page_types[0]}/", code)
            code = re.sub(r"\b(unlock|content)\(5, ", rf"\1({page_types[0]}, ", code)
            printed[language] = run(*command, cwd=tmp_path, input=code)

    assert [language for language, text in printed.items() if "MEMBERS-CANARY" not in text] == []
    assert set(printed) == {"sh", "python", "js"}


@pytest.mark.parametrize("page", pages_with_settings())
def test_settings_of_a_page_pass_the_checks(site, page, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "of this test alone, and longer than fifty characters")
    module = re.sub(r"\W", "_", page.removesuffix(".md"))
    settings = [code for code in code_of(page) if sets_settings(code) or "STORAGES" in code]
    add_settings(site[1], "\n".join(completed(code) for code in settings), module)

    output = manage(site, "check", f"--settings=mysite.settings.{module}")

    assert "System check identified" in output


def test_templates_of_the_page_override_ours(site, page_types):
    project = site[1]
    page = "docs/how-to/override-templates.md"
    between, session_page = code_of(page, "django")
    (settings,) = {code for code in code_of(page) if "maigu_base.html" in code}
    folder = project / "overridden"
    for name, text in (
        ("base.html", BASE_TEMPLATE),
        ("maigu_base.html", between),
        ("maigu_wagtail/session_page.html", session_page),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    add_settings(project, f'TEMPLATES[0]["DIRS"].insert(0, {str(folder)!r})\n{settings}', "overridden")

    manage(site, "check", "--settings=mysite.settings.overridden")
    answer = shell(site, GET.format("/maig-u/civil-litigation/"), "--settings=mysite.settings.overridden")

    assert answer.startswith("200 ")
    assert "OUR-BASE" in answer
    assert "<title>Civil litigation" in answer
    assert "Amara Cole" in answer
    assert "A later one" not in answer


def test_page_type_of_a_site_can_be_swapped_in(python, tmp_path):
    site = python, start_site(python, tmp_path)
    models, settings, *_custom_base_page = code_of("docs/how-to/own-page-types.md")
    run(python, "manage.py", "startapp", "org", cwd=site[1])
    (site[1] / "org" / "models.py").write_text(models)
    add_settings(site[1], completed(settings))
    add_urls(site[1], 'path("maigu/", include("maigu_wagtail.urls")),')

    manage(site, "makemigrations", "org")
    manage(site, "migrate", "--verbosity", "0")

    assert "Room 12" in shell(site, OWN_PAGE)
    assert shell(site, GET.format("/library/panel/")).startswith("200 ")
