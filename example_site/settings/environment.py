"""What the environment may set, with an error that says what to type where it is missing or wrong."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def required(name, purpose):
    """Return the variable ``name``; ``purpose`` completes the error where it is missing."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"The environment variable {name} is not set. Set it to {purpose}.")
    return value


def names(value):
    """Return the parts of a comma-separated list."""
    return [part.strip() for part in value.split(",") if part.strip()]


def is_on(name, default=False):
    """Return whether the variable ``name`` says yes."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        raise ImproperlyConfigured(f"The environment variable {name} is “{value}”. Set it to 1 or 0.")
    return default


def whole_number(name, default):
    """Return the variable ``name`` as a whole number."""
    value = os.environ.get(name, "").strip()
    if value and not value.isdecimal():
        raise ImproperlyConfigured(f"The environment variable {name} is “{value}”. Set it to a whole number.")
    return int(value) if value else default


def caches(url):
    """Return ``CACHES`` for a Redis address, or for none: then each process keeps its own."""
    if not url:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(
            f"CACHE_URL is “{url}”. Set it to a Redis address, such as redis://127.0.0.1:6379/1."
        )
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "example_site",
        }
    }
