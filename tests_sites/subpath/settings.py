"""A site below a path of its host, which it shares with others."""

from tests_sites.base import *  # noqa: F403 -- settings in layers

FORCE_SCRIPT_NAME = "/portal"
# Relative, so that Django puts the sub-path before them.
STATIC_URL = "static/"
MEDIA_URL = "media/"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/portal/"
