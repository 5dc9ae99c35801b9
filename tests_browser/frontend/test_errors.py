"""What the front end shows when the API cannot be reached or an address leads nowhere."""

import pytest

from tests_browser.conftest import PHONE
from tests_browser.frontend.actions import FIELD, PROBLEM, has_focus, problem, unlock
from tests_browser.members import PASSWORD


def test_network_failure_is_shown_and_can_be_retried(open_page, session, watcher):
    page = open_page()
    page.goto(session("maig-u/connecting-silos/"))
    page.locator(FIELD).wait_for()
    page.context.set_offline(True)
    unlock(page, PASSWORD, f"{PROBLEM}:focus")
    at_the_form = problem(page)
    page.get_by_role("link", name="MAIG U").click()
    page.get_by_role("button", name="Try again").wait_for()
    failed = page.locator("h1").inner_text(), has_focus(page, "h1")
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    page.locator(".session").first.wait_for()

    assert at_the_form.startswith("We can’t reach the library.")
    assert failed == ("We can’t reach the library.", True)
    lost = "net::ERR_INTERNET_DISCONNECTED"
    assert [told for told in watcher.problems if lost not in told] == []
    watcher.problems.clear()


@pytest.mark.parametrize(
    "address", ["/#/sessions/999999", "/#/sections/999999", "/#/nowhere/5", "/#/sessions/5/content"]
)
def test_unknown_address_links_to_the_sessions(open_page, address):
    page = open_page(PHONE)
    page.goto(address)

    assert page.locator("h1").inner_text() == "We can’t find this page."
    page.get_by_role("link", name="Go to the sessions").click()
    page.locator(".session").first.wait_for()
