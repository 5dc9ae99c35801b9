import itertools
import json
import shutil
import sys
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests_browser.serving import ROOT, environment, free_port, run, served

MANAGE = ROOT / "example_site" / "manage.py"
PHONE, DESKTOP = 390, 1280
HEIGHTS = {PHONE: 844, DESKTOP: 900}
BROWSER_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    # Whatever a page asks of another host fails at once, and is seen.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
NO_COOKIES = {"profile": {"default_content_setting_values": {"cookies": 2}}}


def pytest_configure(config):
    config.addinivalue_line("markers", "engines: runs in Firefox and WebKitGTK")
    config.addinivalue_line("markers", "stock: works through the CMS of a site fresh from wagtail start (a minute)")


@pytest.fixture(scope="session")
def chromium():
    """Give Playwright's Chromium, and the options with which the one of this machine is started."""
    with sync_playwright() as playwright:
        yield playwright.chromium, installed_chromium()


def installed_chromium():
    """Return the options with which Playwright starts the Chromium of this machine."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "Chromium has to be installed."
    return {"executable_path": program, "args": BROWSER_OPTIONS}


@pytest.fixture(scope="session")
def browser(chromium):
    kind, options = chromium
    # The same browser without its windows, where it is installed: what needs no profile of its own is quicker there.
    if shell := shutil.which("chromium-headless-shell"):
        options = {**options, "executable_path": shell}
    browser = kind.launch(**options)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """Serve the example site with its catalogue and the stage's sections; give its address, and a way into it."""
    with example_site(tmp_path_factory.mktemp("example")) as example:
        yield example


@contextmanager
def example_site(folder, *, stage="from tests_browser.stage import build; build()", **more):
    """Serve the example site, with what the code ``stage`` adds, out of ``folder``; ``more`` stands in its environment."""
    port = free_port()
    settings = {**site_settings(folder, port), **more}
    # The accounts are only made on a developer's machine, that is with DEBUG.
    env = environment(**settings, DEBUG="1")
    shutil.copytree(prepared_site().name, folder, dirs_exist_ok=True)

    def run_code(code):
        return run(sys.executable, MANAGE, "shell", "--verbosity", "0", "--command", code, env=env)

    run_code(f"from wagtail.models import Site; Site.objects.update(port={port})\n{stage}")
    # Without DEBUG the site shows its own error pages; --insecure serves its static files all the same.
    served_env = environment(**settings, DEBUG="0")
    with served(MANAGE, port=port, log=folder / "log", env=served_env, options=["--insecure"]) as address:
        yield SimpleNamespace(address=address, run_code=run_code)


@cache
def prepared_site():
    """Prepare the example site, once for all that are served, and give the temporary folder to copy."""
    folder = TemporaryDirectory(prefix="example-site-")
    env = environment(**site_settings(Path(folder.name), 8000), DEBUG="1")
    run(sys.executable, MANAGE, "prepare", env=env)
    return folder


def site_settings(folder, port):
    return {
        "DJANGO_SETTINGS_MODULE": "tests_browser.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "ADMIN_BASE_URL": f"http://127.0.0.1:{port}",
        "BROWSER_TESTS_MEDIA": str(folder / "media"),
    }


@contextmanager
def film_site(folder, films, **environment):
    """Serve the example site with the films of a folder while the block runs."""
    with example_site(folder, **environment) as site:
        site.run_code(f"from tests_browser.stage_films import build; build({str(films)!r})")
        yield site


@pytest.fixture(scope="session")
def film_folder(tmp_path_factory):
    # Not sooner: the tests of a stock site run where ffmpeg and the S3 server are not installed.
    from tests_browser.films import make_films

    folder = tmp_path_factory.mktemp("films")
    make_films(folder)
    return folder


@pytest.fixture(scope="session")
def folder_site(tmp_path_factory, film_folder):
    with film_site(tmp_path_factory.mktemp("films-folder"), film_folder) as site:
        yield site


@pytest.fixture(scope="session")
def s3_site(tmp_path_factory, film_folder):
    from tests.s3_server import s3_server

    with s3_server() as server:
        options = json.dumps(server.options(server.make_bucket("films")))
        with film_site(tmp_path_factory.mktemp("films-s3"), film_folder, BROWSER_TESTS_S3=options) as site:
            yield site


@pytest.fixture(scope="session")
def site(example):
    """Give the address of the example site."""
    return example.address


@pytest.fixture(scope="session")
def staff(example):
    """Give a function that runs code in the example site while it is served, as its staff act in the CMS."""
    names = "from maigu_wagtail.models import SessionIndexPage, SharedPassword\n"
    return lambda code: example.run_code(names + code)


@pytest.fixture
def watch(site):
    """Give a function that watches a page; afterwards nothing may have gone wrong in any of them."""
    asked, problems = [], []

    def watch_page(page):
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: _note(message, page, problems))
        return page

    yield watch_page

    assert {url for url in asked if urlsplit(url).scheme.startswith("http") and not url.startswith(f"{site}/")} == set()
    assert problems == []


addresses = (f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}" for number in itertools.count(1))


def visitor_options(site, width, height, dark, options):
    return {
        "base_url": site,
        "viewport": {"width": width, "height": height or HEIGHTS.get(width, 900)},
        "color_scheme": "dark" if dark else "light",
        "locale": "en-GB",
        # Each visitor has an address of their own, so that nobody has to wait for the mistakes of another.
        "extra_http_headers": {"X-Forwarded-For": next(addresses)},
        **options,
    }


@pytest.fixture
def new_page(browser, site, watch):
    """Give a function that opens a fresh page of a new visitor."""
    with ExitStack() as stack:

        def open_page(*, width=DESKTOP, height=None, dark=False, **options):
            context = browser.new_context(**visitor_options(site, width, height, dark, options))
            stack.callback(context.close)
            context.set_default_timeout(15_000)
            return watch(context.new_page())

        yield open_page


@pytest.fixture
def visit(browser):
    """Give a function that opens a page of a new visitor of a site; no script may have failed in it afterwards."""
    problems = []
    with ExitStack() as stack:

        def visit(site, *, width=DESKTOP, dark=False, **options):
            context = browser.new_context(**visitor_options(site.address, width, None, dark, options))
            stack.callback(context.close)
            context.set_default_timeout(20_000)
            page = context.new_page()
            page.on("pageerror", lambda error: problems.append(str(error)))
            return page

        yield visit
    assert problems == []


@pytest.fixture
def start_browser(chromium, site, watch, tmp_path):
    """Give a function that starts a browser with a profile that is kept, and gives its page; called again, it restarts."""
    kind, started = chromium
    running = []

    def close():
        while running:
            running.pop().close()

    def start(*, width=PHONE, height=None, dark=False, keeps_cookies=True, **options):
        close()
        preferences = tmp_path / "Default" / "Preferences"
        if not keeps_cookies and not preferences.exists():
            preferences.parent.mkdir(parents=True)
            preferences.write_text(json.dumps(NO_COOKIES))
        running.append(
            kind.launch_persistent_context(tmp_path, **started, **visitor_options(site, width, height, dark, options))
        )
        running[0].set_default_timeout(15_000)
        return watch(running[0].pages[0])

    yield start
    close()


def _note(message, page, problems):
    # Chromium reports a page's own 403 or 404 here as well, which the tests look at themselves.
    if message.type in {"error", "warning"} and message.location.get("url") != page.url:
        problems.append(f"{page.url}: {message.text} ({message.location.get('url')})")
