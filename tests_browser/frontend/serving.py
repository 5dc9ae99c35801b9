"""The example front end as a visitor has it: built, served on an origin of its own, in a browser that may keep no cookies."""

import ast
import fcntl
import json
import shutil
import subprocess
import threading
from contextlib import contextmanager
from types import SimpleNamespace

from example_site.serve_frontend import DIST, server_of
from tests_browser.conftest import HEIGHTS, NO_COOKIES, film_site
from tests_browser.serving import ROOT, free_port

FRONTEND = ROOT / "example_site" / "frontend"
NODE = "Install Node.js 18.19 or later, with npm (Debian: apt-get install nodejs npm): the front end is built with it."
# What the build reads. The specification is in there by way of src/api/schema.d.ts.
SOURCES = ("index.html", "package-lock.json", "tsconfig.json", "vite.config.js", "public", "src")
WHERE = """
from maigu_wagtail.models import SessionIndexPage, SessionPage
pages = [*SessionIndexPage.objects.all(), *SessionPage.objects.all()]
print({page.url_path.removeprefix(page.get_site().root_page.url_path): page.pk for page in pages})
"""


def npm(*arguments):
    """Run npm in the front end's folder; return what it printed."""
    program = shutil.which("npm")
    assert program, NODE
    assert shutil.which("node"), NODE
    done = subprocess.run([program, *arguments], cwd=FRONTEND, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"npm {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@contextmanager
def alone():
    """Wait until no other process of this test run builds."""
    with (FRONTEND / "package.json").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def install():
    """Install what the lock file names, unless that has been done."""
    installed = FRONTEND / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < (FRONTEND / "package-lock.json").stat().st_mtime:
        npm("ci", "--no-audit", "--no-fund")


def build():
    """Build the front end, unless nothing has changed since the last time."""
    with alone():
        install()
        index = DIST / "index.html"
        if not index.exists() or index.stat().st_mtime < max(map(changed_at, sources())):
            npm("run", "build")


def sources():
    for name in SOURCES:
        path = FRONTEND / name
        yield from path.rglob("*") if path.is_dir() else [path]


def changed_at(path):
    return path.stat().st_mtime


@contextmanager
def front_end(port, api, section="maig-u"):
    """Serve the built front end while the block runs, and give its address."""
    config = {"api": api, "name": "Mayors Against Illegal Guns", "section": section}
    with server_of(port, config) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            # The name, not the number: to the browser it is another site than the API's, 127.0.0.1.
            yield f"http://localhost:{port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def served_front_end(folder, film_folder):
    """Serve the site, and the front end beside it; give both addresses, the ids of pages, and a way into the site."""
    build()
    port = free_port()
    settings = {
        "FRONTEND_ORIGINS": f"http://localhost:{port}",
        "DJANGO_SETTINGS_MODULE": "tests_browser.frontend.settings",
    }
    with film_site(folder, film_folder, **settings) as site:
        ids = ast.literal_eval(site.run_code(WHERE).strip().splitlines()[-1])
        with front_end(port, f"{site.address}/api/v2/") as address:
            yield SimpleNamespace(address=address, site=site.address, ids=ids, run_code=site.run_code)


def browser_options(options):
    """Return the options of the other tests' browser, with the front end's host among those that may be asked."""
    rules = [f"{rule}, EXCLUDE localhost" if rule.startswith("--host-resolver") else rule for rule in options["args"]]
    return {**options, "args": rules}


def page_options(base_url, width, *, dark=False, **more):
    return {
        "base_url": base_url,
        "viewport": {"width": width, "height": HEIGHTS[width]},
        "color_scheme": "dark" if dark else "light",
        "locale": "en-GB",
        "timezone_id": "America/New_York",
        **more,
    }


def forbid_cookies(profile):
    """Have the browser of a profile keep no cookies and no storage, of any site."""
    preferences = profile / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True, exist_ok=True)
    preferences.write_text(json.dumps(NO_COOKIES))
