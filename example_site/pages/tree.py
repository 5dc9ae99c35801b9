"""The initial pages of the site, each created once and then left to its editors."""

import json
from pathlib import Path

from django.db import transaction
from wagtail.models import Locale, Page, Site

from .models import HomePage, StandardPage

TEXTS = Path(__file__).resolve().parent / "first_pages.json"
LANGUAGES = ("en", "es")


@transaction.atomic
def ensure_home():
    """Return the home page of the default site; create the page and the site if they are missing."""
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
    """Create the missing initial pages below ``home``; return the titles of those created."""
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
    """Create the languages into which editors may translate pages."""
    for code in LANGUAGES:
        Locale.objects.get_or_create(language_code=code)


def _is_there(slug, home, parent):
    """Return whether the page ``slug`` exists; move it to its current place unless an editor has changed it."""
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
    """Delete the page created by Wagtail's migrations, unless it is in use."""
    if page is not None and page.specific_class is Page and page.is_leaf() and not page.revisions.exists():
        page.delete()


def _stream(blocks):
    return [(block["type"], block["value"]) for block in blocks]


def _texts():
    return json.loads(TEXTS.read_text(encoding="utf-8"))
