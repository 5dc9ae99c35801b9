"""
Collects what no stranger may get from this site: members' content, passwords, links, private files and requests.

Everything of the installation, also what other sites of it hold.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import swapper

from maigu_wagtail.access.links import UnlockLink
from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.access.requests import PasswordRequest
from maigu_wagtail.access.scope import pages_of_locks
from maigu_wagtail.access.sealing import Unreadable, unseal

from .contents import content_secrets
from .kinds import Kind, Secret
from .page_texts import members_only_pages, texts_of_page

# At a time: members' content can be large.
AT_A_TIME = 100


def secrets_of_site(now: datetime) -> Iterator[Secret]:
    """Yield the secrets of the installation. None of what is open to everyone at ``now``."""
    yield from _passwords(now)
    yield from _links()
    yield from _sections()
    for session in live_sessions():
        if not session.is_open_at(now):
            yield from content_secrets(session)
    for page in members_only_pages():
        for text in texts_of_page(page):
            yield Secret(Kind.PAGE, f"page {page.pk}", text)
    for email in PasswordRequest.objects.order_by().values_list("email", flat=True).distinct():
        yield Secret(Kind.STAFF, "a request for the password", email)


def open_texts(now: datetime) -> Iterator[str]:
    """Yield the members' content that is open to everyone at ``now``, so that it is no secret in other sessions either."""
    for session in live_sessions():
        if session.is_open_at(now):
            yield from (secret.text for secret in content_secrets(session))


def live_sessions() -> Iterator[Any]:
    """Yield the published sessions, newest first."""
    sessions = swapper.load_model("maigu_wagtail", "SessionPage").objects.live().order_by("-pk")
    return sessions.iterator(chunk_size=AT_A_TIME)


def _passwords(now: datetime) -> Iterator[Secret]:
    passwords = list(SharedPassword.objects.accepted(now))
    pages = pages_of_locks({password.lock for password in passwords})
    for password in passwords:
        owner = f"“{pages[password.lock].title}”" if password.lock in pages else f"password {password.pk}"
        yield Secret(Kind.PASSWORD, owner, password.sealed)
        try:
            # Not ``reveal``, which logs that somebody has read it: nobody sees it here.
            yield Secret(Kind.PASSWORD, owner, unseal(password.sealed))
        except Unreadable:
            continue


def _links() -> Iterator[Secret]:
    for link in UnlockLink.objects.filter(deactivated_at=None):
        yield Secret(Kind.LINK, f"link {link.pk}", link.key)


def _sections() -> Iterator[Secret]:
    for section in swapper.load_model("maigu_wagtail", "SessionIndexPage").objects.live():
        owner = f"“{section.title}”"
        yield Secret(Kind.STAFF, owner, section.share_message)
        yield from (Secret(Kind.STAFF, owner, address) for address in section.addresses_told)
