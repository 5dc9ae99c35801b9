"""Texts that the CMS shows about requests for the password."""

from dataclasses import dataclass

from django.utils.translation import gettext
from wagtail.admin.utils import get_user_display_name

from maigu_wagtail.access.requests import PasswordRequest, RequestState
from maigu_wagtail.admin.passwords.labels import Standing, day_text
from maigu_wagtail.admin.passwords.locked_pages import LockedPage


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in the list, with the section it is for."""

    asked: PasswordRequest
    page: LockedPage
    standing: Standing

    @property
    def pk(self) -> int:
        return self.asked.pk


def request_standing(asked: PasswordRequest) -> Standing:
    """Return the state of a request, with who closed it and when."""
    if asked.is_open and asked.is_mail_failed:
        return Standing(gettext("Open"), gettext("the email could not be sent"), is_bad=True)
    if asked.is_open:
        return Standing(gettext("Open"), is_good=True)
    detail = day_text(asked.closed_at)
    if asked.closed_by:
        values = {"day": detail, "user": get_user_display_name(asked.closed_by)}
        detail = gettext("%(day)s by %(user)s") % values
    elif asked.state == RequestState.SENT:
        detail = gettext("%(day)s, at once") % {"day": detail}
    return Standing(str(RequestState(asked.state).label), detail)
