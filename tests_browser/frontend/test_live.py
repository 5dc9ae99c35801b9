"""A live session in the front end: when it opens, "Join now", and nothing left of the details afterwards."""

from datetime import datetime, timedelta, timezone

import pytest

from tests_browser.conftest import DESKTOP, PHONE
from tests_browser.frontend.actions import unlock
from tests_browser.probes import low_targets, sideways, violations
from tests_browser.stage import JOIN_LINK, LIVE_PASSWORD

JOIN = "a:has-text('Join now on Zoom')"


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("state", ["before", "open"])
def test_state_is_accessible_and_fits(open_page, session, state, width):
    page = open_page(width)
    page.goto(session(f"live/{state}/"))
    assert "The link to join is here." in page.locator(".promise").inner_text()
    unlock(page, LIVE_PASSWORD, ".join")

    assert (violations(page), sideways(page)) == ([], [])
    assert low_targets(page, ":is(main, header)") == []
    assert page.locator(JOIN).count() == (state == "open")
    assert JOIN_LINK["passcode"] in page.locator(".join").inner_text()


def test_view_left_open_offers_join_now_in_time_and_takes_it_away(open_page, session):
    page = open_page(PHONE)
    page.clock.install()
    page.goto(session("live/before/"))
    with page.expect_response("**/content/") as answer:
        unlock(page, LIVE_PASSWORD, ".join")
    value = next(block["value"] for block in answer.value.json()["blocks"] if block["type"] == "join_link")
    opens, closes = (datetime.fromisoformat(value[name].replace("Z", "+00:00")) for name in ("opens_at", "closes_at"))

    page.clock.fast_forward(int((opens - datetime.now(timezone.utc) - timedelta(seconds=30)).total_seconds() * 1000))
    early = page.locator(JOIN).count(), page.locator(".join [role=status]").inner_text()
    page.clock.run_for(31_000)
    href, said = page.locator(JOIN).get_attribute("href"), page.locator(".join [role=status]").inner_text()
    page.clock.fast_forward(int((closes - opens).total_seconds() * 1000))

    assert early[0] == 0
    assert early[1].startswith("You can join here from ")
    assert (href, said) == (JOIN_LINK["url"], "You can join now.")
    assert page.locator(".join").inner_text() == "This session is over. The recording will be here."


def test_session_that_is_over_has_no_link(open_page, session):
    page = open_page(PHONE)
    page.goto(session("live/over/"))
    unlock(page, LIVE_PASSWORD, ".content")

    assert page.locator(".join").count() == 0
    assert JOIN_LINK["passcode"] not in page.content()
