"""Unlock links: made by staff with the keyboard, opened by a member with two taps, read by everyone."""

import pytest
from playwright.sync_api import expect

from tests_browser.addresses import FOUR_SPEAKERS, LOCKED
from tests_browser.cms import MANAGER, sign_in
from tests_browser.conftest import DESKTOP, HEIGHTS, PHONE
from tests_browser.keyboard import tab_to
from tests_browser.members import hints
from tests_browser.probes import low_targets, shifts, sideways, violations

SECTION = "SessionIndexPage.objects.get(slug='maig-u')"
PASSWORD = f"SharedPassword.objects.of_page({SECTION}).accepted().first()"
SESSION = f"{SECTION}.sessions().get(slug='{FOUR_SPEAKERS.strip('/').rpartition('/')[2]}')"


@pytest.fixture
def make_link(staff):
    """Give a function that makes a link, and gives its address."""

    def make(options="", then="pass"):
        return staff(f"link = {PASSWORD}.create_link({options}); {then}; print(link.url())").split()[-1]

    return make


@pytest.fixture
def open_link(new_page, make_link):
    """Give a function that opens a link in a certain state, as a new visitor."""

    def open_page(state="active", **options):
        page = new_page(**options)
        address = make_link(then="link.deactivate()" if state == "deactivated" else "pass")
        page.goto(f"{address[:-1]}x/" if state == "unknown" else address)
        return page

    return open_page


states = pytest.mark.parametrize("state", ["active", "deactivated", "unknown"])


def test_member_is_two_taps_from_the_recording(new_page, make_link):
    address = make_link(f"session={SESSION}")
    page = new_page(width=PHONE, has_touch=True, is_mobile=True)

    page.goto(address)
    with page.expect_navigation():
        page.get_by_role("button", name="Unlock this device").tap()

    page.wait_for_url(f"**{LOCKED}*")
    assert page.evaluate("document.referrer") == ""
    page.go_back()
    page.wait_for_url(f"**{LOCKED}*")


def test_link_works_without_script_and_by_keyboard(new_page, make_link):
    page = new_page(java_script_enabled=False)
    page.goto(make_link())

    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(LOCKED)

    assert hints(page)
    assert page.locator("form[action$='/lock/']").count() == 1


@states
def test_link_page_is_accessible_in_both_schemes_and_widths(open_link, state):
    page = open_link(state, width=PHONE)

    assert shifts(page) == []
    for width in (PHONE, DESKTOP, 320):
        page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 600)})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert (sideways(page), violations(page)) == ([], []), (width, scheme)


@states
def test_link_page_on_a_phone_has_large_enough_targets(open_link, state):
    page = open_link(state, width=PHONE, has_touch=True, is_mobile=True)

    assert low_targets(page, ".maigu") == []


def test_ended_link_leads_to_the_password_form(open_link):
    page = open_link("deactivated")

    with page.expect_navigation():
        page.get_by_role("link", name="Enter the password").click()

    expect(page.get_by_label("Members’ password")).to_be_visible()


def test_link_is_made_and_copied_by_keyboard(new_page):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    sign_in(page, MANAGER)
    page.goto("/admin/maigu/passwords/")
    with page.expect_navigation():
        page.locator("table.listing a", has_text="Members").first.click()
    assert violations(page) == []
    press(page, "a[href$='links/add/']")
    assert (sideways(page), violations(page)) == ([], [])
    tab_to(page, "#id_label")
    page.keyboard.type("By keyboard")
    tab_to(page, "#id_max_uses")
    page.keyboard.type("3")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    tab_to(page, "[data-maigu-copy=maigu-link-1]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-maigu-said]")).to_have_text("The link was copied.")
    address = page.evaluate("navigator.clipboard.readText()")

    assert address == page.locator("#maigu-link-1").inner_text()
    for width in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert (sideways(page), violations(page)) == ([], []), (width, scheme)
    press(page, "a[href*='/card/']")
    assert violations(page) == []
    code = page.locator(".card img")
    assert code.evaluate("image => image.naturalWidth") > 0


def press(page, selector):
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")
