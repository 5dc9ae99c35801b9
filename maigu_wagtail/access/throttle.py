"""
How often a client may type a password.

Counts an attempt before anything is compared, so that requests at the same moment can't
exceed the limit, in the database (the one store that every worker shares) or in a cache by
setting. Where the count can't be kept nothing is compared: ``CountsUnavailable``. A client is
known by a keyed hash alone.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from math import inf
from uuid import UUID

from django.core.cache import BaseCache, caches
from django.db import DatabaseError
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from maigu_wagtail.conf import conf

from .client_address import client_address
from .counters import CLEARED_EVERY, ClientAttempts, apart, hour_of, wrong_lately
from .statistics import clear_old

logger = logging.getLogger("maigu_wagtail")

# What a newcomer has while a section is being guessed at from many addresses.
ATTEMPTS_UNDER_ALARM = 3
# Refusals of one client that are told at length; a person waits long before that.
MOST_REFUSALS = 10
# A row can be begun, ended or cleared away by others at the same moment; it can't be so for ever.
MOST_TRIES = 10


class CountsUnavailable(Exception):
    """The store of counts does not answer, so no password may be compared."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """
    Whether an attempt may go on, and if not, at what moment the next one may.

    A client ``is_insistent`` that was told to wait and has gone on ``MOST_REFUSALS`` times.
    """

    is_allowed: bool
    again_at: datetime
    is_insistent: bool = False


def client_key(request: HttpRequest, lock_key: UUID) -> str:
    """Return what a client's attempts at a lock are counted under: a keyed hash, 64 hexadecimal digits."""
    return _hash(f"{lock_key}:{client_address(request)}")


def has_unknown_clients(lock_keys: Iterable[UUID]) -> bool:
    """Return whether a client without an address has recently entered a password at one of these locks."""
    clients = [_hash(f"{key}:") for key in lock_keys]
    if alias := conf.MAIGU_WAGTAIL_ATTEMPTS_CACHE:
        return bool(caches[alias].get_many([_number_key(client) for client in clients]))
    return ClientAttempts.objects.filter(client__in=clients).exists()


def is_first_wrong_of_hour(request: HttpRequest, section_key: UUID, now: datetime) -> bool:
    """Count that this client typed a wrong password in a section this hour, and return whether it is the first."""
    hour = hour_of(now)
    client = _hash(f"{section_key}:{client_address(request)}:{hour.timestamp():.0f}")
    if alias := conf.MAIGU_WAGTAIL_ATTEMPTS_CACHE:
        return caches[alias].add(_number_key(client), 1, timeout=3600)
    # Kept until the hour is over, as the rows of attempts are until their window is.
    return _add_row(client, hour + timedelta(hours=1), now)[1]


def _hash(text: str) -> str:
    return salted_hmac("maigu_wagtail.client", text, algorithm="sha256").hexdigest()


def count_attempt(client: str, section_key: UUID, now: datetime) -> Allowance:
    """
    Count one more attempt of ``client`` and say whether it may go on.

    Raises ``CountsUnavailable``.
    """
    try:
        if alias := conf.MAIGU_WAGTAIL_ATTEMPTS_CACHE:
            return _count_in_cache(caches[alias], client, section_key, now)
        with apart():
            return _count_in_database(client, section_key, now)
    except Exception as error:
        logger.exception("The attempts to unlock can't be counted, so nobody can unlock anything.")
        raise CountsUnavailable from error


def forget_attempts(client: str) -> None:
    """Reset the count of ``client``, which has entered a right password."""
    try:
        if alias := conf.MAIGU_WAGTAIL_ATTEMPTS_CACHE:
            caches[alias].delete_many([_number_key(client), _since_key(client)])
        else:
            with apart():
                ClientAttempts.objects.filter(client=client).delete()
    except Exception:
        # The password was right all the same.
        logger.exception("The attempts of a client could not be forgotten; they end with their window.")


