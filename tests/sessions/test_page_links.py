"""No public page, feed or API answer names a page that its reader may not see."""

import html
import json
import re
from datetime import date
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from maigu_wagtail.models import SharedPassword
from tests.api.calls import APIS
from tests.doors import make_page, queries_of, type_password
from tests.factories import make_section, make_session
from tests.languages import publish_translation, speak_spanish_too

pytestmark = pytest.mark.urls("tests.leaks.urls")

NOTES = [("text", RichText("<p>Notes.</p>"))]


def restrict(page, kind="login"):
    return PageViewRestriction.objects.create(page_id=page.pk, restriction_type=kind)


def draft(home, section):
    return make_page(home, "secret", live=False)


def expired(home, section):
    return make_page(home, "secret", live=False, expired=True)


def restricted(home, section):
    page = make_page(home, "secret")
    restrict(page)
    return page


def shared_by_password(home, section):
    page = make_page(home, "secret")
    restrict(page, "password")
    return page


def below_a_restricted_page(home, section):
    return make_page(restricted(home, section), "deeper")


def alias_of_a_restricted_page(home, section):
    source = make_page(home, "source")
    restrict(source)
    return source.create_alias(parent=home, update_slug="secret")


def alias_of_an_alias_of_a_restricted_page(home, section):
    source = make_page(home, "source")
    alias = source.create_alias(parent=home, update_slug="between")
    restrict(source)
    return alias.create_alias(parent=home, update_slug="secret")


def below_an_alias_of_a_restricted_page(home, section):
    return make_page(alias_of_a_restricted_page(home, section), "deeper")


def for_members_alone(home, section):
    return make_page(section, "secret")


def below_a_page_for_members(home, section):
    return make_page(make_page(section, "secret"), "deeper")


HIDDEN = [
    *(draft, expired, restricted, shared_by_password, below_a_restricted_page),
    *(alias_of_a_restricted_page, alias_of_an_alias_of_a_restricted_page, below_an_alias_of_a_restricted_page),
    *(for_members_alone, below_a_page_for_members),
]
hidden_pages = pytest.mark.parametrize("hide", HIDDEN, ids=lambda hide: hide.__name__)


def links_to(*pages):
    return "".join(f'<p>Read <a linktype="page" id="{page.pk}">words {page.slug}</a>.</p>' for page in pages)


def soup_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def breadcrumbs(client, page):
    data = json.loads(soup_of(client, page.url).select_one("script[type='application/ld+json']").string)
    trail = next(thing for thing in data if thing["@type"] == "BreadcrumbList")["itemListElement"]
    assert [item["position"] for item in trail] == list(range(1, len(trail) + 1))
    return [item["name"] for item in trail]


# --- Links in texts ---------------------------------------------------------------------------------------------------


@hidden_pages
def test_rich_text_links_only_to_public_pages(client, home, section, hide):
    secret, public = hide(home, section), make_page(home, "public")
    text = links_to(secret, public)
    section.introduction = section.recordings_note = text
    section.save()
    session = make_session(section, description=text)
    make_session(section, description=text, date=date(2099, 1, 1))

    for path, times in ((section.url, 2), (session.url, 1), (f"{section.url}feed/", 2)):
        # A feed has its texts as escaped HTML.
        answer = html.unescape(client.get(path).content.decode())
        assert answer.count(f"<a>words {secret.slug}</a>") == times
        address = public.full_url if "feed" in path else public.url
        assert answer.count(f'<a href="{address}">words public</a>') == times
        assert "secret/" not in answer


def test_link_within_a_passed_restriction_stays(admin_client, home, section):
    page = make_page(home, "handbook")
    session = make_session(section, description=links_to(page))
    restrict(home)

    assert f'"{page.url}"' in admin_client.get(session.url).content.decode()
    assert page.url not in Client().get(session.url).content.decode()


@pytest.mark.parametrize("target", ['id="9999999"', 'id="x"', "", 'id="99999999999999999999"'])
def test_broken_link_keeps_only_its_text(client, section, target):
    session = make_session(section, description=f'<p><a linktype="page" {target}>Some words</a></p>')

    assert "<a>Some words</a>" in client.get(session.url).content.decode()


def test_external_links_stay(client, section):
    session = make_session(section, description='<p><a href="https://example.org/">There</a> <abbr>x</abbr></p>')

    assert '<a href="https://example.org/">There</a> <abbr>x</abbr>' in client.get(session.url).content.decode()


