"""
The site's search, which covers the published, public pages of this site.

Members' content is not indexed, so it cannot be found here.
"""

import re

from django.core.paginator import Paginator
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

RESULTS_PER_PAGE = 10
LONGEST_QUERY = 200


def clean_query(text):
    """Return the query without control characters and extra spaces, shortened to a sensible length."""
    # A single quotation mark is a syntax error in SQLite's search, and phrase search is not supported here.
    text = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff\"]+", " ", text)
    return " ".join(text.split())[:LONGEST_QUERY].strip()


def find_pages(site, query, page_number):
    """Return a page of results for ``query``; an invalid ``page_number`` gives the nearest page."""
    root = site.root_page.localized
    pages = Page.objects.descendant_of(root, inclusive=True).live().public().specific()
    results = pages.search(query, operator="and") if query else pages.none()
    return Paginator(results, RESULTS_PER_PAGE).get_page(page_number)


def summary(page):
    """Return a plain-text summary of a found page, or an empty string."""
    fields = {field.name: field for field in page._meta.concrete_fields}
    for name in ("search_description", "description", "introduction"):
        text = getattr(page, name) if name in fields else ""
        if text:
            return get_text_for_indexing(text) if isinstance(fields[name], RichTextField) else text
    return ""
