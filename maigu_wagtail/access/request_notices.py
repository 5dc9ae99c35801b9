"""
The email that tells staff of new requests: at most one an hour for each section, and nothing personal in it.

A single update of the section's row decides who sends it, so a burst of requests sends one. Failures
are logged, never shown to visitors.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from maigu_wagtail.conf import conf

from .counters import apart
from .request_mail import Letter, send_letter
from .requests import PasswordRequest, RequestNotice, RequestState
from .scope import translations_of_lock

logger = logging.getLogger("maigu_wagtail")

BETWEEN_NOTICES = timedelta(hours=1)


def tell_staff(lock: UUID, now: datetime | None = None) -> bool:
    """
    Tell the people whom the section with the lock ``lock`` names of its new requests, and return whether an email was sent.

    Does nothing if they were told less than an hour ago, or if nothing is new. Never raises what went
    wrong with the mail or the database.
    """
    now = now or timezone.now()
    try:
        return _tell(lock, now)
    except DatabaseError:
        logger.exception("Staff could not be told of new requests for the password.")
    return False


def _tell(lock: UUID, now: datetime) -> bool:
    pages = translations_of_lock(lock)
    addresses = list(dict.fromkeys(address for page in pages for address in page.addresses_told))
    if not addresses:
        return False
    open_ones = PasswordRequest.objects.filter(lock=lock, state=RequestState.OPEN)
    told_at = RequestNotice.objects.filter(lock=lock).values_list("told_at", flat=True).first()
    new = open_ones.filter(created_at__gt=told_at) if told_at else open_ones
    number = new.count()
    if not number or not _is_due(lock, now):
        return False
    page = pages[0]
    with override(page.locale.language_code):
        letter = _letter(page, number, open_ones.count())
    if not send_letter(letter, to=addresses, is_automatic=True):
        return False
    RequestNotice.objects.filter(lock=lock).update(told_at=now)
    return True


def _is_due(lock: UUID, now: datetime) -> bool:
    """Return whether this is the request that may send the next email, and record that it does."""
    try:
        with apart():
            _row, is_new = RequestNotice.objects.get_or_create(lock=lock, defaults={"tried_at": now})
    except IntegrityError:
        return False
    # A time that is far ahead was written by a server whose clock was wrong; one just ahead by a request of this moment.
    is_long_ago = Q(tried_at__lte=now - BETWEEN_NOTICES) | Q(tried_at__gt=now + BETWEEN_NOTICES)
    return is_new or bool(RequestNotice.objects.filter(is_long_ago, lock=lock).update(tried_at=now))


def _letter(page: Any, number: int, number_open: int) -> Letter:
    subject = ngettext(
        "%(number)d new request for the password of %(title)s",
        "%(number)d new requests for the password of %(title)s",
        number,
    )
    standing = ngettext("%(number)d request is open.", "%(number)d requests are open.", number_open)
    parts = [subject % {"number": number, "title": page.title}, standing % {"number": number_open}]
    if address := _address():
        parts.append(gettext("Answer here:") + f"\n{address}")
    parts.append(gettext("You get at most one of these emails an hour."))
    return Letter(parts[0], "\n\n".join(parts), page.locale.language_code)


def _address() -> str:
    """Return the URL of the list of requests; "" if the site does not say where its CMS is, or has no menu."""
    try:
        return f"{conf.WAGTAILADMIN_BASE_URL}{reverse('maigu_requests')}" if conf.WAGTAILADMIN_BASE_URL else ""
    except NoReverseMatch:
        return ""
