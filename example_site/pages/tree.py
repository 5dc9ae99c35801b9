"""The pages that the site has from the start, each made once and then left to its editors."""

import json
from pathlib import Path

from django.db import transaction
from wagtail.models import Locale, Page, Site

from .models import HomePage, StandardPage

TEXTS = Path(__file__).resolve().parent / "first_pages.json"
LANGUAGES = ("en", "es")


@transaction.atomic
def ensure_home():
    """Return the front page of the default site; make it, and the site, where there is none."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is not None and isinstance(site.root_page.specific, HomePage):
        return site.root_page.specific
    home = HomePage.objects.first() or _make_home()
    if site is None:
        site = Site(hostname="localhost", is_default_site=True)
    welcome = site.root_page if site.pk else None
    site.root_page = home
    site.site_name = home.title
    site.save()
    _remove_welcome(welcome)
    return home


@transaction.atomic
def ensure_first_pages(home):
    """Make what is missing of the first pages below ``home``; return the titles of those made."""
    made = []
    for row in _texts()["pages"]:
        parent = home.get_children().filter(slug=row["below"]).first() if row["below"] else home
        if parent is None or _is_there(row["slug"], home, parent):
            continue
        page = StandardPage(
            title=row["title"],
            slug=row["slug"],
            introduction=row["introduction"],
            body=_stream(row["body"]),
            show_in_menus=True,
            live=False,
        )
        parent.add_child(instance=page)
        page.save_revision().publish()
        made.append(page.title)
    return made


def ensure_languages():
    """Have the languages in which editors may translate pages."""
    for code in LANGUAGES:
        Locale.objects.get_or_create(language_code=code)


def _is_there(slug, home, parent):
    """Return whether there is a page ``slug``; one that no editor has touched is moved to where it belongs now."""
    page = StandardPage.objects.descendant_of(home).filter(slug=slug).first()
    if page and not page.is_child_of(parent) and not page.revisions.filter(user__isnull=False).exists():
        page.move(parent, pos="last-child")
    return page is not None


def _make_home():
    row = _texts()["home"]
    home = HomePage(
        title=row["title"],
        slug=row["slug"],
        headline=row["headline"],
        introduction=row["introduction"],
        body=_stream(row["body"]),
        live=False,
    )
    Page.get_first_root_node().add_child(instance=home)
    home.save_revision().publish()
    return home


def _remove_welcome(page):
    """Remove the page that Wagtail's own migrations make, unless something was done with it."""
    if page is not None and page.specific_class is Page and page.is_leaf() and not page.revisions.exists():
        page.delete()


def _stream(blocks):
    return [(block["type"], block["value"]) for block in blocks]


def _texts():
    return json.loads(TEXTS.read_text(encoding="utf-8"))
