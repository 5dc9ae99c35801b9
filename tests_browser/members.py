"""
What a member does on the public pages, by hand: types, pastes, looks.

A member's day: on the phone between meetings, finds a session, pastes the password once, watches;
comes back next month and types nothing; finds the password changed, and is told; sends the
deputy the address; locks a borrowed device again.
"""

from example_site.pages.accounts import MEMBERS_PASSWORDS

PASSWORD, OWN_PASSWORD = (first.text for first in MEMBERS_PASSWORDS)
FIELD = "#maigu-password"
PROBLEM = "#maigu-problem"
WHAT = ".maigu-problem__what"
SECRET = "draw a map of every office"


def unlock(page, text, *, by="click"):
    """Type a password into the form of this page and send it; wait for the answer and give it."""
    page.locator(FIELD).fill(text)
    with page.expect_navigation() as answer:
        if by == "click":
            page.locator("form[data-maigu-locked] [type=submit]").click()
        else:
            page.keyboard.press("Enter")
    return answer.value


def fail_often(page, times=10):
    """Type wrong passwords until no more may be tried."""
    for _time in range(times):
        unlock(page, "not the password")
    return unlock(page, "not the password")


def lock_again(page):
    with page.expect_navigation():
        page.get_by_role("button", name="Lock this device again").click()


def has_focus(page, selector):
    """Return whether what ``selector`` finds has the focus, with or without scripts."""
    return page.locator(f"{selector}:focus").count() == 1


def hints(page):
    """Return what a script may know of the locks that this device has opened."""
    return "".join(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "maigu_open")
