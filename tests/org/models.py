from django.db import models

from maigu_wagtail.models import SessionIndexPageMixin, SessionPageMixin
from maigu_wagtail.sessions.public_facts import plain_text
from tests.basepage.models import BasePage


class SessionIndexPage(SessionIndexPageMixin, BasePage):
    content_panels = [*BasePage.content_panels, *SessionIndexPageMixin.section_panels]
    search_fields = [*BasePage.search_fields, *SessionIndexPageMixin.section_search_fields]
    api_fields = SessionIndexPageMixin.section_api_fields

    def get_meta_description(self):
        return plain_text(self.introduction, 200)


class SessionPage(SessionPageMixin, BasePage):
    room = models.CharField(max_length=255, blank=True)

    content_panels = [*BasePage.content_panels, *SessionPageMixin.session_panels, "room"]
    search_fields = [*BasePage.search_fields, *SessionPageMixin.session_search_fields]
    api_fields = SessionPageMixin.session_api_fields

    def get_meta_description(self):
        return plain_text(self.description, 200)
