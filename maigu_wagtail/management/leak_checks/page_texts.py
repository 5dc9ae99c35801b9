"""The texts that editors have written into pages: public ones, and those of pages that are for members as a whole."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import swapper
from django.db import models
from wagtail.fields import StreamField

from maigu_wagtail.access.scope import is_members_only
from maigu_wagtail.sessions.public_pages import public_pages
from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import SessionPageMixin

# Fields of our pages that are not public, and fields of Wagtail's that say nothing.
NOT_PUBLIC = {"members_content", "search_words", "share_message", "request_addresses", "trusted_domains"}
NO_TEXT = {"path", "url_path", "draft_title", "slug"}


def public_texts() -> Iterator[str]:
    """Yield what editors have written into public pages."""
    for page in public_pages().specific().iterator(chunk_size=100):
        if not is_members_only(page):
            yield from texts_of_page(page)
    # Menus name these by an editor's choice, though their pages are for members. A custom base page may have no such field.
    yield from (page.title for page in members_only_pages() if getattr(page, "show_in_menus", False))


def members_only_pages() -> Iterator[Any]:
    """Yield the live pages below sections that are for members as a whole."""
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    page_model = swapper.load_model("wagtailcore", "Page")
    for section in section_model.objects.live():
        pages = page_model.objects.live().descendant_of(section).specific()
        yield from (page for page in pages if not isinstance(page, SessionIndexPageMixin | SessionPageMixin))


def texts_of_page(page: Any) -> Iterator[str]:
    """Yield the texts in the fields of ``page`` that visitors of the page may read."""
    hidden = NOT_PUBLIC if isinstance(page, SessionIndexPageMixin | SessionPageMixin) else set()
    for field in page._meta.concrete_fields:
        if field.name in hidden or field.name in NO_TEXT or field.choices:
            continue
        value = getattr(page, field.attname)
        if isinstance(field, StreamField):
            yield from strings_in(list(value.raw_data))
        elif isinstance(field, models.CharField | models.TextField) and value:
            yield str(value)


def strings_in(value: Any) -> Iterator[str]:
    """Yield the texts in ``value``, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        # Of a block as it is stored, not its type and id.
        is_block = {"type", "value"} <= value.keys()
        yield from strings_in([value["value"]] if is_block else list(value.values()))
    elif hasattr(value, "source"):
        yield value.source
    elif isinstance(value, Iterable):
        for each in value:
            yield from strings_in(getattr(each, "value", each))
