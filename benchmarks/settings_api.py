"""The site with all APIs that there are."""

from benchmarks.settings import *  # noqa: F403

ROOT_URLCONF = "tests.leaks.urls"
# An answer of 500 is a result here, not something to read about.
LOGGING = {"version": 1, "loggers": {"django.request": {"level": "CRITICAL"}}}
