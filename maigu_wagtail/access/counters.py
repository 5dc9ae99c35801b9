"""
Numbers of attempts: per client for the limit, per hour for staff.

Neither holds an address or a password: a client is a keyed hash. Every count is one atomic
change of a row, so that requests at the same moment are all counted.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger("maigu_wagtail")

# Keys of rows at which old rows are cleared away: every so many new clients.
CLEARED_EVERY = 50
# From fewer clients, wrong passwords are no alarm. A client can count in two hours.
CLIENTS_OF_ALARM = 5
# Numbers with which the moment is kept as well.
UNLOCKS = ("opened", "opened_again")


class ClientAttempts(models.Model):
    """How often one client has typed a password at one lock, since when."""

    client = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(db_index=True)
    number = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        verbose_name = _("attempts of a client")
        verbose_name_plural = _("attempts of clients")

    def __str__(self) -> str:
        return f"{self.number}"


class UnlockCounter(models.Model):
    """What happened at a lock within one hour, for each password and, under key 0, for none of them."""

    lock = models.UUIDField()
    password_key = models.PositiveBigIntegerField(default=0)
    hour = models.DateTimeField(db_index=True)
    opened = models.PositiveIntegerField(_("unlocked"), default=0)
    # By devices that were unlocked already, which are no further ones.
    opened_again = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True)
    forgotten = models.PositiveIntegerField(_("locked again"), default=0)
    wrong = models.PositiveIntegerField(_("wrong passwords"), default=0)
    earlier = models.PositiveIntegerField(_("old passwords"), default=0)
    refused = models.PositiveIntegerField(_("rate-limited attempts"), default=0)
    # From how many clients the wrong ones came; one client counts once an hour.
    clients = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        verbose_name = _("activity of an hour")
        verbose_name_plural = _("activity by hour")
        constraints = [
            models.UniqueConstraint(fields=["lock", "password_key", "hour"], name="maigu_counter_of_an_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}"


@contextmanager
def apart() -> Iterator[None]:
    """
    Have a query that fails spoil no transaction that the request is in (``ATOMIC_REQUESTS``).

    One statement alone fails alone; to begin and commit it would be two more, for every first attempt of a client.
    """
    is_within = connection.in_atomic_block or not connection.get_autocommit()
    with transaction.atomic() if is_within else nullcontext():
        yield


@contextmanager
def despite_failure() -> Iterator[None]:
    """Go on where a figure for staff can't be kept: that shuts nobody out and lets nobody in."""
    try:
        with apart():
            yield
    except DatabaseError:
        logger.exception("What happened at a lock could not be counted.")


def hour_of(moment: datetime) -> datetime:
    """Return the beginning of the hour that ``moment`` is in."""
    return moment.replace(minute=0, second=0, microsecond=0)


def count_event(lock: UUID, what: str, now: datetime, *, password_key: int = 0) -> None:
    """Count one more of ``what``, a number field of ``UnlockCounter``; of ``UNLOCKS``, the last moment is kept too."""
    hour = {"lock": lock, "password_key": password_key, "hour": hour_of(now)}
    moment = {"last_opened_at": now} if what in UNLOCKS else {}
    one_more = {what: F(what) + 1, **moment}
    with despite_failure():
        if UnlockCounter.objects.filter(**hour).update(**one_more):
            return
        try:
            with apart():
                UnlockCounter.objects.create(**hour, **moment, **{what: 1})
        except IntegrityError:
            # Another request began the hour at the same moment.
            UnlockCounter.objects.filter(**hour).update(**one_more)


def wrong_lately(lock: UUID, now: datetime) -> int:
    """
    Return how many wrong passwords were typed at ``lock`` in this hour and the one before.

    0 if they came from fewer than ``CLIENTS_OF_ALARM`` clients: one client alone never shortens the
    attempts of others, however many locks of the section it tries.
    """
    # Not those of later hours: they are from a clock that was ahead.
    hours = {"hour__gte": hour_of(now) - timedelta(hours=1), "hour__lte": now}
    sums = UnlockCounter.objects.filter(lock=lock, password_key=0, **hours).aggregate(
        wrong=Sum("wrong", default=0), clients=Sum("clients", default=0)
    )
    return sums["wrong"] if sums["clients"] >= CLIENTS_OF_ALARM else 0
