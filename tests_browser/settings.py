"""The example site as on a developer's machine, but with files of its own and errors as visitors see them."""

import json
import os

from django import VERSION as DJANGO_VERSION
from django.conf import global_settings

from example_site.settings.dev import *  # noqa: F403 -- settings in layers
from example_site.settings.dev import MIDDLEWARE, STATICFILES_DIRS

MEDIA_ROOT = os.environ["BROWSER_TESTS_MEDIA"]
# Without DEBUG nothing serves uploaded files on this machine, so that the server of static files has to.
MEDIA_URL = "/static/media/"
STATICFILES_DIRS = [*STATICFILES_DIRS, ("media", MEDIA_ROOT)]
# Wagtail 8 saves a page by itself at a moment that depends on how fast the machine is, and the browser reports a form
# that can't be saved yet as an error. tests/admin/sessions/test_forms.py has it save.
WAGTAIL_AUTOSAVE_INTERVAL = 0
# Each visitor of a test comes from an address of its own (conftest.py).
MAIGU_WAGTAIL_TRUSTED_PROXIES = 1
# Members' files on an S3 server, where a test has one, with addresses that are soon no good.
if os.environ.get("BROWSER_TESTS_S3"):
    options = json.loads(os.environ["BROWSER_TESTS_S3"])
    STORAGES = {
        **global_settings.STORAGES,
        "maigu_recordings": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options},
    }
    MAIGU_WAGTAIL_FILE_LIFETIME = int(os.environ.get("BROWSER_TESTS_FILE_LIFETIME", "6"))
    MAIGU_WAGTAIL_DIRECT_UPLOAD = True
# A mail server of the tests, and a clock that they move.
if port := os.environ.get("BROWSER_TESTS_MAIL"):
    if DJANGO_VERSION >= (6, 1):
        MAILERS = {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": int(port)},
            }
        }
    else:
        EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(port)
if os.environ.get("BROWSER_TESTS_CLOCK"):
    MIDDLEWARE = ["tests_browser.clock.moved_clock", *MIDDLEWARE]
