"""The same section as anyone builds it after Wagtail's own documentation: what ours is compared with."""

from django.core.paginator import Paginator
from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.search import index


class PersonBlock(blocks.StructBlock):
    name = blocks.CharBlock()
    role = blocks.CharBlock(required=False)
    organisation = blocks.CharBlock(required=False)
    photo = ImageChooserBlock(required=False)
    biography = blocks.TextBlock(required=False)
    link = blocks.URLBlock(required=False)

    class Meta:
        icon = "user"
        template = "plain/blocks/person.html"


class PlainIndexPage(Page):
    introduction = RichTextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        sessions = PlainSessionPage.objects.child_of(self).live().order_by("-date")
        context["sessions"] = Paginator(sessions, 20).get_page(request.GET.get("page"))
        return context


class PlainSessionPage(Page):
    date = models.DateField()
    description = RichTextField(blank=True)
    audience = models.CharField(max_length=255, blank=True)
    speakers = StreamField([("speaker", PersonBlock()), ("moderator", PersonBlock())], blank=True)
    transcript = StreamField([("text", blocks.RichTextBlock())], blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("description"),
        FieldPanel("audience"),
        FieldPanel("speakers"),
        FieldPanel("transcript"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("description")]


class PlainMembersPage(Page):
    """What members get, behind Wagtail's own shared password: a page has one address, public or not."""

    date = models.DateField()
    audience = models.CharField(max_length=255, blank=True)
    transcript = StreamField([("text", blocks.RichTextBlock())], blank=True)

    password_required_template = "plain/password_required.html"  # noqa: S105 -- a file

    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("audience"),
        FieldPanel("transcript"),
    ]
