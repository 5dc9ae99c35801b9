"""The walk over all pages, as somebody who has no password of the section."""

from itertools import product

import pytest
from django.test import Client

from tests.leaks import library as planted
from tests.leaks.library import MARK, everything_of, plant_drafts, unlocked

pytestmark = pytest.mark.urls("tests.leaks.urls")

MEMBERS_ADDRESSES = {
    planted.SECTION_TEXT: "/maig-u/civil/watch/",
    planted.OWN_TEXT: "/maig-u/attorneys/watch/",
    planted.OPEN_TEXT: "/maig-u/welcome/watch/",
    planted.WHOLE_BODY: "/maig-u/notes/",
    planted.WHOLE_KEYWORD: "/maig-u/notes/",
    planted.BELOW_BODY: "/maig-u/notes/more/",
}
LOCKED_ADDRESSES = sorted({address for text, address in MEMBERS_ADDRESSES.items() if text != planted.OPEN_TEXT})
PUBLIC_ADDRESSES = [
    *("/maig-u/", "/maig-u/?year=2023", "/maig-u/?speaker=amara-castillo", "/maig-u/?q=civil", "/maig-u/?page=2"),
    *("/maig-u/?page=no", "/maig-u/?preview", "/maig-u/feed/", "/maig-u/calendar.ics", "/maig-u/unlock/"),
    *("/maig-u/civil/", "/maig-u/civil/calendar.ics", "/maig-u/civil/?preview=members", "/maig-u/civil/?mode=members"),
    *("/maig-u/attorneys/", "/maig-u/welcome/", "/maig-u/welcome/calendar.ics", "/sitemap.xml"),
    *("/maig-u/unlock/?locked", "/maig-u/unlock/?unlocked"),
]
PUBLIC_PAGES = [address for address in PUBLIC_ADDRESSES if "unlock" not in address]
METHODS = ["get", "head", "options", "post", "put", "patch", "delete"]
TAILS = [
    *("x.css", ";a.js", "a.js", "x.css/", "index.html", "%2e%2e/watch/", "..%2fwatch/", "watch", ".css", "amp/"),
    *("?x.css", "%3Fx.css", "%00.css", "//", "print/", "%0a.css", "\\x.css"),
]
CONDITIONS = {
    "no condition": {},
    "range": {"Range": "bytes=0-4000"},
    "none match": {"If-None-Match": '"anything"'},
    "any match": {"If-Match": "*"},
    "not modified": {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    "preview bot": {"User-Agent": "Slackbot-LinkExpanding 1.0", "X-Purpose": "preview", "Purpose": "prefetch"},
    "script": {"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"},
}


def test_member_gets_every_canary_at_its_address(member):
    for canary, address in MEMBERS_ADDRESSES.items():
        response = member.get(address)

        assert response.status_code == 200
        assert canary in response.content.decode()


def test_locked_address_reveals_nothing_by_any_method(library, member, outsider):
    plant_drafts(library)
    for address in LOCKED_ADDRESSES:
        assert MARK in everything_of(member.get(address))

    for address, method in product(LOCKED_ADDRESSES, METHODS):
        response = getattr(outsider, method)(address)

        assert response.status_code in (403, 405) or (method == "options" and response.status_code == 200)
        assert MARK not in everything_of(response)
        assert "ETag" not in response.headers
        assert "Last-Modified" not in response.headers


def test_locked_address_reveals_nothing_on_any_condition(settings, library):
    settings.MIDDLEWARE = ["django.middleware.http.ConditionalGetMiddleware", *settings.MIDDLEWARE]
    member, stranger = unlocked(library), Client()
    for address in LOCKED_ADDRESSES:
        kept = member.get(address)
        assert MARK in everything_of(kept)
        assert "ETag" not in kept.headers

    for address, headers in product(LOCKED_ADDRESSES, CONDITIONS.values()):
        response = stranger.get(address, headers=headers)

        assert response.status_code == 403
        assert MARK not in everything_of(response)


def test_public_address_has_no_canary_for_anybody(library, member, outsider):
    plant_drafts(library)
    library.section.sessions_per_page = 1
    library.section.save()

    visits = [*product([outsider, member], ["get"], PUBLIC_ADDRESSES), *product([outsider], ["options"], PUBLIC_PAGES)]
    for visitor, method, address in visits:
        response = getattr(visitor, method)(address)

        assert response.status_code == 200
        assert MARK not in everything_of(response)


def test_public_address_is_byte_identical_for_everybody(library, member, admin_client):
    stranger = Client()

    for address in PUBLIC_PAGES:
        anonymous = stranger.get(address)
        assert anonymous.status_code == 200
        assert not anonymous.cookies
        assert "Cookie" not in anonymous.headers.get("Vary", "")
        assert "no-store" not in anonymous.headers.get("Cache-Control", "")
        for visitor in (member, admin_client):
            assert everything_of(visitor.get(address)) == everything_of(anonymous)


def test_address_with_a_suffix_is_never_cached_with_content(member):
    stranger = Client()

    for address, tail in product(LOCKED_ADDRESSES[::2], TAILS):
        assert MARK in everything_of(member.get(address))
        response = member.get(f"{address}{tail}", follow=True)

        if response.status_code == 200 and MARK in everything_of(response):
            assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
            assert response.request["PATH_INFO"] in (address, f"{address}/")
        assert MARK not in everything_of(stranger.get(f"{address}{tail}", follow=True))


def test_unpublished_sessions_are_hidden_from_members_too(library, member):
    plant_drafts(library)

    for slug in ("draft", "scheduled", "expired"):
        for address in (f"/maig-u/{slug}/", f"/maig-u/{slug}/watch/", f"/maig-u/{slug}/calendar.ics"):
            assert member.get(address).status_code == 404
    assert planted.DRAFT_TEXT not in everything_of(member.get("/maig-u/civil/watch/"))
    library.session.get_latest_revision().publish()
    assert planted.DRAFT_TEXT in everything_of(member.get("/maig-u/civil/watch/"))


def test_locked_page_redirects_nowhere_with_a_token(library, member):
    arrival = member.post("/maig-u/unlock/", {"password": planted.PASSWORD, "next": "/maig-u/civil/watch/"})
    token = member.cookies["maigu_unlock_token"].value

    response = member.get(arrival.headers["Location"])

    assert planted.SECTION_TEXT in response.content.decode()
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert token.partition("~")[0] not in everything_of(response)
    assert "mgu1_" not in arrival.headers["Location"]
