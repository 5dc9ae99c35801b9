"""The site's own cache before everything else, and each store of sessions that Django has."""

import pytest
from django.test import Client

from maigu_wagtail.models import SharedPassword
from tests.factories import make_section
from tests.leaks import library as planted
from tests.leaks.library import MARK, OWN_PASSWORD, everything_of, unlock
from tests.pages.models import NotePage

pytestmark = pytest.mark.urls("tests.leaks.urls")

ENGINES = ["db", "cached_db", "cache", "signed_cookies"]
MEMBERS = {
    "/maig-u/civil/watch/": planted.SECTION_TEXT,
    "/maig-u/notes/": planted.WHOLE_BODY,
    "/maig-u/notes/more/": planted.BELOW_BODY,
    "/maig-u/search/?q=civil": "Session civil",
}
PUBLIC = ["/maig-u/", "/maig-u/civil/", "/maig-u/?q=civil", "/maig-u/feed/", "/maig-u/calendar.ics"]


@pytest.fixture(params=[False, True], ids=["no site cache", "site cache"])
def site_cache(request, settings):
    if request.param:
        update, fetch = (f"django.middleware.cache.{name}CacheMiddleware" for name in ("Update", "FetchFrom"))
        settings.MIDDLEWARE = [update, *settings.MIDDLEWARE, fetch]
    return request.param


@pytest.fixture(params=ENGINES)
def engine(request, settings):
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{request.param}"
    return request.param


def test_site_cache_serves_content_only_to_members(library, site_cache, engine):
    member, stranger = Client(), Client()
    for address in MEMBERS:
        # Locked first, so that a cache would have it for the member.
        assert MARK not in everything_of(stranger.get(address))
        assert MARK not in everything_of(member.get(address))
    assert unlock(member, library.section).status_code == 303

    for address, canary in MEMBERS.items():
        for _time in range(2):
            assert canary in everything_of(member.get(address))
            assert stranger.get(address).status_code == 403
            assert MARK not in everything_of(stranger.get(address))
            assert MARK not in everything_of(stranger.head(address))


def test_public_page_is_cached_and_the_same_for_members(library, site_cache, django_assert_num_queries):
    member = Client()
    assert unlock(member, library.section).status_code == 303

    for address in PUBLIC:
        first = member.get(address)
        assert "Session civil" in first.content.decode()
        if site_cache:
            with django_assert_num_queries(0):
                kept = Client().get(address)
        else:
            kept = Client().get(address)
        assert kept.content == first.content
        assert not kept.cookies
        assert MARK not in everything_of(kept)


def test_locking_again_and_rotating_apply_immediately(library, site_cache):
    member, other = Client(), Client()
    for client in (member, other):
        unlock(client, library.section)
        assert planted.SECTION_TEXT in everything_of(client.get("/maig-u/civil/watch/"))

    member.post("/maig-u/lock/")
    assert MARK not in everything_of(member.get("/maig-u/civil/watch/"))
    assert planted.SECTION_TEXT in everything_of(other.get("/maig-u/civil/watch/"))

    library.password.rotate("another good password", earlier="end")
    for address in MEMBERS:
        assert MARK not in everything_of(other.get(address))


def test_wrong_password_page_is_never_cached(library, site_cache):
    typed = "somebody's almost right words"
    wrong = unlock(Client(), library.section, typed)

    assert wrong.status_code == 403
    for address in ("/maig-u/unlock/", "/maig-u/", "/maig-u/civil/", "/maig-u/civil/watch/"):
        assert "almost right" not in everything_of(Client().get(address))


def test_unlocking_leaves_a_login_unchanged(library, engine, django_user_model):
    user = django_user_model.objects.create_superuser("superuser")
    client = Client()
    client.force_login(user)
    before = client.session.get_expiry_age(), client.session.get_expire_at_browser_close()
    session_cookie = client.cookies["sessionid"].value

    for client_password in (planted.PASSWORD, "wrong"):
        unlock(client, library.section, client_password)

    assert client.cookies["sessionid"].value == session_cookie
    assert (client.session.get_expiry_age(), client.session.get_expire_at_browser_close()) == before
    assert client.get("/admin/").status_code == 200
    client.logout()
    assert client.get("/admin/").status_code == 302


def test_planted_session_and_login_unlock_nothing(library, engine, admin_client, member):
    visitor = Client()
    visitor.cookies["sessionid"] = "a" * 32
    session = visitor.session
    session["passed_page_view_restrictions"] = list(range(1000))
    session.save()

    for address, canary in MEMBERS.items():
        assert canary in everything_of(member.get(address))
        assert MARK not in everything_of(visitor.get(address))
        assert MARK not in everything_of(admin_client.get(address))


def test_unlocking_starts_no_session(library, engine):
    client = Client()

    response = unlock(client, library.section)

    assert set(response.cookies) == {"maigu_unlock_token", "maigu_open"}
    client.post("/maig-u/unlock/", {"password": OWN_PASSWORD, "next": "/maig-u/attorneys/watch/"})
    assert planted.OWN_TEXT in everything_of(client.get("/maig-u/attorneys/watch/"))
    assert set(client.cookies) == {"maigu_unlock_token", "maigu_open"}


def test_form_of_a_cached_page_works_but_not_from_another_site(library, site_cache):
    kept = Client().get("/maig-u/civil/").content.decode()
    member = Client(enforce_csrf_checks=True)
    assert "csrfmiddlewaretoken" not in kept

    from_elsewhere = unlock(member, library.section, HTTP_ORIGIN="https://elsewhere.example")
    from_here = unlock(member, library.section, HTTP_ORIGIN="http://testserver", HTTP_SEC_FETCH_SITE="same-origin")

    assert (from_elsewhere.status_code, from_here.status_code) == (403, 303)
    assert not from_elsewhere.cookies
    assert planted.SECTION_TEXT in everything_of(member.get("/maig-u/civil/watch/"))


def test_password_unlocks_only_its_section_and_keeps_other_unlocks(home, library):
    other = make_section(home, slug="other")
    other.add_child(instance=NotePage(title="Theirs", slug="theirs", body=f"<p>{MARK}theirs</p>"))
    SharedPassword.objects.create_password(other, "the other section's own")
    client = Client()

    assert unlock(client, other, "the other section's own").status_code == 303
    assert f"{MARK}theirs" in everything_of(client.get("/other/theirs/"))
    assert MARK not in everything_of(client.get("/maig-u/civil/watch/"))
    assert unlock(client, library.section).status_code == 303

    assert f"{MARK}theirs" in everything_of(client.get("/other/theirs/"))
    assert planted.SECTION_TEXT in everything_of(client.get("/maig-u/civil/watch/"))
    # A password of the section is none of a session that has its own.
    assert MARK not in everything_of(client.get("/maig-u/attorneys/watch/"))
