import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, PageViewRestriction, Site

from example_site.pages.models import HomePage, StandardPage
from example_site.pages.tree import ensure_home
from maigu_wagtail.models import SharedPassword

PUBLIC = [
    "/",
    "/about/",
    "/maig-u/",
    "/maig-u/inside-the-gun-shop/",
    "/maig-u/feed/",
    "/search/?q=court",
    "/sitemap.xml",
]


def test_commands_leave_one_site_with_home_as_its_root(section):
    assert [site.root_page.specific_class for site in Site.objects.all()] == [HomePage]
    assert not Page.objects.filter(title__startswith="Welcome to your new").exists()


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("/", "Mayors learn from one another what a city can do"),
        ("/about/", "Who we are, how mayors join"),
        ("/maig-u/", "Previously Recorded Sessions"),
        ("/maig-u/inside-the-gun-shop/", "Inside the Gun Shop: Firearms Dealers and their Impact"),
        ("/resources/", "988 Suicide &amp; Crisis Lifeline"),
        ("/search/", "What are you looking for?"),
        ("/es/search/", "¿Qué busca?"),
        ("/robots.txt", "Sitemap: http://testserver/sitemap.xml"),
    ],
)
def test_page_responds(section, client, address, text):
    response = client.get(address)

    assert response.status_code == 200
    assert text in response.content.decode()


@pytest.mark.parametrize("address", [*PUBLIC, "/maig-u/calendar.ics", "/api/v2/sessions/", "/robots.txt", "/nothing/"])
def test_public_response_is_the_same_for_everybody(section, client, admin_client, address):
    english, signed_in = client.get(address), admin_client.get(address)
    known = Client(headers={"cookie": "anything=1; django_language=es"}).get(address)

    assert english.content == signed_in.content == known.content
    assert not english.cookies
    assert not signed_in.cookies
    assert "cookie" not in english.get("Vary", "").lower()


def test_navigation_marks_the_current_page(section, client):
    page, below = (client.get(address).content.decode() for address in ("/resources/", "/maig-u/inside-the-gun-shop/"))

    assert '<a href="/resources/" aria-current="page" dir="auto">Resources</a>' in page
    assert '<a href="/about/" dir="auto">About</a>' in page
    assert '<a href="/maig-u/" dir="auto">MAIG U</a>' in page
    assert '<a href="/maig-u/" aria-current="true" dir="auto">MAIG U</a>' in below


def test_navigation_shows_members_pages_and_hides_login_pages(section, client):
    page = client.get("/maig-u/").content.decode()
    about = StandardPage.objects.get(slug="about")
    PageViewRestriction.objects.create(page=about, restriction_type=PageViewRestriction.LOGIN)

    restricted = client.get("/maig-u/").content.decode()

    assert '<a href="/maig-u/hosting-a-viewing/" dir="auto">How to host a viewing</a>' in page
    assert ('href="/about/"' in page, 'href="/about/"' in restricted) == (True, False)


def test_members_page_unlocks_with_the_section_password(section, client):
    SharedPassword.objects.create_password(section, "for this test alone")

    locked = client.get("/maig-u/hosting-a-viewing/")
    form = {"password": "for this test alone", "next": "/maig-u/hosting-a-viewing/?unlocked"}
    opened = client.post("/maig-u/unlock/", form, follow=True)

    assert (locked.status_code, "Two weeks before" in locked.content.decode()) == (403, False)
    assert opened.redirect_chain == [(form["next"], 303), ("/maig-u/hosting-a-viewing/", 303)]
    assert (opened.status_code, "Two weeks before" in opened.content.decode()) == (200, True)


def test_home_shows_next_session_and_latest_recordings(section, client):
    page = client.get("/").content.decode()

    assert "/maig-u/sample-safe-storage-in-city-buildings/" in page
    assert [slug in page for slug in ("targeting-the-source", "atf-gun-trafficking-report", "unlocking-voca")] == [
        True,
        True,
        False,
    ]


def test_home_without_a_section_responds(empty_site, client):
    ensure_home()

    response = client.get("/")

    assert response.status_code == 200
    assert "Next session" not in response.content.decode()


def test_sitemap_lists_public_pages_only(section, client):
    page = client.get("/sitemap.xml").content.decode()

    assert "/maig-u/inside-the-gun-shop/</loc>" in page
    assert page.count("<loc>") == 1 + 1 + 1 + 1 + 17
    assert "hosting-a-viewing" not in page


def test_api_lists_live_sessions(section, client):
    data = client.get("/api/v2/sessions/?limit=50").json()

    assert data["meta"]["total_count"] == 17
    assert data["items"][0]["meta"]["detail_url"].startswith("http://localhost/api/v2/sessions/")


def test_missing_page_uses_the_site_design(section, client):
    response = client.get("/nothing/here/")

    assert response.status_code == 404
    assert "Page not found" in response.content.decode()
    assert '<a href="/maig-u/" dir="auto">MAIG U</a>' in response.content.decode()


def test_error_page_uses_the_site_design_without_queries(db, django_assert_num_queries, rf):
    from django.views.defaults import server_error  # noqa: PLC0415 -- what Django calls for a 500

    with django_assert_num_queries(0):
        response = server_error(rf.get("/"))

    assert response.status_code == 500
    assert "This is our fault, not yours." in response.content.decode()
    assert "Mayors Against Illegal Guns" in response.content.decode()


def test_translated_page_is_linked_with_its_language(section, client):
    home = Site.objects.get().root_page
    spanish, _created = Locale.objects.get_or_create(language_code="es")
    home.copy_for_translation(spanish).specific.save_revision().publish()
    about = StandardPage.objects.get(slug="about").copy_for_translation(spanish)
    about.title, about.slug = "Quiénes somos", "quienes-somos"
    about.save_revision().publish()

    english, translated = client.get("/about/").content.decode(), client.get("/es/quienes-somos/").content.decode()

    assert 'hreflang="es" lang="es">Español</a>' in english
    assert '<html lang="es" dir="ltr">' in translated
    assert 'href="http://localhost/about/" hreflang="en" lang="en">English</a>' in translated


def test_english_text_on_a_spanish_page_has_its_language_marked(section, client):
    page = client.get("/es/about/").content.decode()

    assert '<html lang="es" dir="ltr">' in page
    assert '<article class="text-page" lang="en">' in page


def count_queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_navigation_needs_a_constant_number_of_queries(section, client):
    before = count_queries(client, "/maig-u/inside-the-gun-shop/")

    for number in range(3):
        for parent in (section.get_parent(), section):
            parent.add_child(instance=StandardPage(title=f"Page {number}", show_in_menus=True))

    assert count_queries(client, "/maig-u/inside-the-gun-shop/") == before
    assert client.get("/maig-u/inside-the-gun-shop/").content.decode().count(">Page ") == 6


def test_strangers_get_no_members_content(section, capsys):
    for page in (section, *section.sessions().filter(access="own")):
        SharedPassword.objects.create_password(page, "correct horse battery")

    call_command("maigu_check_leaks", no_color=True)

    said = capsys.readouterr().out
    assert said.endswith("No leaks found.\n")
    found, all_of_them = re.search(r"it found (\d+) of the (\d+) texts", said).groups()
    assert found == all_of_them != "0"


def test_migrations_are_complete(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
