"""
How long a public API response may be cached, and whether a cached one is still right.

One query answers both: the versions of all sections, which go up with every public change, and when
the next session turns from upcoming to recorded, or opens to everyone. A response from Django's cache is used only if its
entity tag is the one worked out just now, so it is never out of date.
"""

from collections.abc import Callable
from datetime import datetime

import swapper
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags
from django.utils.translation import get_language
from wagtail import __version__ as wagtail_version

from maigu_wagtail import __version__
from maigu_wagtail.conf import conf
from maigu_wagtail.sessions import cache
from maigu_wagtail.sessions.versions import SectionVersion

# The number of cache keys. Each address has one of them and replaces what was there; otherwise a client could fill the
# cache by varying the parameters.
PLACES = 256
# In bytes. Twenty sessions with many speakers take a tenth of it.
LARGEST_ANSWER = 256 * 1024


def cacheable(request: HttpRequest, make: Callable[[], HttpResponse], *, media_type: str = "") -> HttpResponse:
    """
    Return the response of ``make()``, cached or new, or 304 if the client already has it.

    ``media_type`` is the one the client accepts, if ``make()`` supports several.
    """
    now = timezone.now()
    state, next_change = _public_state(now)
    key, tag = _key_and_tag(request, state, media_type)
    seconds = _lifetime(now, next_change)
    # "*" is not honoured: it would also match a page that does not exist.
    if tag.removeprefix("W/") in {
        known.removeprefix("W/") for known in parse_etags(request.headers.get("If-None-Match", ""))
    }:
        response: HttpResponse = HttpResponseNotModified()
    elif cached := _cached(key, tag):
        response = cached
    else:
        response = make()
        _cache(key, tag, response, seconds)
    response.headers["ETag"] = tag
    patch_cache_control(response, public=True, max_age=seconds)
    return response


def _cached(key: str, tag: str) -> HttpResponse | None:
    """Return the cached answer with this ``key``, if it still has ``tag``."""
    known, content_type, content = cache.read(conf.MAIGU_WAGTAIL_API_CACHE, key) or ("", "", b"")
    return HttpResponse(content, content_type=content_type) if known == tag else None


def _cache(key: str, tag: str, response: HttpResponse, seconds: int) -> None:
    """Cache ``response`` for ``seconds`` at most, if it is complete and not too large."""
    # A subclass may not be rendered yet, or hold more than bytes.
    if type(response) is not HttpResponse or response.status_code != 200 or seconds <= 0:
        return
    if len(response.content) > LARGEST_ANSWER:
        return
    entry = (tag, response.headers["Content-Type"], response.content)
    cache.write(conf.MAIGU_WAGTAIL_API_CACHE, key, entry, seconds)


def _public_state(now: datetime) -> tuple[str, datetime | None]:
    """Return what is different after every change of public facts, and when the clock alone next changes one."""
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    changes = session_model.objects.live().next_changes(now)
    versions = SectionVersion.objects.order_by("pk").annotate(**changes)
    state = list(versions.values_list("pk", "number", "section__url_path", *changes))
    moments = [moment for moment in state[0][-len(changes) :] if moment] if state else []
    return repr(state), min(moments, default=None)


def _key_and_tag(request: HttpRequest, state: str, media_type: str) -> tuple[str, str]:
    """Return the cache key of the request, and the entity tag of its answer in this state."""
    asked = repr((__version__, wagtail_version, get_language(), request.build_absolute_uri(), media_type))
    address = salted_hmac("maigu_wagtail.api", asked, algorithm="sha256").hexdigest()
    # Keyed, so that nobody can make up the tag of an answer that was never given. Weak: a proxy may compress it.
    tag = salted_hmac("maigu_wagtail.etag", address + state, algorithm="sha256").hexdigest()[:32]
    return f"maigu_wagtail.api.{int(address, 16) % PLACES}", f'W/"{tag}"'


def _lifetime(now: datetime, next_change: datetime | None) -> int:
    most = conf.MAIGU_WAGTAIL_API_MAX_AGE
    return most if next_change is None else min(most, max(0, int((next_change - now).total_seconds())))
