"""Read environment variables, with errors that say what to set if one is missing or wrong."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def required(name, purpose):
    """Return the variable ``name``; ``purpose`` completes the error if it is missing."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"The environment variable {name} is not set. Set it to {purpose}.")
    return value


def names(value):
    """Return the parts of a comma-separated list."""
    return [part.strip() for part in value.split(",") if part.strip()]


def is_on(name, default=False):
    """Return whether the variable ``name`` is switched on."""
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
    """Return ``CACHES`` for a Redis address; without one, each process has its own cache."""
    if not url:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(
            f"CACHE_URL is “{url}”. Set it to a Redis address, such as redis://127.0.0.1:6379/1."
        )
    return {
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "example_site",
            # Wagtail looks up its sites in this cache. With Django's own backend, no page opens while Redis is down.
            "OPTIONS": {
                "IGNORE_EXCEPTIONS": True,
                "LOG_IGNORED_EXCEPTIONS": True,
                "SOCKET_CONNECT_TIMEOUT": 1,
                "SOCKET_TIMEOUT": 1,
            },
        }
    }


def recordings_storage(bucket):
    """
    Return the part of ``STORAGES`` for members' files in an S3 ``bucket``; without one, they are in a private folder.

    A bucket requires ``RECORDINGS_REGION``. ``RECORDINGS_ENDPOINT`` is the address of a store other than Amazon's.
    The credentials are those of boto3: ``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY``, or the machine's role.
    """
    if not bucket:
        return {}
    return {"maigu_recordings": _bucket(bucket, querystring_auth=True, custom_domain=None)}


def media_storage(bucket):
    """
    Return the part of ``STORAGES`` for public pictures in an S3 ``bucket`` that everyone may read.

    It is in the region and store of the recordings, never in their bucket. ``MEDIA_DOMAIN`` is where visitors get it.
    """
    if not bucket:
        return {}
    domain = required("MEDIA_DOMAIN", "the host name that serves the bucket, such as media.example.org")
    return {"default": _bucket(bucket, querystring_auth=False, custom_domain=domain)}


def _bucket(name, **options):
    endpoint = os.environ.get("RECORDINGS_ENDPOINT") or None
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": name,
            "region_name": required("RECORDINGS_REGION", "the bucket’s region, such as us-east-2"),
            "endpoint_url": endpoint,
            # Amazon has the bucket in the host name, other stores in the path.
            "addressing_style": "path" if endpoint else "virtual",
            "signature_version": "s3v4",
            "default_acl": None,
            "object_parameters": {},
            "file_overwrite": False,
            **options,
        },
    }
