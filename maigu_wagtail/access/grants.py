"""
A grant: the signed statement that a device entered a password, in which version, and when.

Whether that password still opens anything is decided in ``policy``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from maigu_wagtail.conf import conf
from maigu_wagtail.signed_tokens import SignedTokens

PREFIX = "mgu1_"
# In characters: a key of 19 digits, a version, a time and a signature fit.
LONGEST_TOKEN = 160
# In a cookie, the newest. Browsers keep 4,096 bytes of a cookie.
MOST_GRANTS = 16
_SEPARATOR = "~"
_LONGEST_COOKIE = MOST_GRANTS * (LONGEST_TOKEN + 1)
_STATEMENT = re.compile(r"([1-9][0-9]{0,18})\.([A-Za-z0-9_-]{1,32})\.([0-9]{1,11})", re.ASCII)
# A clock of another worker may be a little ahead.
_SKEW = timedelta(seconds=60)
_tokens = SignedTokens(salt="maigu_wagtail.grant", longest=LONGEST_TOKEN - len(PREFIX))


@dataclass(frozen=True, slots=True)
class Grant:
    """Which password was entered, and when (in whole seconds, with a time zone)."""

    password_id: int
    version: str
    issued_at: datetime

    @property
    def expires_at(self) -> datetime:
        """When the grant stops opening anything."""
        return self.issued_at + timedelta(seconds=conf.MAIGU_WAGTAIL_UNLOCK_LIFETIME)

    def is_of(self, password: Any) -> bool:
        """Return whether the grant was issued for ``password``, a ``SharedPassword``, in its present version."""
        return bool(self.password_id == password.pk and self.version == password.version)

    def is_in_time(self, now: datetime) -> bool:
        """Return whether ``now`` is within the grant's lifetime."""
        return self.issued_at - _SKEW <= now < self.expires_at


def issue(password_id: int, version: str, now: datetime) -> Grant:
    """Return a new grant for a password that has just been entered."""
    return Grant(password_id, version, now.astimezone(timezone.utc).replace(microsecond=0))


def sign(grant: Grant) -> str:
    """Return the token of ``grant``."""
    statement = f"{grant.password_id}.{grant.version}.{int(grant.issued_at.timestamp())}"
    return PREFIX + _tokens.sign(statement)


def read(token: str) -> Grant | None:
    """Return the grant of ``token``, expired or not; ``None`` if we did not sign it."""
    statement = _tokens.read(token.removeprefix(PREFIX)) if token.startswith(PREFIX) else None
    found = statement and _STATEMENT.fullmatch(statement)
    if not found:
        return None
    issued_at = datetime.fromtimestamp(int(found[3]), timezone.utc)
    return Grant(password_id=int(found[1]), version=found[2], issued_at=issued_at)


def split(cookie: str) -> list[str]:
    """Return the tokens in the value of a cookie; an empty list if the value cannot be ours."""
    if len(cookie) > _LONGEST_COOKIE:
        return []
    return cookie.split(_SEPARATOR)[:MOST_GRANTS] if cookie else []


def join(tokens: Iterable[str]) -> str:
    """Return the value of a cookie for ``tokens``, newest first."""
    return _SEPARATOR.join(list(tokens)[:MOST_GRANTS])
