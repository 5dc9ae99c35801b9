"""How Sphinx builds these pages: ``make docs``."""

import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
# The reference of the Python API imports the models.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from maigu_wagtail import __version__  # noqa: E402 -- settings first

REPOSITORY = "https://github.com/maigu-wagtail/maigu_wagtail"

project = "maigu_wagtail"
author = "the maigu_wagtail authors"
project_copyright = author
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_copybutton"]
# A reference to a name that is not on these pages is an error. Names of other packages are not looked up: the build
# must not depend on their sites. The last two are parameters that only the package itself passes.
nitpicky = True
nitpick_ignore_regex = [
    ("py:.*", r"(collections|datetime|django|dt|modelcluster|rest_framework|treebeard|uuid|wagtail|zoneinfo)\..*"),
    ("py:.*", r"[A-Za-z]+"),
    ("py:.*", r"maigu_wagtail\.access\.(grants\.Grant|scope\.Lock)"),
]

# Links to headings work as on GitHub, where these pages are read too.
myst_heading_anchors = 3
# Quotation marks in a docstring can be code.
smartquotes = False
# The prompt and the output of a command are not copied.
copybutton_exclude = ".linenos, .gp, .go"

autodoc_member_order = "bysource"

html_theme = "furo"
html_title = f"{project} {release}"
html_theme_options = {
    "source_repository": REPOSITORY,
    "source_branch": "main",
    "source_directory": "docs/",
}
