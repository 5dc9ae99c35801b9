"""
Public answers that are kept, so that whoever asks next costs no more than seeing that nothing has changed.

They lie in a cache of the site's, in a fixed number of places: an address has one place, and what
is put there pushes out what was. So nobody can fill the cache by asking for ever other addresses.
What is found is used only where it has the very tag that ``caching`` has just worked out. A cache
that fails costs the time to make the answer, never the answer.
"""

import logging

from django.core.cache import caches
from django.http import HttpResponse

from maigu_wagtail.conf import conf

logger = logging.getLogger("maigu_wagtail")

PLACES = 256
# Bytes; twenty sessions with many speakers have a tenth of it.
LARGEST_ANSWER = 256 * 1024


def find(address: str, tag: str) -> HttpResponse | None:
    """Return the answer that is kept for ``address``, a hash in hexadecimal digits, where it has ``tag``."""
    alias = conf.MAIGU_WAGTAIL_API_CACHE
    if not alias:
        return None
    try:
        known, content_type, content = caches[alias].get(_place(address)) or ("", "", b"")
    except Exception:
        logger.exception("What is kept of the API can't be read from the cache %r.", alias)
        return None
    return HttpResponse(content, content_type=content_type) if known == tag else None


def keep(address: str, tag: str, response: HttpResponse, seconds: int) -> None:
    """Keep ``response`` for ``seconds`` at most, if it is whole and not too large."""
    alias = conf.MAIGU_WAGTAIL_API_CACHE
    # A subclass may not be rendered yet, or hold more than bytes.
    if not alias or type(response) is not HttpResponse or response.status_code != 200 or seconds <= 0:
        return
    if len(response.content) > LARGEST_ANSWER:
        return
    try:
        caches[alias].set(_place(address), (tag, response.headers["Content-Type"], response.content), seconds)
    except Exception:
        logger.exception("Nothing of the API can be kept in the cache %r.", alias)


def _place(address: str) -> str:
    return f"maigu_wagtail.api.{int(address, 16) % PLACES}"
