"""
The limit on how often a client may enter a password.

An attempt is counted before anything is compared, so that concurrent requests cannot exceed the
limit. Counts are stored in the database, which all workers share, or in a cache if a setting names
one. If an attempt cannot be counted, nothing is compared: ``CountsUnavailable``. A client is stored
only as a keyed hash.
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

# The limit for each client while a section is being guessed at from many addresses.
ATTEMPTS_UNDER_ALARM = 3
# Refusals of one client before it counts as insistent and its attempts are no longer written; people stop long before.
MOST_REFUSALS = 10
# Other requests can create, change or delete the row in between, but not forever.
MOST_TRIES = 10


class CountsUnavailable(Exception):
    """Attempts cannot be counted, so no password may be compared."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """
    Whether an attempt may go ahead. If not, ``again_at`` is when the next one may.

    ``is_insistent`` means that the client was refused and has tried ``MOST_REFUSALS`` more times.
    """

    is_allowed: bool
    again_at: datetime
    is_insistent: bool = False


def client_key(request: HttpRequest, lock_key: UUID, *, purpose: str = "") -> str:
    """
    Return the key for counting a client's attempts at a lock: a keyed hash, 64 hexadecimal digits.

    ``purpose`` is for what is counted apart from passwords.
    """
    return _hash(f"{purpose}{lock_key}:{client_address(request)}")


def has_unknown_clients(lock_keys: Iterable[UUID]) -> bool:
    """
    Return whether a client without an address has recently tried to unlock one of these locks.

    Returns ``False`` if the cache is down: ``migrate`` runs the check that calls this, and must not depend on the cache.
    """
    clients = [_hash(f"{key}:") for key in lock_keys]
    if alias := conf.MAIGU_WAGTAIL_ATTEMPTS_CACHE:
        try:
            return bool(caches[alias].get_many([_number_key(client) for client in clients]))
        except Exception:
            logger.warning(
                "The cache of attempts is down, so clients without an address were not looked for.", exc_info=True
            )
            return False
    return ClientAttempts.objects.filter(client__in=clients).exists()


def is_first_wrong_of_hour(request: HttpRequest, section_key: UUID, now: datetime) -> bool:
    """Record that this client entered a wrong password in a section this hour, and return whether it is the first."""
    hour = hour_of(now)
    client = _hash(f"{section_key}:{client_address(request)}:{hour.timestamp():.0f}")
    if alias := conf.MAIGU_WAGTAIL_ATTEMPTS_CACHE:
        try:
            return caches[alias].add(_number_key(client), 1, timeout=3600)
        except Exception:
            # The attempt itself has been counted, so carry on.
            logger.exception("The clients that guess in a section could not be counted.")
            return False
    # Dated at the end of the hour, so that clearing old attempts keeps it until then.
    return _add_row(client, hour + timedelta(hours=1), now)[1]


def _hash(text: str) -> str:
    return salted_hmac("maigu_wagtail.client", text, algorithm="sha256").hexdigest()


def count_attempt(client: str, section_key: UUID, now: datetime) -> Allowance:
    """
    Count an attempt by ``client``, and return whether it may go ahead.

    Raises ``CountsUnavailable`` if it cannot be counted.
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
    """Reset the count of ``client``, which has entered a correct password."""
    try:
        if alias := conf.MAIGU_WAGTAIL_ATTEMPTS_CACHE:
            caches[alias].delete_many([_number_key(client), _since_key(client)])
        else:
            with apart():
                ClientAttempts.objects.filter(client=client).delete()
    except Exception:
        # The password was correct, so carry on.
        logger.exception("The attempts of a client could not be forgotten; they end with their window.")


