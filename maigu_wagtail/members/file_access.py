"""
The policy for members' files: whether a request may have one, and which URLs pages show.

The file view and every page with a URL of a file ask this module. A file can be opened in three
ways: through a live session in a live section that uses it, if ``access.policy`` says that the
session is unlocked; with a ticket in its URL; or by staff who may choose it in the CMS. Wagtail's
own restrictions on its collection and on the session's page apply first. Must not depend on
responses.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from wagtail.models import CollectionViewRestriction

from maigu_wagtail.access.grants import Grant
from maigu_wagtail.access.managers import STATE_FIELDS
from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.access.policy import examine, grants_of, is_served
from maigu_wagtail.access.request_tokens import token_in_query
from maigu_wagtail.access.scope import LONG_FIELDS, Lock, know_sections, lock_of
from maigu_wagtail.access.watch_figures import Viewer, viewer_of
from maigu_wagtail.recordings import signing
from maigu_wagtail.recordings.models import PrivateFileMixin, Recording, sessions_with
from maigu_wagtail.recordings.permissions import MODELS, may_use
from maigu_wagtail.sessions.privacy import may_enter


class Key(Enum):
    """What gave access to a file."""

    PUBLIC = "public"
    TICKET = "ticket"
    GRANT = "grant"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """
    Whether a request may have a file.

    ``opened_by`` is ``None`` if it may not. ``until`` is when access expires. ``is_over`` means
    that the URL was valid once. ``viewer`` is set if a password opened it.
    """

    opened_by: Key | None = None
    until: datetime | None = None
    is_over: bool = False
    viewer: Viewer | None = field(default=None, compare=False, repr=False)

    @property
    def is_open(self) -> bool:
        """Whether the request may have the file."""
        return self.opened_by is not None


def find_file(uid: UUID) -> PrivateFileMixin | None:
    """Return the recording or handout with this ``uid``, or ``None``."""
    for model in MODELS:
        if file := model.objects.filter(uid=uid).select_related("collection").first():
            return file
    return None


def examine_file(request: HttpRequest, file: PrivateFileMixin, name: str, now: datetime | None = None) -> FileVerdict:
    """Return whether ``request`` may have ``name`` of ``file``. Does not check that ``file`` has such a name."""
    now = now or timezone.now()
    if not _passes_collection(request, file):
        return FileVerdict()
    sessions = list(sessions_with(file.uid).live().defer(*LONG_FIELDS).order_by("pk"))
    verdict = _public(request, file, name, sessions, now) or _by_ticket(request, file, name, sessions, now)
    if not verdict.is_open:
        verdict = _by_grant(request, sessions, now) or _as_staff(request, file) or verdict
    return verdict


def signed_address(
    request: HttpRequest, file: PrivateFileMixin, name: str, session: Any, grant: Grant | None
) -> tuple[str, datetime | None]:
    """
    Return a URL for ``name`` of ``file`` that works without a cookie or header, and when it expires.

    ``grant`` is the one that unlocked ``session`` for this request; the URL stops working when its
    password does. Without one, as for a public session, return the plain URL and ``None``.
    """
    address = request.build_absolute_uri(address_of(file, name))
    if grant is None or session.is_public:
        return address, None
    ticket = signing.issue(session.pk, grant.password_id, grant.version, timezone.now(), grant.expires_at)
    query = urlencode({signing.PARAMETER: signing.sign(ticket, file.uid, name)})
    return f"{address}?{query}", ticket.until


def address_of(file: PrivateFileMixin, name: str) -> str:
    """Return the URL path of the file view for ``name`` of ``file``, one of ``file.file_names``."""
    return reverse("maigu_wagtail:file", args=[file.uid, name])


def _passes_collection(request: HttpRequest, file: PrivateFileMixin) -> bool:
    path, step = file.collection.path, file.collection.steplen
    above = [path[:end] for end in range(step, len(path) + 1, step)]
    # By path, because Wagtail's own method takes a second query.
    restrictions = CollectionViewRestriction.objects.filter(collection__path__in=above)
    return all(restriction.accept_request(request) for restriction in restrictions)


def _public(
    request: HttpRequest, file: PrivateFileMixin, name: str, sessions: list[Any], now: datetime
) -> FileVerdict | None:
    if isinstance(file, Recording) and file.is_poster_public and name == file.poster_name:
        # The session's public page shows it, and stays up when its section is unpublished.
        shown = sessions
    else:
        public = [session for session in sessions if session.is_open_at(now)]
        know_sections(public)
        shown = [session for session in public if is_served(session)]
    return FileVerdict(Key.PUBLIC) if any(may_enter(request, session) for session in shown) else None


def _by_ticket(
    request: HttpRequest, file: PrivateFileMixin, name: str, sessions: list[Any], now: datetime
) -> FileVerdict:
    ticket = signing.read(token_in_query(request), file.uid, name)
    session = ticket and next((session for session in sessions if session.pk == ticket.session_id), None)
    if ticket is None or session is None:
        return FileVerdict()
    if not ticket.is_in_time(now):
        return FileVerdict(is_over=True)
    if not is_served(session):
        return FileVerdict()
    lock = lock_of(session)
    password = lock and SharedPassword.objects.filter(pk=ticket.password_id, lock=lock.key).only(*STATE_FIELDS).first()
    if not password or password.version != ticket.version or not password.keeps_open(now):
        return FileVerdict(is_over=True)
    if not may_enter(request, session):
        return FileVerdict()
    # Each response of the API signs new addresses, so a device that asks again counts again.
    viewer = Viewer(session, ticket.password_id, device=token_in_query(request))
    return FileVerdict(Key.TICKET, until=min(ticket.until, password.expires_at or ticket.until), viewer=viewer)


def _by_grant(request: HttpRequest, sessions: list[Any], now: datetime) -> FileVerdict | None:
    held = grants_of(request)
    if not held:
        return None
    know_sections(sessions)
    refused: set[Lock] = set()
    for session in sessions:
        lock = lock_of(session)
        if lock is None or lock in refused:
            continue
        verdict = examine(request, session, lock=lock, held=held, now=now)
        if not verdict.is_unlocked:
            refused.add(lock)
        elif may_enter(request, session):
            return FileVerdict(Key.GRANT, until=verdict.until, viewer=viewer_of(session, verdict.grant))
    return None


def _as_staff(request: HttpRequest, file: PrivateFileMixin) -> FileVerdict | None:
    # Without a session cookie, this makes no query.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return FileVerdict(Key.STAFF) if may_use(user, file) else None
