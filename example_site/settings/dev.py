"""Settings for development. With ``DEBUG=0``, the site shows its own error pages."""

import os

from django import VERSION as DJANGO_VERSION

from .base import *  # noqa: F403 -- settings in layers
from .environment import is_on, names

DEBUG = is_on("DEBUG", default=True)
SECRET_KEY = "only-for-a-developers-own-machine"  # noqa: S105 -- production takes its own from the environment
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
# The default address of example_site.serve_frontend.
CORS_ALLOWED_ORIGINS = names(os.environ.get("FRONTEND_ORIGINS", "http://localhost:8001"))
if DJANGO_VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
