"""
Answers at once to people at domains that a section trusts.

The email contains only the link, and goes only to the address in the request: someone who types another
person's address gets nothing. It quotes nothing that was typed, so the form cannot send a stranger's words.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from maigu_wagtail.sessions.trusted_domains import domain_of, is_trusted

from .models import SharedPassword
from .request_mail import Answer, draft_of_answer, send_password
from .request_notices import tell_staff
from .requests import PasswordRequest, RequestState

logger = logging.getLogger("maigu_wagtail")

# To one address within a day. Further requests stay open for staff.
MOST_A_DAY = 3


@sensitive_variables()
def deal_with(asked: PasswordRequest) -> None:
    """Answer ``asked`` at once if its section trusts the address, or tell staff. Logs what goes wrong, never raises it."""
    try:
        if not answer_at_once(asked):
            tell_staff(asked.lock)
        PasswordRequest.objects.clear_old()
    except DatabaseError as error:
        logger.error("A request for the password waits for staff to look: %s.", type(error).__name__)


@sensitive_variables()
def answer_at_once(asked: PasswordRequest, now: datetime | None = None) -> bool:
    """Send the newest password of the section to ``asked`` if it trusts the address, and return whether it was sent."""
    now = now or timezone.now()
    page = asked.page()
    if page is None or not page.live or not is_trusted(asked.email, page.domains_trusted):
        return False
    password = SharedPassword.objects.filter(lock=asked.lock).accepted(now).order_by("-pk").first()
    if password is None or _number_lately(asked, now) >= MOST_A_DAY:
        return False
    try:
        return send_password(asked, password, draft_of_answer(asked, page, is_named=False)) == Answer.DONE
    except ValidationError:
        return False


def _number_lately(asked: PasswordRequest, now: datetime) -> int:
    """Return how many answers the mailbox of ``asked`` got at once within a day, from all sections."""
    answered = PasswordRequest.objects.filter(
        state=RequestState.SENT, closed_by=None, closed_at__gt=now - timedelta(days=1)
    )
    mailbox = _mailbox(asked.email)
    addresses = answered.filter(email__istartswith=mailbox[0]).values_list("email", flat=True)
    return sum(_mailbox(address) == mailbox for address in addresses)


def _mailbox(address: str) -> tuple[Any, str]:
    """Return the name and the domain of ``address``, without what many servers ignore: case, and "+" with what follows."""
    return address.rpartition("@")[0].partition("+")[0].lower(), domain_of(address)
