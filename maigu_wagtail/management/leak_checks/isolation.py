"""
Lets the check ask the site in this process without leaving a trace.

Whatever the requests write to the database is rolled back. Caches are replaced by empty ones in
memory: a member's response must not get into the site's own cache, whose rules may be wrong.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.db import transaction
from django.test import override_settings

from maigu_wagtail.conf import conf

MEMORY = "django.core.cache.backends.locmem.LocMemCache"


@contextmanager
def isolated() -> Iterator[None]:
    """Undo what is done inside, and let nothing of it reach a cache or a log."""
    caches = {alias: {"BACKEND": MEMORY, "LOCATION": uuid4().hex} for alias in conf.CACHES}
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with override_settings(CACHES=caches), transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        logging.disable(before)
