"""
The site's search: published pages of this site that everybody may read.

Members' content is in no index, so it can't be found here.
"""

import re

from django.core.paginator import Paginator
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

RESULTS_PER_PAGE = 10
LONGEST_QUERY = 200


def clean_query(text):
    """Return what was typed without control characters and surplus space, and cut to a sensible length."""
    # A single quotation mark is a syntax error to SQLite's search, and no search here is for a phrase.
    text = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff\"]+", " ", text)
    return " ".join(text.split())[:LONGEST_QUERY].strip()


def find_pages(site, query, page_number):
    """Return a page of results for ``query``; a ``page_number`` that makes no sense gives the nearest page."""
    root = site.root_page.localized
    pages = Page.objects.descendant_of(root, inclusive=True).live().public().specific()
    results = pages.search(query, operator="and") if query else pages.none()
    return Paginator(results, RESULTS_PER_PAGE).get_page(page_number)


def summary(page):
    """Return the text that tells a reader what a found page is about, without mark-up; empty where there is none."""
    fields = {field.name: field for field in page._meta.concrete_fields}
    for name in ("search_description", "description", "introduction"):
        text = getattr(page, name) if name in fields else ""
        if text:
            return get_text_for_indexing(text) if isinstance(fields[name], RichTextField) else text
    return ""
