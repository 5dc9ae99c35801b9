"""
How often a client may type a password.

Counts an attempt before anything is compared, so that requests at the same moment can't
exceed the limit, in the database (the one store that every worker shares) or in a cache by
setting. Where the count can't be kept nothing is compared: ``CountsUnavailable``. A client is
known by a keyed hash alone. Builds no response; may import nothing above ``models``.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from math import inf
from uuid import UUID

from django.core.cache import BaseCache, caches
from django.db import DatabaseError, router
from django.db.models import F, Subquery
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from maigu_wagtail.conf import conf
from maigu_wagtail.sessions.prepared import Change, Given, Insert, Rows

from .client_address import client_address
from .counters import (
    CLEARED_EVERY,
    ClientAttempts,
    UnlockTally,
    apart,
    hour_of,
    sum_of_wrong,
    wrong_lately,
    wrong_lately_given,
)
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
    """Return whether somebody without an address has lately typed a password at one of these locks."""
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
    key = _FIRST.add(client=client, now=hour + timedelta(hours=1))
    if key is not None and key % CLEARED_EVERY == 0:
        _clear_old(now)
    return key is not None


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
    """Let ``client`` begin anew: it has typed a right password."""
    try:
        if alias := conf.MAIGU_WAGTAIL_ATTEMPTS_CACHE:
            caches[alias].delete_many([_number_key(client), _since_key(client)])
        else:
            with apart():
                _FORGOTTEN.do(client=client)
                SEEN.discard(client)
    except Exception:
        # The password was right all the same.
        logger.exception("The attempts of a client could not be forgotten; they end with their window.")


def _count_in_database(client: str, section_key: UUID, now: datetime) -> Allowance:
    window = timedelta(seconds=conf.MAIGU_WAGTAIL_ATTEMPTS_WINDOW)
    # Where a site reads from copies of its database, those may lag behind.
    using = router.db_for_write(ClientAttempts)
    for _try in range(MOST_TRIES):
        if not SEEN.has(client):
            key = _FIRST.add(using=using, client=client, now=now)
            SEEN.add(client)
            if key is not None:
                if key % CLEARED_EVERY == 0:
                    _clear_old(now)
                return Allowance(True, now)
        row = _ATTEMPTS.one(using=using, client=client, **wrong_lately_given(section_key, now))
        if row is None:
            SEEN.discard(client)
            continue
        since, number, wrong = row
        if since > now:
            # The clock was ahead when the row was written. Without this, its client would wait until then.
            ClientAttempts.objects.using(using).filter(client=client, since=since).update(since=now)
            continue
        if since <= now - window:
            # Only one of several requests finds the old row as it was.
            if _ANEW.do(using=using, client=client, since=since, number=number, now=now):
                return Allowance(True, now)
            continue
        limit = _limit(number, wrong)
        if number >= limit:
            return _refuse(using, client, since, number, window)
        # Nobody passes the number at which the alarm counts without having asked about it.
        bound = min(limit, ATTEMPTS_UNDER_ALARM) if number < ATTEMPTS_UNDER_ALARM else limit
        # The condition is checked by the database, with the row locked; who loses looks again.
        if _ONE_MORE.do(using=using, client=client, since=since, bound=bound):
            return Allowance(True, now)
    raise DatabaseError("The row of a client changed faster than it could be read.")


class _Seen:
    """
    Clients that have a row as far as this process knows, which it may not.

    Tells only what to try first: to add the row or to look at it. So a member who types the right
    password costs one query less, and so does whoever types wrong ones.
    """

    most = 1000

    def __init__(self) -> None:
        self._clients: set[str] = set()

    def has(self, client: str) -> bool:
        return client in self._clients

    def add(self, client: str) -> None:
        if len(self._clients) >= self.most:
            self.clear()
        self._clients.add(client)

    def discard(self, client: str) -> None:
        self._clients.discard(client)

    def clear(self) -> None:
        self._clients.clear()


SEEN = _Seen()


def _refuse(using: str, client: str, since: datetime, number: int, window: timedelta) -> Allowance:
    """Refuse an attempt, and count refusals at the usual limit; those that an alarm makes end with the alarm."""
    most = conf.MAIGU_WAGTAIL_ATTEMPTS + MOST_REFUSALS
    if conf.MAIGU_WAGTAIL_ATTEMPTS <= number < most:
        _ONE_MORE.do(using=using, client=client, since=since, bound=most)
    return Allowance(False, since + window, is_insistent=number >= most)


_CLIENT = {"client": Given("client")}
_SAME = {**_CLIENT, "since": Given("since")}
_ATTEMPTS = Rows(
    lambda: ClientAttempts,
    # Whether there is an alarm comes along: to ask for it alone is dearer than to look it up in vain.
    lambda rows: rows.filter(**_CLIENT).values_list("since", "number", Subquery(sum_of_wrong(UnlockTally.objects))),
)
_FIRST = Insert(lambda: ClientAttempts, lambda model: model(**_CLIENT, since=Given("now")))
_ANEW = Change(
    lambda: ClientAttempts,
    lambda rows: rows.filter(**_SAME, number=Given("number")),
    {"since": Given("now"), "number": 1},
)
_ONE_MORE = Change(
    lambda: ClientAttempts, lambda rows: rows.filter(**_SAME, number__lt=Given("bound")), {"number": F("number") + 1}
)
_FORGOTTEN = Change(lambda: ClientAttempts, lambda rows: rows.filter(**_CLIENT))


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
        wrong = wrong_lately(section_key, now) if _depends_on_alarm(made) else 0
        is_insistent = number > conf.MAIGU_WAGTAIL_ATTEMPTS + MOST_REFUSALS
        return Allowance(made < _limit(made, wrong), since + timedelta(seconds=window), is_insistent)
    raise CountsUnavailable


def _limit(number: int, wrong: int | None) -> int:
    """Return how many attempts a client has that has made ``number``, where so many of all were wrong lately."""
    is_alarm = _depends_on_alarm(number) and (wrong or 0) >= conf.MAIGU_WAGTAIL_ALARM
    return ATTEMPTS_UNDER_ALARM if is_alarm else conf.MAIGU_WAGTAIL_ATTEMPTS


def _depends_on_alarm(number: int) -> bool:
    return ATTEMPTS_UNDER_ALARM <= number < conf.MAIGU_WAGTAIL_ATTEMPTS


def _number_key(client: str) -> str:
    return f"maigu_wagtail.attempts.{client}"


def _since_key(client: str) -> str:
    return f"maigu_wagtail.attempts.{client}.since"
