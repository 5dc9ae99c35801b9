"""
What a change does to those who can open a page, in sentences that are read before it happens.

The number of unlocked devices is only for staff who may see figures of that password.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, ngettext

from maigu_wagtail.access.lock_changes import LockChange, Readers, Who
from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.sessions.dates import long_date

from .page_permissions import passwords_of
from .passwords.permissions import ANY, PASSWORD_POLICY

MEMBERS = (Who.SECTION, Who.OWN)


def effects(changes: Iterable[LockChange | None], user: Any) -> list[str]:
    """Return sentences on who will, and who will not, be able to open the pages of ``changes``; leave out the rest."""
    real = [change for change in changes if change]
    locks = {readers.lock for change in real for readers in (change.before, change.after) if readers.lock}
    devices = unlocked_devices(locks, user)
    opened = set(SharedPassword.objects.accepted().filter(lock__in=locks).values_list("lock", flat=True))
    return [text for change in real for text in _effects(change, devices, opened)]


def unlocked_devices(locks: set[UUID], user: Any) -> dict[UUID, int]:
    """Return how many devices each of ``locks`` has unlocked, for those whose figures ``user`` may see."""
    if not locks or not PASSWORD_POLICY.user_has_any_permission(user, ANY):
        return {}
    numbers: Counter[UUID] = Counter()
    for password in passwords_of(user).filter(lock__in=locks):
        numbers[password.lock] += password.live_unlocks()
    return dict(numbers)


def _effects(change: LockChange, devices: dict[UUID, int], opened: set[UUID]) -> list[str]:
    before, after, page = change.before, change.after, change.page.get_admin_display_title()
    is_other = (before.who, before.lock) != (after.who, after.lock)
    texts = [_gaining(after, page, devices, opened)] if is_other else []
    if not change.is_copy:
        texts.insert(0, _losing(before, after, page, devices) if is_other else "")
        texts.append(_opening(before, after, page))
    return [text for text in texts if text]


def _losing(before: Readers, after: Readers, page: str, devices: dict[UUID, int]) -> str:
    names = {"page": page, "name": before.name}
    if before.who == Who.EVERYONE:
        return gettext("Visitors without the password will no longer be able to open “%(page)s”.") % names
    if before.who not in MEMBERS or after.who == Who.EVERYONE:
        return ""
    number = devices.get(before.lock) if before.lock else None
    if not number:
        return gettext("Members with the password of “%(name)s” will not be able to open “%(page)s” with it.") % names
    text = ngettext(
        "%(number)d device unlocked with the password of “%(name)s” will not be able to open “%(page)s”.",
        "%(number)d devices unlocked with the password of “%(name)s” will not be able to open “%(page)s”.",
        number,
    )
    return text % {**names, "number": number}


def _gaining(after: Readers, page: str, devices: dict[UUID, int], opened: set[UUID]) -> str:
    names = {"page": page, "name": after.name}
    if after.who == Who.EVERYONE:
        return gettext("Everyone will be able to open “%(page)s” without a password.") % names
    if after.who == Who.NOBODY:
        text = gettext(
            "“%(page)s” is for members only. Outside their section it would be public, so it will be unpublished. "
            "Publish it again there if everyone may see it."
        )
        return text % names
    if after.lock not in opened:
        return _without_password(after) % names
    number = devices.get(after.lock) if after.lock else None
    if number is None:
        return gettext("Members need the password of “%(name)s” to open “%(page)s”.") % names
    text = ngettext(
        "Members need the password of “%(name)s” to open “%(page)s”. %(number)d device is unlocked with it now.",
        "Members need the password of “%(name)s” to open “%(page)s”. %(number)d devices are unlocked with it now.",
        number,
    )
    return text % {**names, "number": number}


def _without_password(after: Readers) -> str:
    """Return the sentence on a page that nobody can open before somebody creates a password."""
    if after.who == Who.OWN and after.lock:
        return gettext("“%(page)s” has no password of its own yet. Create one, or members cannot open it.")
    if after.who == Who.OWN:
        return gettext("“%(page)s” has no password of its own there. Create one, or members cannot open it.")
    if after.lock is None:
        return gettext("A copy of “%(page)s” has no password. Create one, or members cannot open its sessions.")
    return gettext("“%(name)s” has no password yet. Create one, or members cannot open “%(page)s”.")


def _opening(before: Readers, after: Readers, page: str) -> str:
    """Return a sentence on the day from which everyone can open the page, if that changes."""
    if before.public_from == after.public_from:
        return ""
    if after.public_from:
        names = {"page": page, "date": long_date(after.public_from)}
        return gettext("Everyone will be able to open “%(page)s” from %(date)s.") % names
    if after.who == Who.EVERYONE or before.public_from is None:
        return ""
    names = {"page": page, "date": long_date(before.public_from)}
    return gettext("“%(page)s” will no longer open to everyone on %(date)s.") % names
