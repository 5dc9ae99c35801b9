"""The test site with both versions of the API, for ``tests/run_schemathesis.py``: nobody is told to wait."""

import os

from tests.settings import *  # noqa: F403 -- settings in layers

ROOT_URLCONF = "tests.leaks.urls"
MAIGU_WAGTAIL_RECORDINGS_FOLDER = os.environ.get("SCHEMATHESIS_FOLDER", "")
# Otherwise all but the first few passwords would get the same answer.
MAIGU_WAGTAIL_ATTEMPTS = MAIGU_WAGTAIL_ALARM = 1_000_000
MAIGU_WAGTAIL_WATCH_FIGURES = True
