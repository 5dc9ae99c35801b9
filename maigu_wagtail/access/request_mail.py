"""
The emails about requests for the password, and the answers to them.

An answer goes only to the address in the request. An email that cannot be sent leaves the request
open and is logged without addresses or texts.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext, override
from django.views.decorators.debug import sensitive_variables
from wagtail.log_actions import log

from maigu_wagtail.conf import conf
from maigu_wagtail.sessions.titles import one_line

from . import audit_log
from .requests import PasswordRequest, RequestState
from .sealing import Unreadable

logger = logging.getLogger("maigu_wagtail")

LINK = "{link}"
# A person has a few devices; more means that the link was passed on.
DEVICES = 5


class Answer(Enum):
    """What became of an answer."""

    DONE = "done"
    # Somebody else has answered in the meantime.
    CLOSED = "closed"
    MAIL_FAILED = "mail-failed"


@dataclass(frozen=True, slots=True)
class Letter:
    """The subject and the text of an email in ``language``, a language code."""

    subject: str
    body: str = field(repr=False)
    language: str


@sensitive_variables()
def send_letter(letter: Letter, *, to: Iterable[str], reply_to: str = "", is_automatic: bool = False) -> bool:
    """
    Send ``letter`` as text and HTML, and return whether the mail server took it.

    ``is_automatic`` keeps automatic replies away (RFC 3834).
    """
    letter = replace(letter, subject=one_line(letter.subject))
    mail = EmailMultiAlternatives(
        letter.subject,
        letter.body,
        conf.MAIGU_WAGTAIL_FROM_EMAIL,
        list(to),
        reply_to=[reply_to] if reply_to else None,
        headers={"Auto-Submitted": "auto-generated"} if is_automatic else None,
    )
    with override(letter.language):
        html = render_to_string("maigu_wagtail/mail/letter.html", {"letter": letter})
    mail.attach_alternative(html, "text/html")
    try:
        return bool(mail.send())
    except Exception as error:  # noqa: BLE001 -- a site may use any mail service, and each raises its own
        # Only its type: messages of mail servers quote addresses.
        logger.error("An email about requests for the password could not be sent: %s.", type(error).__name__)
        return False


def draft_of_answer(asked: PasswordRequest, page: Any, *, is_named: bool = True) -> Letter:
    """
    Return the email that sends the password to ``asked``, with a placeholder for the link, in the language of ``page``.

    ``is_named`` is false if nobody reads it before it is sent.
    """
    with override(page.locale.language_code):
        subject = gettext("Your access to %(title)s") % {"title": page.title}
        hello = gettext("Hello %(name)s,") % {"name": asked.name} if is_named else gettext("Hello,")
        body = gettext(
            "Thank you for your request. This link unlocks the recordings of “%(title)s” for you:\n\n"
            "%(link)s\n\nOpen it and press the button; you do not need to type a password. It works on up to "
            "%(devices)d devices. Please do not pass it on.\n\nIf you did not ask for it, ignore this email. If "
            "something does not work, reply to it."
        )
        text = body % {"title": page.title, "link": LINK, "devices": DEVICES}
        return Letter(subject, f"{hello}\n\n{text}", page.locale.language_code)


def subject_of_refusal(page: Any) -> str:
    """Return the subject of the email that declines a request, in the language of ``page``."""
    with override(page.locale.language_code):
        return gettext("Your request for the password of %(title)s") % {"title": page.title}


@sensitive_variables()
def send_password(
    asked: PasswordRequest, password: Any, letter: Letter, *, adds_password: bool = False, user: Any = None
) -> Answer:
    """
    Send ``letter`` to the address of ``asked``, with a link of ``password`` in place of ``{link}``.

    ``adds_password`` adds the password itself, and is logged. Raises ``ValidationError``, and sends
    nothing, if ``password`` is no longer in use or cannot be read, or if the section has no address.
    """
    page = asked.page()
    if not asked.close(RequestState.SENT, user=user):
        return Answer.CLOSED
    link = None
    try:
        if LINK in letter.body:
            link = password.create_link(
                label=asked.who[:100], max_uses=DEVICES, session=asked.session(), user=user, is_label_logged=False
            )
        letter = replace(letter, body=_filled_in(letter.body, page, password, link, adds_password, user))
    except ValidationError:
        _undo(asked, link)
        raise
    is_sent = send_letter(letter, to=[asked.email], reply_to=page.contact_email)
    if not is_sent:
        _undo(asked, link)
        return Answer.MAIL_FAILED
    PasswordRequest.objects.filter(pk=asked.pk).update(link=link)
    data = {"password": password.pk, "link": link and link.pk, "adds_password": adds_password}
    log(asked, audit_log.REQUEST_SENT, user=user, data=data)
    return Answer.DONE


@sensitive_variables()
def _filled_in(body: str, page: Any, password: Any, link: Any, adds_password: bool, user: Any) -> str:
    address = link.url_at(page) if link and page and page.live else ""
    if link and not address:
        raise ValidationError(
            gettext("The section has no public address, so a link would lead nowhere. Publish it first.")
        )
    text = body.replace(LINK, address)
    if adds_password:
        try:
            secret = password.reveal(user=user)
        except Unreadable:
            raise ValidationError(gettext("This password cannot be read, so it cannot be sent.")) from None
        with override(page.locale.language_code):
            text += "\n\n" + gettext("The password: %(password)s") % {"password": secret}
    return text


def _undo(asked: PasswordRequest, link: Any) -> None:
    if link:
        link.delete()
    asked.reopen()


@sensitive_variables()
def decline(asked: PasswordRequest, letter: Letter | None = None, *, user: Any = None) -> Answer:
    """Decline ``asked``, and send ``letter`` to its address if there is one."""
    page = asked.page()
    if not asked.close(RequestState.DECLINED, user=user):
        return Answer.CLOSED
    if letter and not send_letter(letter, to=[asked.email], reply_to=page.contact_email if page else ""):
        asked.reopen()
        return Answer.MAIL_FAILED
    log(asked, audit_log.REQUEST_DECLINED, user=user, data={"mail": letter is not None})
    return Answer.DONE


def mark_answered(asked: PasswordRequest, *, user: Any = None) -> Answer:
    """Record that ``asked`` was answered another way, such as by telephone."""
    if not asked.close(RequestState.OTHERWISE, user=user):
        return Answer.CLOSED
    log(asked, audit_log.REQUEST_ANSWERED, user=user)
    return Answer.DONE
