"""The same site with Apache in front, which sends the files."""

from benchmarks.settings_files import *  # noqa: F403

MAIGU_WAGTAIL_SENDFILE = "X-Sendfile"
