"""
A ticket: the short-lived signature in a file's address, for players that can send neither cookie nor header.

It names the file, the session and the password that an address was made for, and when it expires.
Whether the password still opens that session is decided in ``file_access``, so a ticket ends with
the password too.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from uuid import UUID

from maigu_wagtail.conf import conf
from maigu_wagtail.signed_tokens import SignedTokens

# Masked in error reports (``access.request_tokens``), which show the query string.
PARAMETER = "token"
# In characters: two keys of 19 digits, a version, a time and a signature fit.
LONGEST_TICKET = 180
_STATEMENT = re.compile(r"([1-9][0-9]{0,18})\.([1-9][0-9]{0,18})\.([A-Za-z0-9_-]{1,32})\.([0-9]{1,11})", re.ASCII)
# A clock of another worker may be a little behind.
_SKEW = timedelta(seconds=60)
_tokens = SignedTokens(salt="maigu_wagtail.file", longest=LONGEST_TICKET)


@dataclass(frozen=True, slots=True)
class Ticket:
    """The session and the password version that open a file, and until when (with a time zone)."""

    session_id: int
    password_id: int
    version: str
    until: datetime

    def is_in_time(self, now: datetime) -> bool:
        """Return whether the ticket has not expired, and does not last longer than the setting allows today."""
        return now < self.until <= now + timedelta(seconds=conf.MAIGU_WAGTAIL_FILE_LIFETIME) + _SKEW


def issue(session_id: int, password_id: int, version: str, now: datetime, latest: datetime) -> Ticket:
    """Return a new ticket, valid for the setting's lifetime but not beyond ``latest``."""
    until = min(now + timedelta(seconds=conf.MAIGU_WAGTAIL_FILE_LIFETIME), latest)
    return Ticket(session_id, password_id, version, until.astimezone(timezone.utc).replace(microsecond=0))


def sign(ticket: Ticket, uid: UUID, name: str) -> str:
    """Return the token of ``ticket`` for the file ``uid`` under ``name``."""
    end = int(ticket.until.timestamp())
    statement = f"{ticket.session_id}.{ticket.password_id}.{ticket.version}.{end}"
    return _tokens.sign(statement, about=_file(uid, name))


def read(text: str, uid: UUID, name: str) -> Ticket | None:
    """Return the ticket of ``text`` for this file and name, expired or not; ``None`` if we did not sign it."""
    statement = _tokens.read(text, about=_file(uid, name))
    found = statement and _STATEMENT.fullmatch(statement)
    if not found:
        return None
    until = datetime.fromtimestamp(int(found[4]), timezone.utc)
    return Ticket(session_id=int(found[1]), password_id=int(found[2]), version=found[3], until=until)


def _file(uid: UUID, name: str) -> str:
    return f"/{uid.hex}/{name}"
