"""
The fields of a section for the form to ask for the password.

The form itself is in ``members.request_form``: the requests it keeps belong to a layer above.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField

from .public_pages import public_html
from .session import DESCRIPTION_FEATURES
from .titles import one_line
from .trusted_domains import trusted_domain

MOST_QUESTIONS = 3
LONGEST_QUESTION = 200
MOST_ADDRESSES = 10
MOST_DOMAINS = 200


def lines_of(text: str) -> list[str]:
    """Return the lines of ``text`` that are not empty, each without control characters and outer spaces."""
    lines = (one_line(line) for line in text.splitlines())
    return [line for line in lines if line]


class RequestFormMixin(models.Model):
    """What editors set about the form. Help texts are on the panels: rewording them needs no migration."""

    offers_request_form = models.BooleanField(_("offer the form"), default=False)
    request_introduction = RichTextField(_("introduction of the form"), blank=True, features=DESCRIPTION_FEATURES)
    request_privacy_notice = RichTextField(_("privacy notice"), blank=True, features=DESCRIPTION_FEATURES)
    request_questions = models.TextField(_("your own questions"), blank=True)
    request_addresses = models.TextField(_("who is told of new requests"), blank=True)
    trusted_domains = models.TextField(_("answer at once"), blank=True)

    request_panels: ClassVar = [
        FieldPanel(
            "offers_request_form",
            help_text=_(
                "Visitors who have no password can ask for it on a page of this section. Requests appear in the menu "
                "under Requests. The form takes the place of the contact wherever visitors are told where to ask."
            ),
        ),
        FieldPanel(
            "request_introduction",
            help_text=_("Above the form: who can have the password, and how soon you answer."),
        ),
        FieldPanel(
            "request_privacy_notice",
            help_text=_(
                "Above the button: what you do with what people enter, and whom they can ask about it. Leave blank "
                "to say that it is only used to answer the request, and when it is deleted."
            ),
        ),
        FieldPanel(
            "request_questions",
            help_text=_(
                "One question on each line, at most three, of up to 200 characters. People do not have to answer them."
            ),
        ),
        FieldPanel(
            "request_addresses",
            help_text=_(
                "One email address on each line, at most ten. They get an email when there are new requests, at most "
                "one an hour. Visitors do not see them."
            ),
        ),
        FieldPanel(
            "trusted_domains",
            help_text=_(
                "One domain on each line. People with an address there get the link by email at once, nobody has to "
                "answer. “example-city.org” means addresses like name@example-city.org, “*.gov” means any domain that "
                "ends in .gov. Name only domains where every address belongs to somebody who may see the recordings."
            ),
        ),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        for name, check in CHECKS.items():
            if found := _error_of(check, lines_of(getattr(self, name))):
                errors[name] = found
        if errors:
            raise ValidationError(errors)

    @property
    def questions(self) -> list[str]:
        """The editor's own questions."""
        return lines_of(self.request_questions)[:MOST_QUESTIONS]

    @property
    def addresses_told(self) -> list[str]:
        """The addresses that are told of new requests."""
        return lines_of(self.request_addresses)[:MOST_ADDRESSES]

    @property
    def domains_trusted(self) -> list[str]:
        """The domains whose addresses are answered at once, as an editor wrote them."""
        return lines_of(self.trusted_domains)[:MOST_DOMAINS]

    @cached_property
    def request_introduction_html(self) -> str:
        """The introduction of the form as HTML."""
        return public_html(self.request_introduction, self)

    @cached_property
    def request_privacy_notice_html(self) -> str:
        """The privacy notice as HTML."""
        return public_html(self.request_privacy_notice, self)


def request_panel() -> MultiFieldPanel:
    """Return the panel of the fields, collapsed until an editor opens it."""
    return MultiFieldPanel(
        RequestFormMixin.request_panels, heading=_("Password requests"), icon="mail", classname="collapsed"
    )


def _error_of(check: Callable[[list[str]], None], lines: list[str]) -> ValidationError | None:
    try:
        check(lines)
    except ValidationError as error:
        return error
    return None


def _check_questions(lines: list[str]) -> None:
    if len(lines) > MOST_QUESTIONS:
        raise ValidationError(_("Enter at most three questions, one on each line."))
    if any(len(line) > LONGEST_QUESTION for line in lines):
        raise ValidationError(_("Shorten the question to 200 characters."))


def _check_addresses(lines: list[str]) -> None:
    if len(lines) > MOST_ADDRESSES:
        raise ValidationError(_("Enter at most ten addresses, one on each line."))
    for line in lines:
        try:
            validate_email(line)
        except ValidationError:
            message = _("“%(line)s” is not an email address. Enter one address on each line, like name@example.com.")
            raise ValidationError(message, params={"line": line}) from None


def _check_domains(lines: list[str]) -> None:
    if len(lines) > MOST_DOMAINS:
        raise ValidationError(_("Enter at most 200 domains, one on each line."))
    for line in lines:
        if not trusted_domain(line):
            message = _("“%(line)s” is not a domain. Enter one on each line, like example-city.org or *.gov.")
            raise ValidationError(message, params={"line": line})


CHECKS = {
    "request_questions": _check_questions,
    "request_addresses": _check_addresses,
    "trusted_domains": _check_domains,
}
