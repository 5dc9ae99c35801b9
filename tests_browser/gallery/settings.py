"""The example site, whose public pages are shown in the base template that the header ``Gallery`` of a request names."""

import os
from pathlib import Path

from tests_browser.settings import *  # noqa: F403 -- settings in layers
from tests_browser.settings import STATICFILES_DIRS, TEMPLATES

TEMPLATES = [{**TEMPLATES[0], "DIRS": [*TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]}]
STATICFILES_DIRS = [*STATICFILES_DIRS, ("gallery", os.environ["BROWSER_TESTS_GALLERY"])]
MAIGU_WAGTAIL_BASE_TEMPLATE = "gallery/chosen.html"
