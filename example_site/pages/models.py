"""The site's own page types, besides those of MAIG U."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from maigu_wagtail.models import SessionIndexPage

from .blocks import BodyBlock

RECENT_SESSIONS = 3


class HomePage(Page):
    """The home page: who we are, and what is coming up in the sessions section."""

    headline = models.CharField(
        _("headline"),
        max_length=255,
        blank=True,
        help_text=_("The first line visitors read. Leave blank to use the page title."),
    )
    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One short paragraph below the headline.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    template = "pages/home_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    page_description = _("The home page of the site.")

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("headline"),
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    api_fields: ClassVar = [APIField("headline"), APIField("introduction"), APIField("body")]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        section = SessionIndexPage.objects.child_of(self).live().public().first()
        context["section"] = section
        if section is not None:
            sessions = section.listed_sessions()
            context["upcoming"] = sessions.upcoming().first()
            context["recent"] = sessions.recorded()[:RECENT_SESSIONS]
        return context


class StandardPage(Page):
    """A page of text, such as “About”."""

    introduction = models.TextField(_("introduction"), blank=True, help_text=_("One short paragraph below the title."))
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    template = "pages/standard_page.html"
    page_description = _("A page of text, images and lists of links.")

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    api_fields: ClassVar = [APIField("introduction"), APIField("body")]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
