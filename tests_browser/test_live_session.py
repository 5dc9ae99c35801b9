"""A live session on the watch page: before it opens, while members can join, and afterwards."""

import re
from datetime import datetime, timedelta, timezone

import pytest

from tests_browser.conftest import DESKTOP, HEIGHTS, PHONE
from tests_browser.members import unlock
from tests_browser.probes import low_contrast, low_targets, shifts, sideways, violations
from tests_browser.stage import JOIN_LINK, LIVE_PASSWORD

STATES = ["before", "open", "over"]
COUNTDOWN = re.compile(r"^Starts in 3 days(, [12] hours?)?\.$")
JOIN, STATUS = "a:has-text('Join now')", ".maigu-join [role=status]"
MADRID = {"timezone_id": "Europe/Madrid"}
states = pytest.mark.parametrize("state", STATES)


@pytest.fixture
def watching(new_page):
    """Give a function that opens the watch page of a live session on a device of its own, which is unlocked."""

    def watching(state, **options):
        page = new_page(**options)
        page.goto(f"/live/{state}/watch/")
        unlock(page, LIVE_PASSWORD)
        # Without the focus that it has after unlocking.
        page.goto(f"/live/{state}/watch/")
        return page

    return watching


def words(page):
    return " ".join(page.locator("main").inner_text().replace("\xa0", " ").split())


@states
def test_state_is_accessible_in_both_schemes_and_widths_without_layout_shift(watching, state):
    page = watching(state, width=PHONE, has_touch=True, is_mobile=True)

    assert shifts(page) == []
    assert low_targets(page, ".maigu") == []
    for width in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert (sideways(page), violations(page), low_contrast(page)) == ([], [], []), (width, scheme)


@states
def test_state_reads_the_same_without_script(watching, state):
    with_script, without = watching(state, **MADRID), watching(state, java_script_enabled=False, **MADRID)

    plain = words(without).replace("Reload the page then. ", "")
    assert plain == re.sub(r"In your time zone: .*? GMT[+−-]\d+ ", "", words(with_script))
    assert ("Reload the page then." in words(without)) == (state == "before")
    assert "Reload the page then." not in words(with_script)


def test_member_sees_the_countdown_and_the_start_by_their_own_clock(watching):
    page = watching("before", width=PHONE, **MADRID)
    start = datetime.fromisoformat(page.locator("[data-maigu-starts]").get_attribute("data-maigu-starts"))

    assert COUNTDOWN.match(page.locator("[data-maigu-left]").inner_text())
    here = page.locator("[data-maigu-local]").inner_text()
    assert here.startswith(f"In your time zone: {start:%A}") or start.hour >= 23
    assert here.endswith(("GMT+1", "GMT+2"))
    calendar = page.request.get("/live/before/watch/calendar.ics")
    assert calendar.headers["content-type"] == "text/calendar; charset=utf-8"
    assert JOIN_LINK["passcode"] in calendar.text()
    assert page.locator(JOIN).is_hidden()


def test_page_left_open_offers_join_now_in_time_and_takes_it_away(watching, new_page):
    page = new_page(width=PHONE)
    page.clock.install()
    page.goto("/live/before/watch/")
    unlock(page, LIVE_PASSWORD)
    panel = page.locator("[data-maigu-join]")
    opens, closes = (datetime.fromisoformat(panel.get_attribute(f"data-maigu-{name}")) for name in ("opens", "closes"))
    before = opens - datetime.now(timezone.utc) - timedelta(seconds=30)
    page.clock.fast_forward(int(before.total_seconds() * 1000))
    counted = page.locator("[data-maigu-left]").inner_text()
    hidden = page.locator(JOIN).is_hidden()

    page.get_by_role("link", name="Add to calendar with the link to join").focus()
    page.clock.run_for(61_000)

    assert (counted, hidden) == ("Starts in 16 minutes.", True)
    assert page.locator(JOIN).is_visible()
    assert page.locator(JOIN).get_attribute("href") == JOIN_LINK["url"]
    assert page.locator(STATUS).inner_text() == "You can join now."
    assert page.locator("#maigu-join:focus").count() == 1
    assert "Starts in" not in words(page)
    assert violations(page) == []

    page.clock.fast_forward(int((closes - opens).total_seconds() * 1000))

    assert "This session is over. The recording will be here." in words(page)
    for detail in JOIN_LINK.values():
        assert detail not in page.content()


def test_wrong_clock_of_the_device_opens_nothing_early(new_page):
    page = new_page(width=PHONE)
    page.clock.install(time=datetime.now(timezone.utc) + timedelta(days=5))
    page.goto("/live/before/watch/")
    unlock(page, LIVE_PASSWORD)

    assert COUNTDOWN.match(page.locator("[data-maigu-left]").inner_text())
    assert page.locator(JOIN).is_hidden()


def test_member_finds_the_way_from_the_public_page(new_page):
    page = new_page(width=PHONE)
    page.goto("/live/open/")
    assert low_targets(page, ".maigu") == []
    assert violations(page) == []

    page.get_by_role("link", name="Get the link to join").click()
    unlock(page, LIVE_PASSWORD)

    assert page.locator(JOIN).get_attribute("href") == JOIN_LINK["url"]
    assert page.locator(JOIN).bounding_box()["height"] >= 56


@states
def test_state_needs_no_sideways_scrolling_at_400_percent_or_right_to_left(watching, state):
    page = watching(state, width=320, height=256)
    zoomed = sideways(page)

    page.evaluate("Object.assign(document.documentElement, {dir: 'rtl', lang: 'ar'})")

    assert zoomed == []
    assert sideways(page) == []
