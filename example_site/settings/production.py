"""
Settings for production, behind HTTPS. Secrets and local paths come from the environment.

Required: ``SECRET_KEY`` and ``ALLOWED_HOSTS``. Optional: ``DATABASE_URL``, ``CACHE_URL``,
``ADMIN_BASE_URL``, ``SECRET_KEY_FALLBACKS``, ``CSRF_TRUSTED_ORIGINS``, ``FRONTEND_ORIGINS``, ``MEDIA_ROOT``,
``STATIC_ROOT``, ``RECORDINGS_FOLDER``, ``SENDFILE``, ``HSTS_SECONDS``, ``BEHIND_TLS_PROXY``, ``LOG_LEVEL``, ``DEFAULT_FROM_EMAIL``
and ``EMAIL_HOST``, ``EMAIL_PORT``, ``EMAIL_HOST_USER``, ``EMAIL_HOST_PASSWORD``, ``EMAIL_USE_TLS``; for recordings in S3
``RECORDINGS_BUCKET``, ``RECORDINGS_REGION``, ``RECORDINGS_ENDPOINT`` and ``RECORDINGS_DIRECT_UPLOAD``; for several app servers
``TRUSTED_PROXIES``, ``PAGE_MAX_AGE``, ``MEDIA_BUCKET`` and ``MEDIA_DOMAIN`` (docs/how-to/deploy.md).
"""

import os
from pathlib import Path

from django import VERSION as DJANGO_VERSION
from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403 -- settings in layers
from .base import MEDIA_ROOT, MIDDLEWARE, STATIC_ROOT, STORAGES
from .environment import is_on, media_storage, names, required, whole_number

DEBUG = False

SECRET_KEY = required("SECRET_KEY", "a random string of at least 50 characters")
SECRET_KEY_FALLBACKS = names(os.environ.get("SECRET_KEY_FALLBACKS", ""))
ALLOWED_HOSTS = names(required("ALLOWED_HOSTS", "the site’s host names, separated by commas"))
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is “*”, which accepts any host. List the site’s own host names.")
CSRF_TRUSTED_ORIGINS = names(os.environ.get("CSRF_TRUSTED_ORIGINS", ""))
WAGTAILADMIN_BASE_URL = os.environ.get("ADMIN_BASE_URL", f"https://{ALLOWED_HOSTS[0].lstrip('.')}")

MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", MEDIA_ROOT))
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", STATIC_ROOT))
STORAGES.update(media_storage(os.environ.get("MEDIA_BUCKET", "")))
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
if "RECORDINGS_FOLDER" in os.environ:
    MAIGU_WAGTAIL_RECORDINGS_FOLDER = os.environ["RECORDINGS_FOLDER"]
# With nginx or Apache in front, the web server sends members' files itself.
MAIGU_WAGTAIL_SENDFILE = os.environ.get("SENDFILE") or None
# How many proxies of one's own, such as nginx, add the client's address to X-Forwarded-For.
MAIGU_WAGTAIL_TRUSTED_PROXIES = whole_number("TRUSTED_PROXIES", 0)
# The base template shows every visitor the same, so browsers and proxies may store public pages.
MAIGU_WAGTAIL_PAGE_MAX_AGE = whole_number("PAGE_MAX_AGE", 0) or None
MIDDLEWARE = [MIDDLEWARE[0], "whitenoise.middleware.WhiteNoiseMiddleware", *MIDDLEWARE[1:]]

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked from inside
SECURE_HSTS_SECONDS = whole_number("HSTS_SECONDS", 365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if is_on("BEHIND_TLS_PROXY"):
    # Only if the proxy sets this header itself: otherwise anybody could claim to use HTTPS.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# EMAIL_HOST sends notifications to editors and password resets for their accounts.
MAIL = {
    "host": os.environ.get("EMAIL_HOST", "localhost"),
    "port": whole_number("EMAIL_PORT", 25),
    "username": os.environ.get("EMAIL_HOST_USER", ""),
    "password": os.environ.get("EMAIL_HOST_PASSWORD", ""),
    "use_tls": is_on("EMAIL_USE_TLS"),
}
if DJANGO_VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": MAIL}}
else:
    EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS = MAIL.values()
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", f"webmaster@{ALLOWED_HOSTS[0].lstrip('.')}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
