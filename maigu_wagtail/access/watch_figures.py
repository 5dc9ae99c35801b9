"""
Watch figures: how far recordings are played, and how often files are downloaded.

Nobody is tracked. The database holds sums by day, file and password, no identifier. So that a device
counts once a day, the default cache holds keyed hashes until the day ends. Nothing here may keep a
member from a file: whatever fails is logged.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import swapper
from django.core.cache import cache
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from maigu_wagtail.conf import conf

from .activity import local_day, start_of
from .client_address import client_address
from .counters import count_up
from .grants import Grant, sign
from .scope import own_key

logger = logging.getLogger("maigu_wagtail")

# How far a recording was played. Whoever reached one has reached those before it.
MARKS = ("started", "quarter", "half", "three_quarters", "finished")
DOWNLOADS = "downloads"
NUMBERS = (*MARKS, DOWNLOADS)
# So many devices at one network address count for each file, mark and day. An office has fewer, a forger wants more.
MOST_OF_ADDRESS = 100


class WatchCounter(models.Model):
    """
    How often a file of a session was played and downloaded on one day, by devices that one password unlocked.

    ``session_key`` is the translation key of the session, or of its original: its translations and
    aliases count together. ``file`` is the ``uid`` of a recording or handout. ``day`` is in the
    site's time zone.
    """

    session_key = models.UUIDField()
    file = models.UUIDField()
    password_key = models.PositiveBigIntegerField()
    day = models.DateField(db_index=True)
    started = models.PositiveIntegerField(default=0)
    quarter = models.PositiveIntegerField(default=0)
    half = models.PositiveIntegerField(default=0)
    three_quarters = models.PositiveIntegerField(default=0)
    finished = models.PositiveIntegerField(default=0)
    downloads = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        verbose_name = _("watch figures of a day")
        verbose_name_plural = _("watch figures by day")
        constraints = [
            models.UniqueConstraint(
                fields=["session_key", "file", "password_key", "day"], name="maigu_watch_counter_of_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Viewer:
    """
    A device that a password has unlocked for ``session``.

    ``device`` is the token it holds, of which only a keyed hash is kept, until the day ends.
    """

    session: Any
    password_id: int
    device: str = field(repr=False)


@sensitive_variables()
def viewer_of(session: Any, grant: Grant | None) -> Viewer | None:
    """Return the viewer that holds ``grant``; ``None`` without one, as for a session that is open to everyone."""
    return Viewer(session, grant.password_id, sign(grant)) if grant else None


def is_counted(request: HttpRequest) -> bool:
    """
    Return whether ``request`` counts: the site wants figures, and the browser does not ask to be left out.

    Browsers ask with Global Privacy Control (W3C, ``Sec-GPC``) or Do Not Track (W3C, ``DNT``).
    """
    is_declined = "1" in (request.headers.get("Sec-GPC"), request.headers.get("DNT"))
    return conf.MAIGU_WAGTAIL_WATCH_FIGURES and not is_declined


def count_watched(request: HttpRequest, viewer: Viewer, file: UUID, reached: str, now: datetime | None = None) -> None:
    """
    Count that ``viewer`` has played the recording ``file`` up to ``reached``, one of ``MARKS``.

    The marks before it count too if they have not yet, as a browser may lose a report. Raises nothing.
    """
    _count(request, viewer, file, MARKS[: MARKS.index(reached) + 1], now or timezone.now())


def count_download(request: HttpRequest, viewer: Viewer, file: UUID, now: datetime | None = None) -> None:
    """Count that ``viewer`` has downloaded ``file``. Raises nothing."""
    _count(request, viewer, file, [DOWNLOADS], now or timezone.now())


@sensitive_variables()
def _count(request: HttpRequest, viewer: Viewer, file: UUID, names: Iterable[str], now: datetime) -> None:
    if not is_counted(request):
        return
    day = local_day(now)
    lifetime = max(1, int((start_of(day + timedelta(days=1)) - now).total_seconds()))
    session_key = own_key(viewer.session)
    try:
        prefix = f"{day}:{session_key}:{file}"
        new = [name for name in names if _is_new(request, viewer.device, f"{prefix}:{name}", lifetime)]
    except Exception:
        # Without the cache, a device would count as often as it likes.
        logger.exception("The cache is not responding, so watch figures are not counted.")
        return
    if new:
        row = {"session_key": session_key, "file": file, "password_key": viewer.password_id, "day": day}
        count_up(WatchCounter, row, new)


@sensitive_variables()
def _is_new(request: HttpRequest, device: str, what: str, lifetime: int) -> bool:
    """Return whether ``what`` counts, and remember it for ``lifetime`` seconds: once a device, and not too often."""
    if not cache.add(_key(f"{device}:{what}"), 1, timeout=lifetime):
        return False
    from_address = _key(f"{client_address(request)}:{what}")
    cache.add(from_address, 0, timeout=lifetime)
    return cache.incr(from_address) <= MOST_OF_ADDRESS


def _key(text: str) -> str:
    return f"maigu_wagtail.watched.{salted_hmac('maigu_wagtail.watched', text, algorithm='sha256').hexdigest()}"


def clear_old_figures(now: datetime) -> None:
    """Delete figures older than ``MAIGU_WAGTAIL_ACTIVITY_DAYS``."""
    first = local_day(now) - timedelta(days=conf.MAIGU_WAGTAIL_ACTIVITY_DAYS)
    WatchCounter.objects.filter(day__lt=first).delete()


def remove_ownerless_figures(session_key: UUID) -> None:
    """Delete the figures of a session if no page with this translation key is left."""
    figures = WatchCounter.objects.filter(session_key=session_key)
    page_model = swapper.load_model("wagtailcore", "Page")
    if figures.exists() and not page_model.objects.filter(translation_key=session_key).exists():
        figures.delete()
