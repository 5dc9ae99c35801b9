"""
A grant: the signed statement "the bearer gave this password, in this version, at this time".

Signs and reads; whether the password still opens anything is for ``unlocking`` to say.
A bearer's text that is no grant of ours, for whatever reason, is simply none: never an
error.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from django.core.signing import BadSignature, Signer

from maigu_wagtail.conf import conf

PREFIX = "mgu1_"
# What can be longer was not made here: a key of 19 digits, a version, a time and a signature.
LONGEST_TOKEN = 160
# A cookie carries so many; the oldest give way. Browsers keep 4,096 bytes of a cookie.
MOST_GRANTS = 16
_SEPARATOR = "~"
_LONGEST_COOKIE = MOST_GRANTS * (LONGEST_TOKEN + 1)
_STATEMENT = re.compile(r"([1-9][0-9]{0,18})\.([A-Za-z0-9_-]{1,32})\.([0-9]{1,11})", re.ASCII)
# A clock of another worker may be a little ahead.
_SKEW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Grant:
    """Which password was given, and when (in whole seconds, with a time zone)."""

    password_id: int
    version: str
    issued_at: datetime

    @property
    def expires_at(self) -> datetime:
        """The moment from which the grant opens nothing any more."""
        return self.issued_at + timedelta(seconds=conf.MAIGU_WAGTAIL_UNLOCK_LIFETIME)

    def is_in_time(self, now: datetime) -> bool:
        """Return whether ``now`` is within the grant's lifetime."""
        return self.issued_at - _SKEW <= now < self.expires_at


def issue(password_id: int, version: str, now: datetime) -> Grant:
    """Return a new grant for a password that was just given."""
    return Grant(password_id, version, now.astimezone(timezone.utc).replace(microsecond=0))


def sign(grant: Grant) -> str:
    """Return the token that states ``grant``."""
    statement = f"{grant.password_id}.{grant.version}.{int(grant.issued_at.timestamp())}"
    return PREFIX + _signer(conf.SECRET_KEYS).sign(statement)


def read(token: str) -> Grant | None:
    """Return the grant that ``token`` states, in time or not; ``None`` where we never said so."""
    if len(token) > LONGEST_TOKEN or not token.startswith(PREFIX):
        return None
    try:
        statement = _signer(conf.SECRET_KEYS).unsign(token[len(PREFIX) :])
    except (BadSignature, UnicodeError):
        return None
    found = _STATEMENT.fullmatch(statement)
    if not found:
        return None
    issued_at = datetime.fromtimestamp(int(found[3]), timezone.utc)
    return Grant(password_id=int(found[1]), version=found[2], issued_at=issued_at)


def split(cookie: str) -> list[str]:
    """Return the tokens in the value of a cookie; none where it can't be one of ours."""
    if len(cookie) > _LONGEST_COOKIE:
        return []
    return cookie.split(_SEPARATOR)[:MOST_GRANTS] if cookie else []


def join(tokens: Iterable[str]) -> str:
    """Return the value of a cookie that carries ``tokens``, the newest of them first."""
    return _SEPARATOR.join(list(tokens)[:MOST_GRANTS])


@lru_cache(maxsize=8)
def _signer(secrets: tuple[str | bytes, ...]) -> Signer:
    return Signer(key=secrets[0], fallback_keys=list(secrets[1:]), sep=".", salt="maigu_wagtail.grant")
