"""The example site as on a developer's machine, but with files of its own and errors as visitors see them."""

import os

from example_site.settings.dev import *  # noqa: F403 -- settings in layers
from example_site.settings.dev import STATICFILES_DIRS

MEDIA_ROOT = os.environ["BROWSER_TESTS_MEDIA"]
# Without DEBUG nothing serves uploaded files on this machine, so that the server of static files has to.
MEDIA_URL = "/static/media/"
STATICFILES_DIRS = [*STATICFILES_DIRS, ("media", MEDIA_ROOT)]
# Each visitor of a test comes from an address of its own (conftest.py).
MAIGU_WAGTAIL_TRUSTED_PROXIES = 1