def test_link_to_a_restricted_translation_is_removed(client, settings, home, section):
    spanish = speak_spanish_too(settings)
    page = make_page(home, "secret")
    session = make_session(section, slug="one", description=links_to(page))
    translations = [publish_translation(one, spanish) for one in (home, section, session, page)]
    assert "/es/secret/" in client.get("/es/maig-u/one/").content.decode()

    restrict(translations[-1])

    assert "/es/secret/" not in client.get("/es/maig-u/one/").content.decode()
    assert "/en/secret/" in client.get("/en/maig-u/one/").content.decode()


# --- The contact ------------------------------------------------------------------------------------------------------


def contact_links(client, section, session):
    """Return the links to the contact on all pages that have one."""
    SharedPassword.objects.create_password(section, "correct horse")
    pages = [client.get(section.url), client.get(session.url), client.get(f"{session.url}watch/")]
    pages += [client.get(f"{section.url}unlock/")]
    pages += [type_password(client, section, "wrong") for _ in range(25)][-1:]
    assert [page.status_code for page in pages] == [200, 200, 403, 200, 429]
    soups = [BeautifulSoup(page.content, "html.parser") for page in pages]
    return [link["href"] for soup in soups for link in soup.find_all("a", string="Send us a message")]


@hidden_pages
def test_contact_page_is_linked_only_when_public(client, home, section, hide):
    secret = hide(home, section)
    section.contact_page_id = secret.pk
    section.save()
    session = make_session(section, members_content=NOTES)

    assert contact_links(client, section, session) == []
    for root in APIS:
        answer = client.get(f"{root.replace('sessions', 'sections')}{section.pk}/")
        assert answer.json()["contact_page"] is None
        assert "secret" not in answer.content.decode()


def test_public_contact_page_is_linked(client, home, section):
    contact = make_page(home, "contact")
    section.contact_page_id = contact.pk
    section.save()
    session = make_session(section, members_content=NOTES)

    assert contact_links(client, section, session) == [contact.url] * 5
    for root in APIS:
        answer = client.get(f"{root.replace('sessions', 'sections')}{section.pk}/").json()
        assert answer["contact_page"]["html_url"] == contact.full_url


def test_contact_page_behind_the_same_restriction_stays_linked(admin_client, home, section):
    contact = make_page(home, "contact")
    section.contact_page_id = contact.pk
    section.save()
    restrict(home)

    assert soup_of(admin_client, section.url).find("a", string="Send us a message")["href"] == contact.url


# --- Translations -----------------------------------------------------------------------------------------------------


def hreflangs(client, address):
    links = soup_of(client, address).select("link[hreflang]")
    return [(link["hreflang"], urlsplit(link["href"]).path) for link in links]


@pytest.mark.parametrize("hidden", ["translation", "section", "home"])
def test_hreflang_omits_restricted_translations(client, settings, home, section, hidden):
    spanish = speak_spanish_too(settings)
    session = make_session(section, slug="one")
    pages = dict(zip(("home", "section", "translation"), (home, section, session), strict=True))
    translations = {name: publish_translation(page, spanish) for name, page in pages.items()}
    assert hreflangs(client, session.url) == [("en", "/en/maig-u/one/"), ("es", "/es/maig-u/one/")]

    restrict(translations[hidden])

    assert hreflangs(client, session.url) == []
    assert b"/es/" not in client.get(session.url).content


def test_hreflang_omits_translations_without_an_address(client, settings, home, section):
    spanish = speak_spanish_too(settings)
    session = make_session(section, slug="one")
    for page in (home, section, session):
        publish_translation(page, spanish)
    elsewhere = make_page(home.get_parent(), "elsewhere", locale=spanish)
    session.get_translation(spanish).move(elsewhere, pos="last-child")

    assert hreflangs(client, session.url) == []
    assert b"None" not in client.get(session.url).content


# --- Breadcrumbs ------------------------------------------------------------------------------------------------------


def test_breadcrumbs_omit_a_members_only_ancestor(client, home, section):
    minutes = make_page(section, "minutes")
    inner = make_section(make_page(minutes, "deeper"), title="Inner")
    session = make_session(inner, title="One")

    assert breadcrumbs(client, session) == [home.title, "MAIG U", "Inner", "One"]
    assert breadcrumbs(client, inner) == [home.title, "MAIG U", "Inner"]
    assert "Minutes" not in client.get(session.url).content.decode()


