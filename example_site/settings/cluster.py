"""Settings for ``make run-cluster``: those of production, over plain HTTP on one machine."""

from django import VERSION as DJANGO_VERSION

from .environment import is_on
from .production import *  # noqa: F403 -- settings in layers
from .production import STORAGES

# Only while the site is prepared, which creates the accounts.
DEBUG = is_on("DEBUG")

SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
STORAGES["default"]["OPTIONS"]["url_protocol"] = "http:"
if DJANGO_VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
