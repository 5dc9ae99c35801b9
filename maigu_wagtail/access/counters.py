"""
Counters of attempts: per client for the rate limit, per hour for staff.

They hold no addresses or passwords: a client is stored as a keyed hash. Each count is a single
atomic update of a row, so concurrent requests are all counted.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger("maigu_wagtail")

# Old rows are cleared whenever a new row's key is a multiple of this.
CLEARED_EVERY = 50
# Wrong passwords from fewer clients raise no alarm. A client is counted once an hour, so twice in two hours.
CLIENTS_OF_ALARM = 5
# Events that also set ``last_opened_at``.
UNLOCKS = ("opened", "opened_again")


class ClientAttempts(models.Model):
    """The number of passwords that one client has tried on one lock, and when the first of them was."""

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
    """
    What happened at a lock within one hour, for one password.

    Rows with ``password_key`` 0 count attempts that matched no password.
    """

    lock = models.UUIDField()
    password_key = models.PositiveBigIntegerField(default=0)
    hour = models.DateTimeField(db_index=True)
    opened = models.PositiveIntegerField(_("unlocked"), default=0)
    # Unlocks by devices that were already unlocked, so they add no device.
    opened_again = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True)
    forgotten = models.PositiveIntegerField(_("locked again"), default=0)
    wrong = models.PositiveIntegerField(_("wrong passwords"), default=0)
    earlier = models.PositiveIntegerField(_("old passwords"), default=0)
    refused = models.PositiveIntegerField(_("rate-limited attempts"), default=0)
    # The number of clients that entered a wrong password in this hour.
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
    Keep a failing query from breaking the request's transaction (``ATOMIC_REQUESTS``).

    Opens a savepoint only inside a transaction. Outside one a single statement needs no protection,
    and a transaction would add two statements to each client's first attempt.
    """
    is_within = connection.in_atomic_block or not connection.get_autocommit()
    with transaction.atomic() if is_within else nullcontext():
        yield


@contextmanager
def despite_failure() -> Iterator[None]:
    """Log database errors and carry on: statistics that cannot be saved must not affect unlocking."""
    try:
        with apart():
            yield
    except DatabaseError:
        logger.exception("What happened at a lock could not be counted.")


def hour_of(moment: datetime) -> datetime:
    """Return the start of the hour that contains ``moment``."""
    return moment.replace(minute=0, second=0, microsecond=0)


def count_up(model: type[models.Model], row: dict[str, Any], names: Iterable[str], **values: Any) -> None:
    """
    Add one to the fields ``names`` of the row of ``model`` that ``row`` identifies, and set ``values``.

    Creates the row if there is none. Database errors are logged, not raised.
    """
    one_more = {**{name: F(name) + 1 for name in names}, **values}
    with despite_failure():
        rows = model._default_manager.filter(**row)
        if rows.update(**one_more):
            return
        try:
            with apart():
                model._default_manager.create(**row, **dict.fromkeys(names, 1), **values)
        except IntegrityError:
            # Another request created this row at the same moment.
            rows.update(**one_more)


def count_event(lock: UUID, what: str, now: datetime, *, password_key: int = 0) -> None:
    """
    Add one to ``what``, a counter field of ``UnlockCounter``, for the hour of ``now``.

    An event in ``UNLOCKS`` also sets ``last_opened_at``. Database errors are logged, not raised.
    """
    row = {"lock": lock, "password_key": password_key, "hour": hour_of(now)}
    count_up(UnlockCounter, row, [what], **({"last_opened_at": now} if what in UNLOCKS else {}))


def wrong_lately(lock: UUID, now: datetime) -> int:
    """
    Return the number of wrong passwords entered at ``lock`` in this hour and the previous one.

    Return 0 if fewer than ``CLIENTS_OF_ALARM`` clients entered them, so that one client cannot
    lower the limit for others, however many locks of the section it tries.
    """
    # Ignore later hours: a server whose clock was ahead wrote them.
    hours = {"hour__gte": hour_of(now) - timedelta(hours=1), "hour__lte": now}
    sums = UnlockCounter.objects.filter(lock=lock, password_key=0, **hours).aggregate(
        wrong=Sum("wrong", default=0), clients=Sum("clients", default=0)
    )
    return sums["wrong"] if sums["clients"] >= CLIENTS_OF_ALARM else 0
