"""
The policy: whether a request may see a page's members' content, and what happens when a password is entered.

Every view asks this module; none decides for itself. A request without a grant costs no query, one
with grants costs one. Must not depend on responses or templates.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import SessionPageMixin

from . import grants, throttle
from .counters import count_event, despite_failure
from .links import LinkState, UnlockLink
from .managers import STATE_FIELDS
from .models import SharedPassword, State
from .normalising import UnusablePassword, normalise
from .request_tokens import tokens_in_headers
from .scope import Lock, lock_of, section_above

# With "token" in its name, Django leaves its value out of error reports (``SafeExceptionReporterFilter``).
COOKIE = "maigu_unlock_token"


class Reason(Enum):
    """Why a request is locked."""

    NO_GRANT = "no-grant"
    EXPIRED = "expired"
    CHANGED = "changed"
    FOREIGN = "foreign"
    # The page is not in a published section, so nothing unlocks it.
    NO_SECTION = "no-section"


class Outcome(Enum):
    """The result of entering a password or using an unlock link."""

    OPENED = "opened"
    WRONG = "wrong"
    EARLIER = "earlier"
    UNUSABLE = "unusable"
    TOO_MANY = "too-many"
    UNREADABLE = "unreadable"
    UNAVAILABLE = "unavailable"
    LINK_UNKNOWN = "link-unknown"
    LINK_ENDED = "link-ended"


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    Whether a request is unlocked, and if not, why.

    ``until`` is when the unlock expires (``None`` if no password is needed). ``since`` is when the
    password of an earlier unlock was changed.
    """

    is_unlocked: bool
    reason: Reason | None = None
    until: datetime | None = None
    since: datetime | None = None
    # The grant that unlocked the request. Signed URLs must expire with it.
    grant: grants.Grant | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """
    The result of entering a password or using an unlock link, with details for some outcomes.

    - ``OPENED``: ``token`` is the signed grant, valid until ``until``.
    - ``EARLIER``: ``since`` is when the password was changed.
    - ``TOO_MANY``: ``again_at`` is when the next attempt is allowed; ``is_insistent`` means that
      the client keeps trying regardless.
    - ``UNUSABLE``: ``detail`` is "empty", "long" or "characters".
    - ``LINK_ENDED``: ``detail`` is the value of a ``LinkState``.
    """

    outcome: Outcome
    # Anyone with the token can see members' content, so keep it out of error reports.
    token: str = field(default="", repr=False)
    until: datetime | None = None
    since: datetime | None = None
    again_at: datetime | None = None
    detail: str = ""
    is_insistent: bool = False


def is_unlocked(request: HttpRequest, page: Any) -> bool:
    """Return whether ``request`` may see the members' content of ``page``."""
    return examine(request, page).is_unlocked


def is_served(page: Any, *, section: Any = None) -> bool:
    """
    Return whether the members' content of ``page`` is available at all: only while its section is published.

    Only the session's own section counts. For an alias or a translation that is the section it is
    in, not its original's; pages above the section do not count either, as Wagtail serves pages
    below unpublished ones. Pass ``section`` if you have it, to save a query.
    """
    if isinstance(page, SessionIndexPageMixin):
        section = page
    section = section or section_above(page)
    return section is not None and section.live


def examine(
    request: HttpRequest,
    page: Any,
    *,
    section: Any = None,
    lock: Lock | None = None,
    held: list[grants.Grant] | None = None,
    now: datetime | None = None,
) -> Verdict:
    """
    Return the ``Verdict`` on whether ``request`` may see the members' content of ``page``.

    ``page`` is a session, a section, or any page below a section. A page outside every published
    section is locked. Pass ``section``, ``lock`` or ``held`` (the ``grants_of`` the request) if you
    have them, so that they are not looked up again.
    """
    if not is_served(page, section=section):
        return Verdict(False, Reason.NO_SECTION)
    if isinstance(page, SessionPageMixin) and page.is_open_at(now or timezone.now()):
        return Verdict(True)
    held = grants_of(request) if held is None else held
    if not held:
        return Verdict(False, Reason.NO_GRANT)
    lock = lock or lock_of(page)
    if lock is None:
        return Verdict(False, Reason.FOREIGN)
    return _weigh(held, lock, now or timezone.now())


def open_locks(request: HttpRequest, *, now: datetime | None = None) -> set[UUID]:
    """Return the keys of the locks that ``request`` has unlocked. For many pages: one query, however many there are."""
    now = now or timezone.now()
    held = grants_of(request)
    keys = {grant.password_id for grant in held}
    rows = SharedPassword.objects.filter(pk__in=keys).only("lock", *STATE_FIELDS) if keys else ()
    by_lock: dict[UUID, dict[int, SharedPassword]] = {}
    for password in rows:
        by_lock.setdefault(password.lock, {})[password.pk] = password
    return {key for key, passwords in by_lock.items() if _weigh_against(passwords, held, now).is_unlocked}


def _weigh(held: list[grants.Grant], lock: Lock, now: datetime) -> Verdict:
    keys = {grant.password_id for grant in held}
    rows = SharedPassword.objects.filter(lock=lock.key, pk__in=keys).only(*STATE_FIELDS)
    return _weigh_against({password.pk: password for password in rows}, held, now)


