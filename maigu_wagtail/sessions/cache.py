"""Reads from and writes to a site's cache. Failures of the cache are logged, never raised."""

import logging
from typing import Any

from django.core.cache import caches

logger = logging.getLogger("maigu_wagtail")


def read(alias: str | None, key: str) -> Any:
    """Return what the cache ``alias`` has under ``key``; ``None`` if it has nothing or cannot be read, or without an alias."""
    if not alias:
        return None
    try:
        return caches[alias].get(key)
    except Exception:
        logger.exception("The cache %r cannot be read, so public answers are made anew.", alias)
        return None


def write(alias: str | None, key: str, value: Any, seconds: int) -> None:
    """Cache ``value`` under ``key`` for at most ``seconds``. Do nothing without an alias."""
    if not alias:
        return
    try:
        caches[alias].set(key, value, seconds)
    except Exception:
        logger.exception("The cache %r cannot be written to, so public answers are not cached.", alias)
