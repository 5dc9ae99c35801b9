"""Settings for the site's tests: as in development, but with temporary files and the error pages for visitors."""

import tempfile

from .base import *  # noqa: F403 -- settings in layers

DEBUG = False
SECRET_KEY = "only-for-tests"  # noqa: S105 -- protects nothing
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
MEDIA_ROOT = tempfile.mkdtemp(prefix="example-site-media-")
MAIGU_WAGTAIL_RECORDINGS_FOLDER = tempfile.mkdtemp(prefix="example-site-recordings-")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; nothing here is secret
