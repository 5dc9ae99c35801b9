"""The walk over everything that could give away how to join a live session."""

from datetime import timedelta
from itertools import product

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.api.calls import APIS
from tests.leaks.library import LIVE, LIVE_WORDS, MARK, everything_of, plant_live, unlocked

pytestmark = pytest.mark.urls("tests.leaks.urls")

PAGE, CALENDAR = "/maig-u/live/watch/", "/maig-u/live/watch/calendar.ics"
PUBLIC = [
    *(
        "/maig-u/",
        "/maig-u/?year=2026",
        f"/maig-u/?q={MARK}",
        "/maig-u/?q=live",
        "/maig-u/feed/",
        "/maig-u/calendar.ics",
    ),
    *("/maig-u/live/", "/maig-u/live/calendar.ics", "/maig-u/live/?preview=members", "/maig-u/live/?mode=members"),
    *("/maig-u/civil/", "/maig-u/unlock/", "/sitemap.xml", f"/search/?q={MARK}", "/search/?q=live"),
    *("/api/v2/pages/", "/api/v2/sections/", "/admin/api/main/pages/", *APIS),
]
TAILS = ["", "x.ics", ";a.js", "?unlocked", "?preview", "%3Fx.ics", "../watch/calendar.ics"]
METHODS = ["get", "head", "options", "post", "put", "patch", "delete"]


@pytest.fixture
def live(library):
    return plant_live(library)


def members_addresses(live):
    return [PAGE, CALENDAR, *(f"{root}{live.pk}/content/" for root in APIS)]


def text_of(response):
    """Return all that ``response`` says; lines of a calendar are folded (RFC 5545, section 3.1)."""
    return everything_of(response).replace("\r\n ", "")


def missing(response):
    return [word for word in LIVE_WORDS if word not in text_of(response)]


def without_query(text):
    """Return ``text`` without what was searched for."""
    return text.replace(f'value="{MARK}"', "").replace(f"<bdi>{MARK}</bdi>", "").replace(f"?q={MARK}", "")


def test_member_gets_every_field_and_an_outsider_none(library, live, member, outsider):
    for address in members_addresses(live):
        seen = member.get(address)
        assert (seen.status_code, missing(seen)) == (200, []), address
        assert {"private", "no-store"} <= set(seen.headers["Cache-Control"].split(", "))
        assert seen.headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in seen.headers

    for address, tail, method in product(members_addresses(live), TAILS, METHODS):
        response = getattr(outsider, method)(f"{address}{tail}")
        assert response.status_code in (204, 301, 302, 401, 403, 404, 405) or method == "options"
        assert MARK not in everything_of(response), (address, tail, method)


def test_public_addresses_have_no_join_canary_for_anybody(library, live, member, outsider, caplog):
    assert missing(member.get(PAGE)) == []
    details = [f"{root}{live.pk}/" for root in (*APIS, "/api/v2/pages/", "/admin/api/main/pages/")]
    looks = ("", "?fields=*", "?fields=_,members_content,join_link")

    for visitor in (outsider, member):
        for address in PUBLIC:
            assert MARK not in without_query(everything_of(visitor.get(address))), address
        for address, look in product(details, looks):
            assert MARK not in everything_of(visitor.get(f"{address}{look}")), address
    assert not [record for record in caplog.records if MARK in record.getMessage() and record.name.startswith("maigu")]


@pytest.mark.parametrize("name", ["members_content", "join_link", "url", "passcode", "meeting_id"])
def test_guess_at_a_join_field_is_answered_like_a_wrong_one(library, live, name):
    for root in APIS:
        right, wrong = (Client().get(root, {name: value}) for value in (LIVE["passcode"], "x" * len(LIVE["passcode"])))

        assert right.status_code == wrong.status_code == 400
        assert everything_of(right) == everything_of(wrong)


def test_public_page_is_byte_identical_for_members(library, live, member):
    for address in ("/maig-u/live/", "/maig-u/", "/maig-u/live/calendar.ics"):
        assert everything_of(member.get(address)) == everything_of(Client().get(address))


def test_everything_is_gone_from_the_end_on(library, live):
    addresses = members_addresses(live)
    with time_machine.travel(live.ends_at - timedelta(seconds=1), tick=False):
        member = unlocked(library)
        for address in addresses:
            assert missing(member.get(address)) == []

    with time_machine.travel(live.ends_at, tick=False):
        cache.clear()
        assert [member.get(address).status_code for address in addresses] == [200, 302, *(200 for _root in APIS)]
        for address in addresses:
            assert MARK not in everything_of(member.get(address))


@pytest.mark.parametrize("is_first", [True, False], ids=["stranger first", "member first"])
def test_site_cache_gives_the_calendar_only_to_members(settings, library, live, is_first):
    update, fetch = (f"django.middleware.cache.{name}CacheMiddleware" for name in ("Update", "FetchFrom"))
    settings.MIDDLEWARE = [update, *settings.MIDDLEWARE, fetch]
    member, stranger = unlocked(library), Client()

    for device in (stranger, member, stranger, member) if is_first else (member, stranger, member, stranger):
        response = device.get(CALENDAR)
        assert (missing(response) == []) == (device is member)
        assert (MARK in everything_of(response)) == (device is member)


def test_members_calendar_is_closed_with_its_section(library, live, member):
    assert missing(member.get(CALENDAR)) == []

    library.section.unpublish()

    response = member.get(CALENDAR)
    assert response.status_code == 404
    assert MARK not in everything_of(response)


def test_members_calendar_follows_wagtails_own_restrictions(library, live, member):
    assert missing(member.get(CALENDAR)) == []
    PageViewRestriction.objects.create(page_id=live.pk, restriction_type=PageViewRestriction.LOGIN)

    response = member.get(CALENDAR)

    assert response.status_code == 302
    assert MARK not in everything_of(response)


def test_draft_link_is_for_nobody_yet(library, live, member):
    live.members_content = [("join_link", {**LIVE, "passcode": f"{MARK}changed"})]
    live.save_revision()

    for address in members_addresses(live):
        assert missing(member.get(address)) == []
        assert f"{MARK}changed" not in everything_of(member.get(address))
