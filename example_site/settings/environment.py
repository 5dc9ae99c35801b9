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


def recordings_storage(bucket):
    """
    Return the part of ``STORAGES`` that keeps members' files in an S3 ``bucket``; without one, a private folder does.

    ``RECORDINGS_REGION`` is required then. ``RECORDINGS_ENDPOINT`` is the address of a store that is not Amazon's.
    Its keys are boto3's own: ``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY``, or the role of the machine.
    """
    if not bucket:
        return {}
    endpoint = os.environ.get("RECORDINGS_ENDPOINT") or None
    return {
        "maigu_recordings": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": bucket,
                "region_name": required("RECORDINGS_REGION", "the bucket’s region, such as us-east-2"),
                "endpoint_url": endpoint,
                # At Amazon the bucket is in the host's name, other stores have it in the path.
                "addressing_style": "path" if endpoint else "virtual",
                "signature_version": "s3v4",
                "querystring_auth": True,
                "default_acl": None,
                "custom_domain": None,
                "object_parameters": {},
                "file_overwrite": False,
            },
        }
    }
