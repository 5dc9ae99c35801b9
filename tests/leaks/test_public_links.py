"""Nothing public names a page that its visitor may not see."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.models import Locale, PageViewRestriction

from tests.factories import make_section, make_session
from tests.leaks.library import Library, everything_of
from tests.pages.models import NotePage

pytestmark = pytest.mark.urls("tests.leaks.urls")
VERSIONS = ["v2", "v3"] if WAGTAIL_VERSION >= (8, 0) else ["v2"]
HIDDEN = "hidden-from-strangers"
WAYS = ["draft", "restricted", "below a restricted page"]


def hide(page: Any, how: str) -> None:
    if how == "draft":
        type(page).objects.get(pk=page.pk).unpublish()
    elif how == "restricted":
        PageViewRestriction.objects.create(page_id=page.pk, restriction_type="login")
    else:
        PageViewRestriction.objects.create(page_id=page.get_parent().pk, restriction_type="login")


def trail(response: Any) -> list[str]:
    """Return the names in the breadcrumbs of a page's structured data."""
    text = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL)
    assert text
    data = json.loads(text[1])
    [crumbs] = [each for each in (data if isinstance(data, list) else [data]) if each["@type"] == "BreadcrumbList"]
    return [item["name"] for item in crumbs["itemListElement"]]


@pytest.mark.parametrize("how", ["draft", "restricted"])
@pytest.mark.parametrize("name", ["section", "session"])
def test_translation_hidden_from_visitors_is_not_linked(
    settings: Any, home: Any, library: Library, name: str, how: str
) -> None:
    settings.WAGTAIL_I18N_ENABLED = True
    spanish = Locale.objects.create(language_code="es")
    spanish_home = home.copy_for_translation(spanish)
    spanish_home.slug = "es-home"
    spanish_home.save_revision().publish()
    for page in (library.section, library.session):
        translated = page.copy_for_translation(spanish)
        translated.slug = f"{HIDDEN}-{page.slug}"
        translated.save_revision().publish()
    address = getattr(library, name).url
    assert f'hreflang="es" href="http://localhost/{HIDDEN}-maig-u/' in Client().get(address).content.decode()

    hide(getattr(library, name).get_translation(spanish), how)

    page = Client().get(address).content.decode()
    assert "hreflang" not in page
    assert HIDDEN not in page


def test_translation_without_an_address_is_not_linked(settings: Any, home: Any, library: Library) -> None:
    settings.WAGTAIL_I18N_ENABLED = True
    spanish = Locale.objects.create(language_code="es")
    root = home.get_parent()
    elsewhere = root.add_child(instance=type(home)(title="No site", slug="no-site", locale=spanish))
    section = make_section(elsewhere, locale=spanish, translation_key=library.section.translation_key)
    assert section.full_url is None

    page = Client().get("/maig-u/").content.decode()

    assert "hreflang" not in page
    assert 'href="None"' not in page


def test_breadcrumbs_name_no_members_only_page(library: Library) -> None:
    inner = make_section(library.note, slug="inner", title="Inner")
    session = make_session(inner, slug="deep", title="Deep")

    assert trail(Client().get("/maig-u/civil/"))[1:] == ["MAIG U", "Session civil"]
    for page in (inner, session):
        response = Client().get(page.url)
        assert response.status_code == 200
        assert "Notes" not in everything_of(response)
        assert trail(response)[-1] == page.title


@pytest.mark.parametrize("how", WAYS)
def test_contact_page_hidden_from_visitors_is_not_linked(home: Any, library: Library, how: str) -> None:
    above = home.add_child(instance=NotePage(title="Above", slug="above"))
    contact = above.add_child(instance=NotePage(title="Contact", slug=HIDDEN))
    library.section.contact_page = contact
    library.section.save()
    addresses = ["/maig-u/", "/maig-u/civil/", "/maig-u/unlock/", "/maig-u/civil/watch/"]
    addresses += [f"/api/{version}/sections/{library.section.pk}/" for version in VERSIONS]
    assert all(HIDDEN in everything_of(Client().get(address)) for address in addresses)

    hide(contact, how)

    for address in addresses:
        assert HIDDEN not in everything_of(Client().get(address))


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("version", VERSIONS)
def test_api_names_no_original_hidden_from_visitors(home: Any, library: Library, how: str, version: str) -> None:
    session = make_session(make_section(home, slug="closed"), slug=HIDDEN, title=HIDDEN)
    alias = session.create_alias(parent=library.section, update_slug="alias")
    type(alias).objects.filter(pk=alias.pk).update(title="Alias", draft_title="Alias", live=True)
    addresses = [f"/api/{version}/sessions/{alias.pk}/", f"/api/{version}/sessions/?fields=*"]
    assert all(HIDDEN in everything_of(Client().get(address)) for address in addresses)

    hide(session, how)
    type(alias).objects.filter(pk=alias.pk).update(live=True)

    for address in addresses:
        assert HIDDEN not in everything_of(Client().get(address))
