"""Page types of a site's own that know nothing of sections."""

import swapper
from django.db import models
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.search import index

swapper.set_app_prefix("wagtailcore", "wagtail")
Page = swapper.load_model("wagtailcore", "Page", require_ready=False)


class NotePage(Page):  # type: ignore[misc, valid-type]  # the page model of whichever settings
    """A page with one text, found by searches and offered by APIs as a careless site would."""

    body = RichTextField(blank=True)
    keyword = models.CharField(max_length=255, blank=True)

    template = "pages/note_page.html"
    content_panels = [*Page.content_panels, "body", "keyword"]
    search_fields = [
        *Page.search_fields,
        index.SearchField("body"),
        index.AutocompleteField("body"),
        index.FilterField("keyword"),
    ]
    api_fields = [APIField("body"), APIField("keyword")]
