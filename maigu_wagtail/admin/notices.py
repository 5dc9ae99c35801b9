"""The notice that editors see on members-only pages."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.admin import messages

from maigu_wagtail.access.scope import section_above
from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import SessionPageMixin


def say_members_only(request: HttpRequest, page: Any) -> None:
    """If ``page`` is members-only, add a message saying which section's password opens it."""
    is_public_part = isinstance(page, SessionIndexPageMixin | SessionPageMixin)
    if request.method != "GET" or is_public_part or (section := section_above(page)) is None:
        return
    message = gettext(
        "Only members can open this page: it is below “%(section)s”, and that section’s shared password opens it. "
        "To restrict it further, use Wagtail’s privacy setting."
    )
    messages.info(request, message % {"section": section.get_admin_display_title()})
