"""What an editor does in the CMS, by hand: clicks, keys and choices."""

import re

from tests_browser.stock import ADMIN

HOME = "/admin/pages/3/"
SESSIONS = "/admin/maigu_wagtail/sessionpage/"
HANDED_OVER = """([selector, text]) =>
  [...document.querySelectorAll(selector)].some(input => input.value.includes(text))"""


# Of the example site.
EDITOR = ("editor", "local-editor")
MANAGER = ("admin", "local-admin")


def sign_in(page, account=ADMIN):
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(account[0])
    page.get_by_label("Password").fill(account[1])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")


def begin_section(page):
    """Open the form of a new section below the home page; what its script is to hear is typed once it is there."""
    page.goto(HOME)
    page.locator("header a[href$='add_subpage/'], main a[href$='add_subpage/']").first.click()
    page.get_by_role("link", name=re.compile("^Session section")).click()
    page.wait_for_url("**/sessionindexpage/**")
    page.wait_for_load_state()


def begin_session(page, menu="Sessions"):
    """Open the form of a new session: by the menu, which has the title of the only section, then by the button."""
    page.goto("/admin/")
    page.get_by_role("button", name=menu, exact=True).click()
    page.get_by_role("link", name="Sessions", exact=True).click()
    page.wait_for_url(f"**{SESSIONS}")
    page.get_by_role("link", name="Add session").first.click()
    page.wait_for_url(lambda url: not url.endswith(SESSIONS))
    page.wait_for_load_state()


def open_session(page, title):
    """Open the form of a session there is."""
    page.goto(SESSIONS)
    page.locator("main table").get_by_role("link", name=title, exact=True).click()
    page.wait_for_url("**/edit/**")


def enter(page, **fields):
    """Type into fields by their names; the date's and the times' pickers are left with the Tab key."""
    for name, value in fields.items():
        page.locator(f"#id_{name}").fill(value)
        page.keyboard.press("Tab")
    if "title" in fields:
        # Made of the title, a moment later.
        page.wait_for_function("document.querySelector('#id_slug').value !== ''")


def write(page, name, text):
    """Type into a field of rich text, and wait until the form has it: the editor hands it over a moment later."""
    page.locator(f"[data-contentpath={name}] [role=textbox]").first.click()
    page.keyboard.type(text)
    page.wait_for_function(HANDED_OVER, arg=[f"[data-contentpath={name}] input[type=hidden]", text])


def insert(page, field, kind, **values):
    """Insert a block of a kind through the block chooser, at the end, and fill its fields in."""
    stream = page.locator(f"[data-contentpath={field}]").first
    blocks = stream.locator("[data-streamfield-child]")
    there = blocks.count()
    stream.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name=kind).click()
    blocks.nth(there).wait_for()
    for name, value in values.items():
        stream.locator(f"[data-contentpath={name}]").last.get_by_role("textbox").fill(value)


def publish(page):
    page.get_by_role("button", name="More actions").click()
    send(page, "Publish")


def send(page, button):
    """Press a button that sends the form, and wait for the page that answers; a form's tabs change its address too."""
    page.wait_for_load_state()
    with page.expect_event("load"):
        page.get_by_role("button", name=button, exact=True).click()


def messages(page):
    """Return what the CMS says at the top of the page."""
    return " ".join(page.locator(".messages").inner_text().split())


def refusals(page):
    """Return what the CMS finds wrong with the form."""
    texts = page.locator(".error-message, .w-field__errors").all_inner_texts()
    return [text for text in texts if text.strip()]
