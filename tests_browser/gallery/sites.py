"""The example site as it would look on other people's sites, and a member's way through it."""

import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from tests_browser.conftest import example_site
from tests_browser.members import PASSWORD, unlock

FOLDER = Path(__file__).parent
SECTION = "/maig-u/?q=gun"
SESSION = "/maig-u/connecting-silos/"
# An editor's own list, which must keep its markers where a site takes them from all lists.
LISTS = "<ul><li>One city</li></ul><ol><li>Two cities</li></ol>"
ADD_LISTS = f"""
from maigu_wagtail.models import SessionPage
page = SessionPage.objects.get(slug="connecting-silos", locale__language_code="en")
page.description += {LISTS!r}
page.save_revision().publish()
"""


def make_style_sheets(folder):
    """Write the style sheets of other people's sites to ``folder``; npm fetches them, in the versions of the lock file."""
    npm, node = shutil.which("npm"), shutil.which("node")
    assert npm, "Node.js has to be installed, with npm."
    assert node, "Node.js has to be installed."
    subprocess.run([npm, "ci", "--silent"], cwd=FOLDER, check=True)
    subprocess.run([node, "style.mjs", str(folder)], cwd=FOLDER, check=True)


@contextmanager
def other_sites(folder, style_sheets):
    """Serve the example site while the block runs, in the base template that a request asks for."""
    settings = "tests_browser.gallery.settings"
    with example_site(folder, DJANGO_SETTINGS_MODULE=settings, BROWSER_TESTS_GALLERY=str(style_sheets)) as site:
        site.run_code(ADD_LISTS)
        yield site


def walk(page):
    """Go through the section as a member does, and give the name of each page on the way."""
    page.goto(SECTION)
    yield "section"
    page.goto(SESSION)
    yield "session"
    unlock(page, "not the password")
    yield "wrong-password"
    unlock(page, PASSWORD)
    yield "watch"
