"""
How long a public answer of the API may be kept, and whether a client's copy, or ours, is still right.

One query tells both: the versions that ``models.facets`` counts up with every change of what
everybody may see, and when the next session turns from upcoming to recorded. Knows neither
Django REST framework nor Ninja.
"""

from collections.abc import Callable
from datetime import datetime

import swapper
from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags
from django.utils.translation import get_language
from wagtail import __version__ as wagtail_version

from maigu_wagtail import __version__
from maigu_wagtail.conf import conf
from maigu_wagtail.sessions.filter_counts import SectionFacets

from . import keeping


def cacheable(request: HttpRequest, make: Callable[[], HttpResponse], *, media_type: str = "") -> HttpResponse:
    """
    Answer with what ``make()`` gives, or with 304 where the client has it already.

    ``media_type`` is what the client accepts, where ``make()`` can answer in several.
    """
    now = timezone.now()
    state, next_end = _public_state(now)
    address, tag = _address_and_tag(request, state, media_type)
    seconds = _lifetime(now, next_end)
    # A star would match what is not there, too.
    if tag.removeprefix("W/") in {
        known.removeprefix("W/") for known in parse_etags(request.headers.get("If-None-Match", ""))
    }:
        response: HttpResponse = HttpResponseNotModified()
    elif kept := keeping.find(address, tag):
        response = kept
    else:
        response = make()
        keeping.keep(address, tag, response, seconds)
    response.headers["ETag"] = tag
    patch_cache_control(response, public=True, max_age=seconds)
    return response


def _public_state(now: datetime) -> tuple[str, datetime | None]:
    """Return what is different after every change of public facts, and when the next session is over."""
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    next_end = session_model.objects.live().filter(ends_at__gt=now).order_by("ends_at").values("ends_at")[:1]
    sections = SectionFacets.objects.order_by("pk").annotate(next_end=Subquery(next_end))
    state = list(sections.values_list("pk", "version", "section__url_path", "next_end"))
    return repr(state), state[0][-1] if state else None


def _address_and_tag(request: HttpRequest, state: str, media_type: str) -> tuple[str, str]:
    """Return what stands for all that was asked, and what stands for that and the state of what there is."""
    asked = repr((__version__, wagtail_version, get_language(), request.build_absolute_uri(), media_type))
    address = salted_hmac("maigu_wagtail.api", asked, algorithm="sha256").hexdigest()
    # Keyed, so that nobody can make up the tag of an answer that was never given. Weak: a proxy may compress it.
    tag = salted_hmac("maigu_wagtail.etag", address + state, algorithm="sha256").hexdigest()[:32]
    return address, f'W/"{tag}"'


def _lifetime(now: datetime, next_end: datetime | None) -> int:
    most = conf.MAIGU_WAGTAIL_API_MAX_AGE
    return most if next_end is None else min(most, max(0, int((next_end - now).total_seconds())))
