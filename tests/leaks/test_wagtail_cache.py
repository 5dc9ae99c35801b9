"""The package wagtail-cache, with its defaults: it drops our cookies from every request it could answer from its cache."""

import pytest
from django.test import Client
from wagtail import hooks
from wagtail.models import PageViewRestriction

from maigu_wagtail.members.file_access import address_of
from tests.factories import make_handout
from tests.leaks import library as planted
from tests.leaks.library import MARK, OWN_PASSWORD, everything_of, plant_live, unlock
from tests.pages.models import NotePage

# wagtail-cache 3.0 cannot be imported with Django 6.1.
clear_cache = pytest.importorskip(
    "wagtailcache.cache", reason="wagtail-cache is not installed, or is not for this Django", exc_type=ImportError
).clear_cache

pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.usefixtures("wagtail_cache")]

STATUS = "X-Wagtail-Cache"
MEMBERS = {
    "/maig-u/civil/watch/": planted.SECTION_TEXT,
    "/maig-u/notes/": planted.WHOLE_BODY,
    "/maig-u/notes/more/": planted.BELOW_BODY,
    "/maig-u/search/?q=civil": "Session civil",
}
PUBLIC = [
    *("/maig-u/", "/maig-u/civil/", "/maig-u/?q=civil", "/maig-u/feed/", "/maig-u/calendar.ics"),
    *("/maig-u/civil/calendar.ics", "/plain/", "/api/v2/sessions/"),
]


@pytest.fixture
def wagtail_cache(settings):
    update, fetch = (f"wagtailcache.cache.{name}CacheMiddleware" for name in ("Update", "FetchFrom"))
    settings.MIDDLEWARE = [update, *settings.MIDDLEWARE, fetch]


@pytest.fixture
def plain_page(home, library):
    return home.add_child(instance=NotePage(title="Plain", slug="plain", body="<p>For everyone.</p>"))


def test_member_can_unlock_and_watch(library):
    member, stranger = Client(), Client()
    for address in MEMBERS:
        # Locked first, so that a cache would have it for the member.
        assert stranger.get(address).status_code == member.get(address).status_code == 403

    opened = member.post("/maig-u/unlock/", {"password": planted.PASSWORD, "next": "/maig-u/civil/watch/?unlocked"})
    assert planted.SECTION_TEXT in everything_of(member.get(opened.url))

    for address, canary in MEMBERS.items():
        for _time in range(2):
            seen = member.get(address)
            assert (canary in everything_of(seen), seen[STATUS]) == (True, "skip")
            refused = stranger.get(address)
            assert (refused.status_code, refused[STATUS]) == (403, "skip")
            assert MARK not in everything_of(refused)


def test_member_gets_files_and_the_content_of_the_api(library, private_folder):
    handout = make_handout(content=b"slides of the session")
    library.session.members_content = [("resource", handout)]
    library.session.save()
    member = Client()
    unlock(member, library.section)

    api = (f"/api/v2/sessions/{library.session.pk}/content/", f"/api/v2/sections/{library.section.pk}/search/")
    for address in (address_of(handout, handout.file_names[0]), *api):
        for _time in range(2):
            # A cookie is all that the member sends.
            seen = member.get(address)
            assert (seen.status_code, seen[STATUS]) == (200, "skip")
            assert everything_of(seen)
            assert Client().get(address).status_code in (401, 403)


def test_member_gets_the_calendar_with_the_link_to_join(library):
    address = f"{plant_live(library).url}watch/calendar.ics"
    member, stranger = Client(), Client()
    for device in (stranger, member):
        # Locked first, so that a cache would have it for the member.
        assert device.get(address).status_code == 403
    unlock(member, library.section)

    for _time in range(2):
        seen = member.get(address)
        assert (planted.LIVE["passcode"] in everything_of(seen).replace("\r\n ", ""), seen[STATUS]) == (True, "skip")
        refused = stranger.get(address)
        assert (refused.status_code, refused[STATUS]) == (403, "skip")
        assert MARK not in everything_of(refused)


def test_public_pages_are_cached_for_members_and_strangers_alike(library, plain_page):
    member = Client()
    unlock(member, library.section)

    for address in PUBLIC:
        first, second, third = Client().get(address), member.get(address), Client().get(address)
        assert [response[STATUS] for response in (first, second, third)] == ["miss", "hit", "hit"], address
        assert first.content == second.content == third.content
        assert MARK not in everything_of(second)


def test_page_that_a_member_had_cached_is_the_strangers_page(library, plain_page):
    member = Client()
    unlock(member, library.section)

    for address in PUBLIC:
        first, second = member.get(address), Client().get(address)
        assert [response[STATUS] for response in (first, second)] == ["miss", "hit"], address
        assert MARK not in everything_of(second)
        assert not second.cookies


def test_locking_again_and_other_passwords_apply_immediately(library):
    member = Client()
    unlock(member, library.section)
    assert planted.SECTION_TEXT in everything_of(member.get("/maig-u/civil/watch/"))

    locked = member.post("/maig-u/lock/", follow=True)
    assert "locked again" in locked.content.decode()
    assert MARK not in everything_of(member.get("/maig-u/civil/watch/"))

    member.post("/maig-u/unlock/", {"password": OWN_PASSWORD, "next": "/maig-u/attorneys/watch/"})
    assert planted.OWN_TEXT in everything_of(member.get("/maig-u/attorneys/watch/"))
    library.own_password.rotate("another good password", earlier="end")
    assert MARK not in everything_of(member.get("/maig-u/attorneys/watch/"))


def test_device_that_takes_cookies_is_not_told_that_it_blocks_them(library):
    device = Client()
    unlock(device, library.section)
    device.post("/maig-u/lock/")

    seen = device.get("/maig-u/civil/watch/?unlocked").content.decode()
    without_cookies = Client().get("/maig-u/civil/watch/?unlocked").content.decode()

    problem = "Allow cookies for this site"
    assert problem in without_cookies
    assert problem not in seen


def test_members_response_is_not_stored_whatever_other_hooks_say(library):
    def store_everything(response, is_cacheable):
        return True

    member = Client()
    unlock(member, library.section)
    with hooks.register_temporarily("is_response_cacheable", store_everything):
        for address in MEMBERS:
            assert member.get(address)[STATUS] == "skip"
            assert MARK not in everything_of(Client().get(address))


def test_response_without_content_is_not_stored(library):
    address = "/api/v2/sessions/"
    tag = Client().get(address)["ETag"]
    clear_cache()

    assert Client().get(address, headers={"If-None-Match": tag}).status_code == 304
    seen = Client().get(address)

    assert (seen.status_code, seen[STATUS]) == (200, "miss")
    assert seen.content


def test_page_restricted_by_wagtail_is_not_cached_for_members(library):
    PageViewRestriction.objects.create(page=library.section, restriction_type=PageViewRestriction.LOGIN)
    member = Client()
    unlock(member, library.section)

    for address in MEMBERS:
        assert MARK not in everything_of(member.get(address))
