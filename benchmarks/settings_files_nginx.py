"""The same site with nginx in front, which sends the files."""

from benchmarks.settings_files import *  # noqa: F403

MAIGU_WAGTAIL_SENDFILE = "X-Accel-Redirect"
