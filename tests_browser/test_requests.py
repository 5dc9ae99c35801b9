"""Requests for the password: asked by a member on a phone, answered by staff with one click, read by everyone."""

import re

import pytest
from playwright.sync_api import expect

from tests_browser.addresses import LOCKED, SECTION
from tests_browser.cms import MANAGER, sign_in
from tests_browser.conftest import DESKTOP, HEIGHTS, PHONE
from tests_browser.keyboard import tab_to
from tests_browser.probes import low_targets, shifts, sideways, violations

FORM = f"{SECTION}request/"
LIST = "/admin/maigu/requests/"
IT = "SessionIndexPage.objects.get(slug='maig-u')"
TYPED = {
    "Your name": "Maria Lopez",
    "Your organisation": "City of Riverton",
    "Your email address": "maria@riverton.example",
}


@pytest.fixture
def offered(staff):
    """Have the section offer its form, with a question, and no request in the list."""
    staff(
        "from maigu_wagtail.models import PasswordRequest; PasswordRequest.objects.all().delete(); "
        f"it = {IT}; it.offers_request_form = True; it.request_questions = 'How did you hear of us?'; "
        "it.save_revision().publish()"
    )
    yield
    staff(f"it = {IT}; it.offers_request_form = False; it.save_revision().publish()")


def fill_in(page, **more):
    for label, text in {**TYPED, **more}.items():
        page.get_by_label(label).fill(text)
    # People take longer.
    page.wait_for_timeout(3100)


def looks_right(page, widths=(PHONE, DESKTOP)):
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 600)})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert (sideways(page), violations(page)) == ([], []), (width, scheme)


def test_member_asks_from_a_locked_page_on_a_phone(new_page, offered):
    page = new_page(width=PHONE, has_touch=True, is_mobile=True)
    page.goto(LOCKED)

    with page.expect_navigation():
        page.get_by_role("link", name="Ask for the password").first.tap()
    fill_in(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Send the request").tap()

    page.wait_for_url(f"**{FORM}?sent")
    expect(page.get_by_role("heading", level=1)).to_have_text("We’ve received your request")
    assert page.context.cookies() == []


def test_form_works_by_keyboard_without_script(new_page, offered):
    page = new_page(java_script_enabled=False)
    page.goto(FORM)

    for name, text in zip(("name", "organisation", "email"), TYPED.values(), strict=True):
        page.locator(f"#maigu-{name}").focus()
        page.keyboard.type(text)
    page.wait_for_timeout(3100)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    page.wait_for_url(f"**{FORM}?sent")


@pytest.mark.parametrize("state", ["empty", "errors", "sent"])
def test_form_is_accessible_in_both_schemes_and_widths(new_page, offered, state):
    page = new_page(width=PHONE, has_touch=True)
    page.goto(f"{FORM}?sent" if state == "sent" else FORM)
    assert shifts(page) == []
    if state == "errors":
        with page.expect_navigation():
            page.get_by_role("button", name="Send the request").click()
        expect(page.locator("#maigu-problem")).to_be_focused()
        page.get_by_role("link", name="Your name: Enter your name.").click()
        expect(page.locator("#maigu-name")).to_be_focused()

    assert low_targets(page, ".maigu") == []
    looks_right(page, (PHONE, DESKTOP, 320))


def test_staff_answer_by_keyboard(new_page, offered, staff):
    staff(
        "from maigu_wagtail.models import PasswordRequest; "
        f"PasswordRequest.objects.keep({IT}, name='Maria Lopez', organisation='City of Riverton', role='Aide', "
        "email='maria@riverton.example', message='For the mayor.', answers=[['How did you hear of us?', 'A friend']])"
    )
    page = new_page()
    sign_in(page, MANAGER)
    expect(page.get_by_role("link", name="1 request is waiting for an answer")).to_be_visible()
    page.goto(LIST)
    looks_right(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Maria Lopez").click()
    looks_right(page)
    assert "{link}" in page.locator("#id_send-body").input_value()

    tab_to(page, "button[value=send]")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    page.wait_for_url(f"**{LIST}")
    expect(page.locator(".messages")).to_contain_text("The password was sent to maria@riverton.example.")
    expect(page.locator("table.listing")).to_contain_text("Password sent", ignore_case=True)


def test_staff_close_several_after_they_are_told_what_happens(new_page, offered, staff):
    for number in range(2):
        staff(
            "from maigu_wagtail.models import PasswordRequest; "
            f"PasswordRequest.objects.keep({IT}, name='Person {number}', organisation='City', role='', "
            f"email='p{number}@riverton.example', message='', answers=[])"
        )
    page = new_page()
    sign_in(page, MANAGER)
    page.goto(LIST)

    page.get_by_label("Select all on this page").check()
    for number in range(2):
        expect(page.get_by_label(f"Select the request of Person {number}")).to_be_checked()
    with page.expect_navigation():
        page.get_by_role("button", name="Delete").click()
    looks_right(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Delete 2 requests").click()

    expect(page.locator(".messages")).to_contain_text("2 requests were deleted.")
    expect(page.locator("main")).to_contain_text(re.compile("No requests yet"))
