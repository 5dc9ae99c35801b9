"""
Lets the check ask the site in this process without leaving a trace.

What a request writes to the database is rolled back at once, so that the check holds no lock while
it goes on. Caches are replaced by empty ones in memory: a member's response must not get into the
site's own cache, whose rules may be wrong.
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
def empty_caches() -> Iterator[None]:
    """Let nothing of what is asked inside reach a cache of the site, or its logs."""
    caches = {alias: {"BACKEND": MEMORY, "LOCATION": uuid4().hex} for alias in conf.CACHES}
    logging.disable(logging.CRITICAL)
    try:
        with override_settings(CACHES=caches):
            yield
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo what is written to the database inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
