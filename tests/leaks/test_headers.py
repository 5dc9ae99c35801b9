"""What every answer says of keeping, indexing and naming it."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.leaks import library as planted
from tests.leaks.library import OWN_PASSWORD, PASSWORD, everything_of, unlock

pytestmark = pytest.mark.urls("tests.leaks.urls")

LOCKED = ["/maig-u/civil/watch/", "/maig-u/attorneys/watch/", "/maig-u/notes/", "/maig-u/notes/more/"]


def assert_is_kept_by_nobody(response):
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "ETag" not in response.headers
    assert "Last-Modified" not in response.headers


def test_members_pages_are_never_cached(library, member):
    for address in [*LOCKED, "/maig-u/welcome/watch/"]:
        for client in (member, Client()):
            assert_is_kept_by_nobody(client.get(address))
            assert_is_kept_by_nobody(client.head(address))
    assert planted.SECTION_TEXT in everything_of(member.get(LOCKED[0]))


def test_responses_to_a_password_are_never_cached(library):
    typed = {PASSWORD: 303, OWN_PASSWORD: 303, "wrong": 403, "": 400, "x" * 200: 400, "nul\0": 400}

    for password, status in typed.items():
        address = "/maig-u/attorneys/watch/" if password == OWN_PASSWORD else "/maig-u/"
        response = Client().post("/maig-u/unlock/", {"password": password, "next": address})

        assert response.status_code == status
        assert_is_kept_by_nobody(response)


def test_refusals_are_never_cached(settings, library):
    settings.MAIGU_WAGTAIL_ATTEMPTS = 1
    client = Client()
    unlock(client, library.section, "wrong")
    library.own_password.revoke()

    throttled = unlock(client, library.section)
    earlier = Client().post(
        "/maig-u/unlock/", {"password": OWN_PASSWORD, "next": "/maig-u/attorneys/watch/"}, REMOTE_ADDR="192.0.2.7"
    )
    cross_site = unlock(Client(), library.section, HTTP_ORIGIN="https://elsewhere.example")
    cross_lock = client.post("/maig-u/lock/", HTTP_SEC_FETCH_SITE="cross-site")

    assert [r.status_code for r in (throttled, earlier, cross_site, cross_lock)] == [429, 403, 403, 403]
    for response in (throttled, earlier, cross_site, cross_lock):
        assert_is_kept_by_nobody(response)
        assert not response.cookies


def test_form_and_lock_again_are_never_cached(library, member):
    for address in ("/maig-u/unlock/", "/maig-u/unlock/?locked", "/maig-u/unlock/?next=/maig-u/civil/watch/"):
        for client in (member, Client()):
            assert_is_kept_by_nobody(client.get(address))
    again = member.post("/maig-u/lock/")
    assert again.status_code == 303
    assert_is_kept_by_nobody(again)


def test_redirect_to_a_login_is_never_cached(library):
    PageViewRestriction.objects.create(page_id=library.section.pk, restriction_type="login")
    client = Client()

    for visit in (client.get, client.post):
        response = visit("/maig-u/unlock/", {"password": PASSWORD})

        assert response.status_code == 303
        assert not response.cookies
        assert_is_kept_by_nobody(response)


def test_cookies_have_the_strictest_flags(library):
    for is_secure in (False, True):
        cookies = unlock(Client(), library.section, secure=is_secure).cookies

        assert cookies["maigu_unlock_token"]["httponly"]
        assert not cookies["maigu_open"]["httponly"]
        for cookie in cookies.values():
            assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
            assert bool(cookie["secure"]) == is_secure
        assert PASSWORD not in str(cookies)
