"""A member's whole visit, in a browser that keeps neither cookies nor storage."""

import pytest

from tests_browser.conftest import DESKTOP, PHONE
from tests_browser.frontend.actions import ATF, FIELD, PROBLEM, captions_shown, plays, problem, unlock
from tests_browser.members import PASSWORD
from tests_browser.probes import sideways


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_member_finds_unlocks_watches_and_locks_again_without_storage(open_forbidding, served, width):
    page = open_forbidding(width)
    page.goto("/")
    page.get_by_label("Year").select_option("2023")
    page.get_by_label("Search").fill("trafficking")
    page.get_by_role("button", name="Show sessions").click()
    page.get_by_role("button", name="Remove Year: 2023").wait_for()
    found = page.locator(".session h3").all_inner_texts()
    page.get_by_role("link", name=ATF).click()
    page.locator(FIELD).wait_for()
    address = page.url
    unlock(page, "river lantern", f"{PROBLEM}:focus")
    told = problem(page), page.title()
    unlock(page, f"{PASSWORD}\u00a0", "video")
    page.wait_for_selector("#members:focus")
    place = plays(page)
    words = captions_shown(page)
    page.reload()
    page.locator("video").wait_for()
    again = plays(page)
    page.get_by_role("button", name="Lock this device again").click()
    page.wait_for_selector("#members:focus")
    locked = page.locator("main").inner_html()
    page.reload()
    page.locator(FIELD).wait_for()

    assert ATF in found
    assert told[0].startswith("That password doesn’t open this session.")
    assert told[1].startswith(f"Still locked – {ATF}")
    assert (type(place), type(again)) == (float, float), (place, again)
    assert "This report is about guns that were recovered in crimes." in words
    assert "Have those of your own state open" not in locked
    assert "<video" not in locked
    assert page.url == address
    assert page.context.cookies() == []
    with pytest.raises(Exception, match="denied"):
        page.evaluate("localStorage.length")
    assert sideways(page) == []