def _count_in_database(client: str, section_key: UUID, now: datetime) -> Allowance:
    window = timedelta(seconds=conf.MAIGU_WAGTAIL_ATTEMPTS_WINDOW)
    for _try in range(MOST_TRIES):
        row, is_new = _add_row(client, now, now)
        if is_new:
            return Allowance(True, now)
        same = ClientAttempts.objects.filter(pk=row.pk, since=row.since)
        if row.since > now:
            # The clock was ahead when the row was written, so the client would have to wait until then.
            same.update(since=now)
            continue
        if row.since <= now - window:
            # Of several concurrent requests, only one finds the old row unchanged.
            if same.filter(number=row.number).update(since=now, number=1):
                return Allowance(True, now)
            continue
        limit = _limit(row.number, section_key, now)
        if row.number >= limit:
            return _refuse(same, row, window)
        # Stop at the number at which an alarm matters, so that every client is checked against it.
        bound = min(limit, ATTEMPTS_UNDER_ALARM) if row.number < ATTEMPTS_UNDER_ALARM else limit
        # The database checks the condition with the row locked; a request that loses the race tries again.
        if _count_one_more(same, bound):
            return Allowance(True, now)
    raise DatabaseError("The row of a client changed faster than it could be read.")


def _add_row(client: str, since: datetime, now: datetime) -> tuple[ClientAttempts, bool]:
    """Return the row of ``client``, and whether it was just created."""
    row, is_new = ClientAttempts.objects.get_or_create(client=client, defaults={"since": since})
    if is_new and row.pk % CLEARED_EVERY == 0:
        _clear_old(now)
    return row, is_new


def _count_one_more(same: QuerySet[ClientAttempts], bound: int) -> int:
    return same.filter(number__lt=bound).update(number=F("number") + 1)


def _refuse(same: QuerySet[ClientAttempts], row: ClientAttempts, window: timedelta) -> Allowance:
    """Refuse an attempt. Count refusals only at the normal limit, so that those caused by an alarm end with it."""
    most = conf.MAIGU_WAGTAIL_ATTEMPTS + MOST_REFUSALS
    if conf.MAIGU_WAGTAIL_ATTEMPTS <= row.number < most:
        _count_one_more(same, most)
    return Allowance(False, row.since + window, is_insistent=row.number >= most)


def _clear_old(now: datetime) -> None:
    try:
        with apart():
            clear_old(now)
    except DatabaseError:
        # Clearing will be tried again soon, and this attempt is counted.
        logger.warning("Old attempts could not be cleared away.", exc_info=True)


def _count_in_cache(cache: BaseCache, client: str, section_key: UUID, now: datetime) -> Allowance:
    window = conf.MAIGU_WAGTAIL_ATTEMPTS_WINDOW
    for _try in range(MOST_TRIES):
        if cache.add(_number_key(client), 0, timeout=window):
            cache.set(_since_key(client), now.timestamp(), timeout=window)
        try:
            number = cache.incr(_number_key(client))
        except ValueError:
            continue  # it expired in between
        # No later than now, in case a clock was ahead.
        since = datetime.fromtimestamp(min(cache.get(_since_key(client), inf), now.timestamp()), timezone.utc)
        made = number - 1
        is_insistent = number > conf.MAIGU_WAGTAIL_ATTEMPTS + MOST_REFUSALS
        return Allowance(made < _limit(made, section_key, now), since + timedelta(seconds=window), is_insistent)
    raise CountsUnavailable


def _limit(number: int, section_key: UUID, now: datetime) -> int:
    """Return the limit for a client that has made ``number`` attempts; lower while its section is being guessed at."""
    depends_on_alarm = ATTEMPTS_UNDER_ALARM <= number < conf.MAIGU_WAGTAIL_ATTEMPTS
    is_alarm = depends_on_alarm and wrong_lately(section_key, now) >= conf.MAIGU_WAGTAIL_ALARM
    return ATTEMPTS_UNDER_ALARM if is_alarm else conf.MAIGU_WAGTAIL_ATTEMPTS


def _number_key(client: str) -> str:
    return f"maigu_wagtail.attempts.{client}"


def _since_key(client: str) -> str:
    return f"maigu_wagtail.attempts.{client}.since"
