"""What an editor is told of a page that is members-only as a whole, where Wagtail's own words would mislead."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.admin import messages

from maigu_wagtail.models import SessionIndexPageMixin, SessionPageMixin
from maigu_wagtail.models.locks import section_above


def say_members_only(request: HttpRequest, page: Any) -> None:
    """
    Say above the form of ``page`` that the section's password opens it, where that is so.

    Wagtail's status says "Private", but its dialogue has "Public" chosen: the restriction that
    keeps such a page out of searches and APIs asks for nothing by itself.
    """
    is_public_part = isinstance(page, SessionIndexPageMixin | SessionPageMixin)
    if request.method != "GET" or is_public_part or (section := section_above(page)) is None:
        return
    words = gettext(
        "Only members can open this page: it stands below “%(section)s”, whose shared password opens it. Wagtail’s own "
        "privacy setting can restrict it further, but “Public” does not make it public."
    )
    messages.info(request, words % {"section": section.get_admin_display_title()})