def _weigh_against(passwords: dict[int, SharedPassword], held: list[grants.Grant], now: datetime) -> Verdict:
    """Return the verdict of grants on a lock whose ``passwords`` they name."""
    refusal = Verdict(False, Reason.FOREIGN)
    for grant in sorted(held, key=lambda grant: grant.issued_at, reverse=True):
        password = passwords.get(grant.password_id)
        if password is None:
            continue
        if not password.keeps_open(now) or grant.version != password.version:
            refusal = Verdict(False, Reason.CHANGED, since=password.changed_at)
        elif not grant.is_in_time(now):
            refusal = Verdict(False, Reason.EXPIRED)
        else:
            return Verdict(True, until=_end_of(grant, password), grant=grant)
    return refusal


def _end_of(grant: grants.Grant, password: SharedPassword) -> datetime:
    return min(grant.expires_at, password.expires_at or grant.expires_at)


def grants_of(request: HttpRequest) -> list[grants.Grant]:
    """Return the grants that ``request`` carries, also those that open nothing any more."""
    return [grant for token in tokens_of(request) if (grant := grants.read(token))]


def tokens_of(request: HttpRequest) -> Iterator[str]:
    """Yield the tokens in ``request``: from our header, from a bearer token, then from our cookie."""
    tokens = tokens_in_headers(request)
    yield from filter(None, (tokens.header, tokens.bearer))
    yield from grants.split(request.COOKIES.get(COOKIE, ""))


@sensitive_variables()
def unlock(
    request: HttpRequest, page: Any, text: str, *, lock: Lock | None = None, now: datetime | None = None
) -> Attempt:
    """
    Check the password ``text`` that was entered for ``page``, and return the ``Attempt``.

    The attempt is counted before anything is compared. Pass ``lock`` if you have it, to save
    queries. Raises ``ValueError`` if ``page`` has no lock or is not in a published section.
    """
    now = now or timezone.now()
    lock = lock or lock_of(page)
    if lock is None:
        raise ValueError("A page outside every section has no lock.")
    if not is_served(page):
        raise ValueError("Nothing opens a page whose section is not published.")
    try:
        normalise(text)
    except UnusablePassword as error:
        return Attempt(Outcome.UNUSABLE, detail=error.reason)
    # Per lock, not per section: otherwise someone who knows the section's password could reset the count
    # between guesses at the password of a single session.
    client = throttle.client_key(request, lock.key)
    try:
        allowance = throttle.count_attempt(client, lock.section_key, now)
    except throttle.CountsUnavailable:
        return Attempt(Outcome.UNAVAILABLE)
    if not allowance.is_allowed:
        if not allowance.is_insistent:
            # A client that ignores the limit causes no more writes.
            count_event(lock.section_key, "refused", now)
        return Attempt(Outcome.TOO_MANY, again_at=allowance.again_at, is_insistent=allowance.is_insistent)
    return _compare(request, lock, text, now, client)


@sensitive_variables()
def _compare(request: HttpRequest, lock: Lock, text: str, now: datetime, client: str) -> Attempt:
    password, is_unreadable = SharedPassword.objects.recognise(lock.key, text, now)
    if password and password.is_accepted(now):
        throttle.forget_attempts(client)
        return _open(request, lock, password, now)
    if password:
        if password.state_at(now) == State.EXPIRED:
            SharedPassword.objects.log_expired(now)
        count_event(lock.key, "earlier", now, password_key=password.pk)
        return Attempt(Outcome.EARLIER, since=password.changed_at)
    count_event(lock.section_key, "wrong", now)
    with despite_failure():
        if throttle.is_first_wrong_of_hour(request, lock.section_key, now):
            count_event(lock.section_key, "clients", now)
    return Attempt(Outcome.UNREADABLE if is_unreadable else Outcome.WRONG)


def unlock_by_link(
    request: HttpRequest, lock: Lock, link: UnlockLink | None, *, now: datetime | None = None
) -> Attempt:
    """
    Use ``link`` to unlock the lock ``lock``, and return the ``Attempt``.

    A device that the link's password has already unlocked does not use up the link. Attempts are
    not limited: nobody can guess a token.
    """
    now = now or timezone.now()
    if link is None or link.password.lock != lock.key:
        return Attempt(Outcome.LINK_UNKNOWN)
    state, is_again = link.state_at(now), _is_again(request, link.password, now)
    if state == LinkState.ACTIVE and not is_again and not link.use(now):
        state = LinkState.USED_UP
    if state == LinkState.ACTIVE or (state == LinkState.USED_UP and is_again):
        return _open(request, lock, link.password, now)
    return Attempt(Outcome.LINK_ENDED, detail=state.value)


def _is_again(request: HttpRequest, password: SharedPassword, now: datetime) -> bool:
    """Return whether ``request`` comes from a device that ``password`` has unlocked already."""
    return any(grant.is_of(password) and grant.is_in_time(now) for grant in grants_of(request))


def _open(request: HttpRequest, lock: Lock, password: SharedPassword, now: datetime) -> Attempt:
    is_again = _is_again(request, password, now)
    count_event(lock.key, "opened_again" if is_again else "opened", now, password_key=password.pk)
    grant = grants.issue(password.pk, password.version, now)
    return Attempt(Outcome.OPENED, token=grants.sign(grant), until=_end_of(grant, password))
