"""What all these sites have in common: the settings of ``tests``, with the site's own app in front of the package."""

from tests.settings import *  # noqa: F403 -- settings in layers
from tests.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in {"wagtail_headless_preview", "wagtail.api.v3", "ninja"}]
MIDDLEWARE = [*MIDDLEWARE, "wagtail.contrib.redirects.middleware.RedirectMiddleware"]
# What `manage.py check` says on this site, exactly.
EXPECTED_CHECKS: list[str] = []
