"""The desk for shared passwords, worked at by keyboard alone, in the real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests_browser.cms import MANAGER, sign_in
from tests_browser.conftest import DESKTOP, PHONE
from tests_browser.keyboard import tab_to
from tests_browser.probes import sideways, violations

PASSWORDS = "/admin/maigu/passwords/"
ACTIVITY = "/admin/maigu/activity/"
OWN = "copper lantern river stove"


@pytest.fixture
def open_desk(new_page):
    def open_page(**options):
        page = new_page(**options)
        sign_in(page, MANAGER)
        return page

    return open_page


def press(page, selector, *, leads=True):
    """Go to what ``selector`` finds by the Tab key, and press Enter there."""
    tab_to(page, selector)
    if not leads:
        page.keyboard.press("Enter")
        return
    with page.expect_navigation():
        page.keyboard.press("Enter")


def add_password(page, label):
    """Add a password for the first section by keyboard, and end on its page; return the password."""
    page.goto(f"{PASSWORDS}add/")
    tab_to(page, "#id_page")
    page.keyboard.press("ArrowDown")
    text = page.locator("#id_password").input_value()
    tab_to(page, "#id_label")
    page.keyboard.type(label)
    # The Enter key in a field must add the password, not ask for another passphrase.
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return text


def clipboard(page):
    return page.evaluate("navigator.clipboard.readText()")


def test_password_is_added_shared_rotated_and_revoked_by_keyboard(open_desk):
    page = open_desk(permissions=["clipboard-read", "clipboard-write"])

    text = add_password(page, "Keyboard")
    added = page.locator(".messages").inner_text()
    press(page, ".maigu-screen form button")
    shown = page.locator("#maigu-password").inner_text()
    press(page, "[data-maigu-copy=maigu-message-1]", leads=False)
    expect(page.locator("[data-maigu-said]")).to_have_text("The message was copied.")
    message = clipboard(page)
    press(page, "[data-maigu-copy=maigu-password]", leads=False)
    expect(page.locator("[data-maigu-said]")).to_have_text("The password was copied.")
    copied = clipboard(page)
    press(page, "[data-maigu-copy=maigu-link-1]", leads=False)
    expect(page.locator("[data-maigu-said]")).to_have_text("The link was copied.")
    link = clipboard(page)

    assert "“Keyboard” was added" in added
    assert len(text.split()) == 5
    assert shown == copied == text
    assert link in message
    assert f"The password: {text}" in message
    assert "/maig-u/" in message or "/archive/" in message

    press(page, ".maigu-screen a[href$='change/']")
    tab_to(page, "#id_password")
    page.keyboard.press("Control+a")
    page.keyboard.type(OWN)
    tab_to(page, "input[name=earlier]")
    page.keyboard.press("Space")
    button = page.locator("footer button")
    expect(button).to_have_text("Change the password")
    press(page, "footer button")
    changed = page.locator(".messages").inner_text()
    press(page, ".maigu-screen form button")

    assert "The password was changed, and 0 unlocks were ended." in changed
    assert page.locator("#maigu-password").inner_text() == OWN

    press(page, ".maigu-screen a[href$='revoke/']")
    press(page, "button.serious")

    assert "“Keyboard” was revoked" in page.locator(".messages").inner_text()
    row = page.locator("main table tbody tr", has_text="Keyboard").first
    assert "REVOKED" in row.inner_text().upper()


def test_history_says_the_password_was_read_and_copied(open_desk):
    page = open_desk(permissions=["clipboard-read", "clipboard-write"])
    text = add_password(page, "Noted")
    press(page, ".maigu-screen form button")
    press(page, "[data-maigu-copy=maigu-password]", leads=False)
    expect(page.locator("[data-maigu-said]")).to_have_text("The password was copied.")

    page.goto(f"{page.url}history/")

    rows = page.locator("main table tbody tr").all_inner_texts()
    assert [re.split(r"\s{2,}|\t|\n", row.strip())[0] for row in rows] == [
        "Copied the shared password",
        "Read the shared password",
        "Created the shared password",
    ]
    assert text not in page.content()


def test_message_is_copied_without_the_clipboard_api(open_desk):
    page = open_desk(permissions=["clipboard-read"])
    text = add_password(page, "Older browser")
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    press(page, ".maigu-screen form button")

    press(page, "[data-maigu-copy=maigu-password]", leads=False)

    expect(page.locator("[data-maigu-said]")).to_have_text("The password was copied.")
    assert page.evaluate("getSelection().toString().trim()") == text


def test_copy_that_cannot_be_logged_says_so(open_desk):
    page = open_desk(permissions=["clipboard-read", "clipboard-write"])
    add_password(page, "Signed out")
    # As the site answers somebody who is signed in no more; a real refusal would be an error in the browser's console.
    page.add_init_script("window.fetch = async () => new Response(null, {status: 403})")
    press(page, ".maigu-screen form button")

    press(page, "[data-maigu-copy=maigu-password]", leads=False)

    expect(page.locator("[data-maigu-said]")).to_contain_text("could not record this")


def test_password_strength_is_described_while_typing(open_desk):
    page = open_desk()
    page.goto(f"{PASSWORDS}add/")
    says = page.locator("[data-maigu-strength-says]")
    field = page.locator("#id_password")

    for typed, words in (
        ("password1", "Easy to guess. Choose another one."),
        ("aaaaaaaaaaaaaaaaaaaa", "Easy to guess. Choose another one."),
        ("river river river river", "Easy to guess. Choose another one."),
        ("copper lantern river", "Could be guessed. A longer password is better."),
        (OWN, "Hard to guess."),
        ("x7$Kq9!vTz2m", "Hard to guess."),
    ):
        field.fill(typed)
        expect(says).to_have_text(words)


def test_new_passphrase_works_without_script(open_desk):
    page = open_desk(java_script_enabled=False)
    page.goto(f"{PASSWORDS}add/")
    first = page.locator("#id_password").input_value()
    page.locator("#id_label").fill("Kept")

    page.get_by_role("button", name="Suggest another one").click()

    assert page.locator("#id_password").input_value() != first
    assert page.locator("#id_label").input_value() == "Kept"


def test_password_can_be_read_and_selected_without_script(open_desk):
    page = open_desk()
    text = add_password(page, "No script")
    address = page.url
    plain = open_desk(java_script_enabled=False)

    plain.goto(address)
    plain.get_by_role("button", name="Show the password").click()

    assert plain.locator("#maigu-password").inner_text() == text
    assert plain.locator("[data-maigu-copy]:visible").count() == 0
    assert f"The password: {text}" in plain.locator(".maigu-message").first.inner_text()


@pytest.mark.parametrize(("width", "dark"), [(PHONE, True), (DESKTOP, False)], ids=["phone-dark", "desktop-light"])
def test_password_screens_are_accessible_and_fit_the_window(open_desk, width, dark):
    page = open_desk(width=width, dark=dark, reduced_motion="reduce")
    add_password(page, f"Looked at {width}")
    detail = page.url
    # So that the activity has something to show.
    assert page.request.post("/maig-u/unlock/", form={"password": "a wrong one", "next": "/maig-u/"}).status == 403
    found, wide = [], []

    def look():
        found.extend(violations(page))
        wide.extend(sideways(page)[:1])

    look()
    press(page, ".maigu-screen form button")
    look()
    for address in (PASSWORDS, f"{PASSWORDS}add/", f"{detail}change/", f"{detail}revoke/", ACTIVITY):
        page.goto(address)
        look()

    assert found == []
    assert wide == []
