"""A site over HTTPS alone, whose policy allows nothing but its own files."""

from tests_sites.base import *  # noqa: F403 -- settings in layers
from tests_sites.base import MIDDLEWARE

MIDDLEWARE = ["tests_sites.strict_csp.policy.allow_own_files_only", *MIDDLEWARE]
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CSRF_COOKIE_HTTPONLY = True
WAGTAILADMIN_BASE_URL = "https://localhost"
