import shutil
import sys
from contextlib import ExitStack
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


def pytest_configure(config):
    config.addinivalue_line("markers", "stock: works through the CMS of a site fresh from wagtail start (a minute)")


@pytest.fixture(scope="session")
def browser():
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "Chromium has to be installed."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=BROWSER_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Serve the example site with its catalogue and the stage's section, and give its address."""
    folder = tmp_path_factory.mktemp("example")
    port = free_port()
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests_browser.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "ADMIN_BASE_URL": f"http://127.0.0.1:{port}",
        "BROWSER_TESTS_MEDIA": str(folder / "media"),
    }
    # The accounts are only made on a developer's machine, that is with DEBUG.
    env = environment(**settings, DEBUG="1")
    run(sys.executable, MANAGE, "prepare", "--port", port, env=env)
    build = "from tests_browser.stage import build; build()"
    run(sys.executable, MANAGE, "shell", "--verbosity", "0", "--command", build, env=env)
    # Without DEBUG the site shows its own error pages; --insecure serves its static files all the same.
    env = environment(**settings, DEBUG="0")
    with served(MANAGE, port=port, log=folder / "log", env=env, options=["--insecure"]) as address:
        yield address


@pytest.fixture
def new_page(browser, site):
    """Give a function that opens a fresh page; afterwards nothing may have gone wrong in any of them."""
    asked, problems = [], []

    def watch(page):
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: _note(message, page, problems))

    with ExitStack() as stack:

        def open_page(*, width=DESKTOP, height=None, dark=False, **options):
            context = browser.new_context(
                base_url=site,
                viewport={"width": width, "height": height or HEIGHTS.get(width, 900)},
                color_scheme="dark" if dark else "light",
                locale="en-GB",
                **options,
            )
            stack.callback(context.close)
            context.set_default_timeout(15_000)
            page = context.new_page()
            watch(page)
            return page

        yield open_page

    assert {url for url in asked if urlsplit(url).scheme.startswith("http") and not url.startswith(f"{site}/")} == set()
    assert problems == []


def _note(message, page, problems):
    # Chromium reports a page's own 403 or 404 here as well, which the tests look at themselves.
    if message.type in {"error", "warning"} and message.location.get("url") != page.url:
        problems.append(f"{page.url}: {message.text} ({message.location.get('url')})")