@pytest.mark.parametrize("place", ["home", "topics"])
def test_breadcrumbs_omit_a_restricted_ancestor(admin_client, home, place):
    topics = make_page(home, "topics")
    section = make_section(topics if place == "topics" else home)
    session = make_session(section, title="One")
    above = {"home": home, "topics": topics}[place]
    assert breadcrumbs(admin_client, session)[-3:] == [above.title, "MAIG U", "One"]

    restrict(above)

    for page, trail in ((session, ["MAIG U", "One"]), (section, ["MAIG U"])):
        names = breadcrumbs(admin_client, page)
        assert above.title not in names
        assert names[-len(trail) :] == trail


def test_breadcrumbs_omit_an_unpublished_ancestor(client, home):
    topics = make_page(home, "topics")
    session = make_session(make_section(topics), title="One")

    topics.unpublish()

    assert breadcrumbs(client, session) == [home.title, "MAIG U", "One"]


def test_session_does_not_name_an_unpublished_section(client, home, section):
    session = make_session(section, title="One")

    section.unpublish()

    assert breadcrumbs(client, session) == [home.title, "One"]
    assert "MAIG U" not in client.get(session.url).content.decode()


# --- Other answers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("root", APIS)
def test_api_names_the_original_of_an_alias_only_when_public(client, home, section, root):
    session = make_session(section, title="One")
    other = make_section(home)
    alias = session.create_alias(parent=other)

    def told():
        detail = client.get(f"{root}{alias.pk}/").json()["meta"]["alias_of"]
        listed = client.get(root, {"fields": "alias_of", "child_of": other.pk}).json()["items"]
        return detail, [item["meta"]["alias_of"] for item in listed]

    detail, listed = told()
    assert detail["id"] == session.pk
    assert [one["id"] for one in listed] == [session.pk]

    restrict(section)

    assert told() == (None, [None])


@pytest.mark.parametrize("style", ["db_html", "html", "db_markdown", "markdown"])
@pytest.mark.parametrize("root", APIS)
@pytest.mark.parametrize("hide", [restricted, for_members_alone], ids=lambda hide: hide.__name__)
def test_api_rich_text_links_only_to_public_pages(client, home, section, hide, root, style):
    secret, public = hide(home, section), make_page(home, "public")
    section.introduction = section.recordings_note = links_to(secret, public)
    section.save()
    session = make_session(section, description=links_to(secret, public))
    asked = {"rich_text_format": style} if WAGTAIL_VERSION >= (8, 0) else {}

    for address in (root, f"{root}{session.pk}/", f"{root.replace('sessions', 'sections')}{section.pk}/"):
        answer = client.get(address, {**asked, "fields": "*"}).content.decode()
        named = rf'public/|\bid=\\"{public.pk}\\"|\bid={public.pk}\b'
        assert f"words {secret.slug}" in answer
        assert re.search(named, answer)
        assert not re.search(named.replace("public", "secret").replace(str(public.pk), str(secret.pk)), answer)


@pytest.mark.parametrize("number", [1, 3])
def test_api_looks_up_all_links_together(client, home, section, number):
    for _ in range(number):
        make_session(section, description=links_to(home, section))
    client.get("/api/v2/sessions/?fields=description")
    cache.clear()

    _answer, queries = queries_of(lambda: client.get("/api/v2/sessions/?fields=description"))

    assert queries == 7


@pytest.mark.parametrize("root", APIS)
def test_api_has_nothing_below_an_alias_of_a_restricted_page(client, home, section, root):
    alias = section.create_alias(parent=home, update_slug="alias")
    make_session(alias.specific, title="One")
    assert client.get(root, {"child_of": alias.pk}).json()["meta"]["total_count"] == 1

    restrict(section)

    assert client.get(root, {"child_of": alias.pk}).status_code == 400


@pytest.mark.parametrize("door", ["lock", "unlock"])
def test_refusal_of_a_cross_site_form_names_no_restricted_section(client, section, door):
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert section.title in client.post(f"{section.url}{door}/", headers=foreign).content.decode()

    restrict(section)

    response = client.post(f"{section.url}{door}/", headers=foreign)
    assert (response.status_code, response.headers["Location"]) == (303, section.url)
    assert section.title not in response.content.decode()
