"""
The default page types, for sites without their own.

Both are swappable; see ``MAIGU_WAGTAIL_SESSIONPAGE_MODEL`` in the documentation. The only module
that refers to Wagtail's concrete ``Page``.
"""

from typing import ClassVar

import swapper
from wagtail.models import Page

from .section import SessionIndexPageMixin
from .session import SessionPageMixin


class SessionIndexPage(SessionIndexPageMixin, Page):  # type: ignore[django-manager-missing]
    """A section, which lists sessions."""

    content_panels: ClassVar = [*Page.content_panels, *SessionIndexPageMixin.section_panels]
    search_fields: ClassVar = [*Page.search_fields, *SessionIndexPageMixin.section_search_fields]
    api_fields: ClassVar = SessionIndexPageMixin.section_api_fields

    class Meta(SessionIndexPageMixin.Meta):
        swappable = swapper.swappable_setting("maigu_wagtail", "SessionIndexPage")


class SessionPage(SessionPageMixin, Page):
    """A session in a section."""

    content_panels: ClassVar = [*Page.content_panels, *SessionPageMixin.session_panels]
    search_fields: ClassVar = [*Page.search_fields, *SessionPageMixin.session_search_fields]
    api_fields: ClassVar = SessionPageMixin.session_api_fields

    class Meta(SessionPageMixin.Meta):
        swappable = swapper.swappable_setting("maigu_wagtail", "SessionPage")