def _count_in_database(client: str, section_key: UUID, now: datetime) -> Allowance:
    window = timedelta(seconds=conf.MAIGU_WAGTAIL_ATTEMPTS_WINDOW)
    for _try in range(MOST_TRIES):
        row, is_new = _add_row(client, now, now)
        if is_new:
            return Allowance(True, now)
        same = ClientAttempts.objects.filter(pk=row.pk, since=row.since)
        if row.since > now:
            # The clock was ahead when the row was written. Without this, its client would wait until then.
            same.update(since=now)
            continue
        if row.since <= now - window:
            # Only one of several requests finds the old row as it was.
            if same.filter(number=row.number).update(since=now, number=1):
                return Allowance(True, now)
            continue
        limit = _limit(row.number, section_key, now)
        if row.number >= limit:
            return _refuse(same, row, window)
        # Nobody passes the number at which the alarm counts without having asked about it.
        bound = min(limit, ATTEMPTS_UNDER_ALARM) if row.number < ATTEMPTS_UNDER_ALARM else limit
        # The condition is checked by the database, with the row locked; who loses looks again.
        if _count_one_more(same, bound):
            return Allowance(True, now)
    raise DatabaseError("The row of a client changed faster than it could be read.")


def _add_row(client: str, since: datetime, now: datetime) -> tuple[ClientAttempts, bool]:
    """Return the row of ``client``, and whether it was added just now."""
    row, is_new = ClientAttempts.objects.get_or_create(client=client, defaults={"since": since})
    if is_new and row.pk % CLEARED_EVERY == 0:
        _clear_old(now)
    return row, is_new


def _count_one_more(same: QuerySet[ClientAttempts], bound: int) -> int:
    return same.filter(number__lt=bound).update(number=F("number") + 1)


def _refuse(same: QuerySet[ClientAttempts], row: ClientAttempts, window: timedelta) -> Allowance:
    """Refuse an attempt, and count refusals at the usual limit; those that an alarm makes end with the alarm."""
    most = conf.MAIGU_WAGTAIL_ATTEMPTS + MOST_REFUSALS
    if conf.MAIGU_WAGTAIL_ATTEMPTS <= row.number < most:
        _count_one_more(same, most)
    return Allowance(False, row.since + window, is_insistent=row.number >= most)


def _clear_old(now: datetime) -> None:
    try:
        with apart():
            clear_old(now)
    except DatabaseError:
        # It is tried again soon, and this attempt is counted.
        logger.warning("Old attempts could not be cleared away.", exc_info=True)


def _count_in_cache(cache: BaseCache, client: str, section_key: UUID, now: datetime) -> Allowance:
    window = conf.MAIGU_WAGTAIL_ATTEMPTS_WINDOW
    for _try in range(MOST_TRIES):
        if cache.add(_number_key(client), 0, timeout=window):
            cache.set(_since_key(client), now.timestamp(), timeout=window)
        try:
            number = cache.incr(_number_key(client))
        except ValueError:
            continue  # it ran out between the two
        # Not later than now, should the clock have been ahead.
        since = datetime.fromtimestamp(min(cache.get(_since_key(client), inf), now.timestamp()), timezone.utc)
        made = number - 1
        is_insistent = number > conf.MAIGU_WAGTAIL_ATTEMPTS + MOST_REFUSALS
        return Allowance(made < _limit(made, section_key, now), since + timedelta(seconds=window), is_insistent)
    raise CountsUnavailable


def _limit(number: int, section_key: UUID, now: datetime) -> int:
    """Return how many attempts a client has that has made ``number``; fewer while its section is being guessed at."""
    depends_on_alarm = ATTEMPTS_UNDER_ALARM <= number < conf.MAIGU_WAGTAIL_ATTEMPTS
    is_alarm = depends_on_alarm and wrong_lately(section_key, now) >= conf.MAIGU_WAGTAIL_ALARM
    return ATTEMPTS_UNDER_ALARM if is_alarm else conf.MAIGU_WAGTAIL_ATTEMPTS


def _number_key(client: str) -> str:
    return f"maigu_wagtail.attempts.{client}"


def _since_key(client: str) -> str:
    return f"maigu_wagtail.attempts.{client}.since"
