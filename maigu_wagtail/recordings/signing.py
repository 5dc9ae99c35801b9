"""
A ticket: the short-lived signature in a file's address, for players that can send neither cookie nor header.

States for which file, under which name, in which session and by whose password an address was
given out, and until when. Signs and reads; whether the password still opens that session is for
``file_access`` to say, so a ticket ends with the password and not only with its time.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from uuid import UUID

from django.core.signing import BadSignature, Signer

from maigu_wagtail.conf import conf

# Masked in error reports (``access.request_tokens``), which show the query string.
PARAMETER = "token"
# What can be longer was not made here: two keys of 19 digits, a version, a time and a signature.
LONGEST_TICKET = 180
_TICKET = re.compile(r"([1-9][0-9]{0,18})\.([1-9][0-9]{0,18})\.([A-Za-z0-9_-]{1,32})\.([0-9]{1,11})\.[\w-]+", re.ASCII)
# A clock of another worker may be a little behind.
_SKEW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Ticket:
    """In which session, and by which password in which version, a file may be had until when (with a time zone)."""

    session_id: int
    password_id: int
    version: str
    until: datetime

    def is_in_time(self, now: datetime) -> bool:
        """Return whether ``now`` is before its end, and its end not further off than any that is made today."""
        return now < self.until <= now + timedelta(seconds=conf.MAIGU_WAGTAIL_FILE_LIFETIME) + _SKEW


def issue(session_id: int, password_id: int, version: str, now: datetime, latest: datetime) -> Ticket:
    """Return a new ticket: valid for as long as the setting says, and never longer than ``latest``."""
    until = min(now + timedelta(seconds=conf.MAIGU_WAGTAIL_FILE_LIFETIME), latest)
    return Ticket(session_id, password_id, version, until.astimezone(timezone.utc).replace(microsecond=0))


def sign(ticket: Ticket, uid: UUID, name: str) -> str:
    """Return the text that states ``ticket`` for the file ``uid`` under ``name``."""
    end = int(ticket.until.timestamp())
    statement = f"{ticket.session_id}.{ticket.password_id}.{ticket.version}.{end}"
    return f"{statement}.{_signer(conf.SECRET_KEYS).signature(_bound(statement, uid, name))}"


def read(text: str, uid: UUID, name: str) -> Ticket | None:
    """Return the ticket that ``text`` states for this file and name, in time or not; ``None`` where we never said so."""
    found = _TICKET.fullmatch(text) if len(text) <= LONGEST_TICKET else None
    if not found:
        return None
    statement, _dot, signature = text.rpartition(".")
    try:
        _signer(conf.SECRET_KEYS).unsign(f"{_bound(statement, uid, name)}.{signature}")
    except (BadSignature, UnicodeError):
        return None
    until = datetime.fromtimestamp(int(found[4]), timezone.utc)
    return Ticket(session_id=int(found[1]), password_id=int(found[2]), version=found[3], until=until)


def _bound(statement: str, uid: UUID, name: str) -> str:
    return f"{statement}/{uid.hex}/{name}"


@lru_cache(maxsize=8)
def _signer(secrets: tuple[str | bytes, ...]) -> Signer:
    return Signer(key=secrets[0], fallback_keys=list(secrets[1:]), sep=".", salt="maigu_wagtail.file")
