"""The lock as a member meets it; what each state looks like is in ``test_unlock_states``."""

import pytest

from tests_browser.addresses import FOUR_SPEAKERS, LOCKED, SECTION, UPCOMING, WHOLE_PAGE
from tests_browser.addresses import OWN_PASSWORD as OWN
from tests_browser.conftest import PHONE
from tests_browser.keyboard import tab_to
from tests_browser.members import (
    FIELD,
    OWN_PASSWORD,
    PASSWORD,
    PROBLEM,
    SECRET,
    WHAT,
    fail_often,
    has_focus,
    hints,
    lock_again,
    unlock,
)

STRICT = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
FIND = "SessionIndexPage.objects.get(slug='maig-u')"


def test_demo_runs_from_finding_a_session_to_locking_the_device_again(start_browser, staff):
    staff(f"SharedPassword.objects.create_password({FIND}, 'demo of the first day', label='Demo')")
    page = start_browser()

    page.goto(f"{SECTION}?q=silos")
    with page.expect_navigation():
        page.get_by_role("link", name="Connecting Silos").click()
    wrong = unlock(page, "demo of the last day")
    told = page.locator(WHAT).inner_text()
    right = unlock(page, "demo of the first day\u00a0")

    assert (wrong.status, told) == (403, "That password doesn’t open this section.")
    assert right.status == 200
    page.wait_for_url(f"**{LOCKED}")
    assert has_focus(page, "#maigu-content")
    assert page.get_by_role("status").inner_text().startswith("Unlocked. This device stays unlocked until ")
    assert SECRET in page.locator("main").inner_text()

    page = start_browser()
    assert page.goto(LOCKED).status == 200
    assert page.get_by_role("status").count() == 0

    staff("SharedPassword.objects.get(label='Demo', revoked_at=None).rotate('demo of the second day', earlier='end')")
    refused = page.reload()
    assert (refused.status, page.locator(WHAT).inner_text()) == (403, "The password has changed.")
    assert has_focus(page, PROBLEM)
    assert SECRET not in page.content()
    unlock(page, "demo of the first day")
    assert page.locator(WHAT).inner_text().startswith("That was the password until ")
    assert unlock(page, "demo of the second day").status == 200

    lock_again(page)
    assert page.locator("h1").inner_text() == "This device is locked again"
    page.go_back()
    assert SECRET not in page.content()
    assert page.locator(FIELD).is_visible()
    assert page.goto(LOCKED).status == 403


def test_wrong_password_is_an_error_at_the_field_and_stays_hidden(new_page):
    page = new_page(width=PHONE)
    page.goto(FOUR_SPEAKERS)

    unlock(page, "River Lantern Maple Harbour")

    field = page.locator(FIELD)
    assert page.title().startswith("Still locked: Connecting Silos")
    assert has_focus(page, FIELD)
    assert field.get_attribute("aria-describedby") == PROBLEM.removeprefix("#")
    assert field.get_attribute("aria-invalid") == "true"
    assert (field.input_value(), field.get_attribute("type")) == ("River Lantern Maple Harbour", "password")
    assert "passwords are case-sensitive" in page.locator(PROBLEM).inner_text()
    assert page.locator(".maigu-panel").get_by_role("link", name="Ask for the password").is_visible()


def test_unlocking_and_locking_work_with_the_keyboard_alone(new_page):
    page = new_page(reduced_motion="reduce")
    page.goto(FOUR_SPEAKERS)

    tab_to(page, FIELD)
    page.keyboard.type("river lantern")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    shown = page.locator(FIELD).get_attribute("type"), page.locator("[aria-pressed]").get_attribute("aria-pressed")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    told = has_focus(page, FIELD), page.locator(FIELD).get_attribute("type")
    page.keyboard.press("End")
    page.keyboard.type(" maple harbour")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_url(f"**{LOCKED}")
    arrived = has_focus(page, "#maigu-content")
    tab_to(page, "form[data-maigu-forget] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert shown == ("text", "true")
    assert told == (True, "password")
    assert arrived
    assert page.locator("h1").inner_text() == "This device is locked again"


def test_unlocking_works_without_script(new_page):
    page = new_page(java_script_enabled=False, width=PHONE)
    page.goto(FOUR_SPEAKERS)

    unlock(page, "wrong")
    told = has_focus(page, FIELD)
    unlock(page, PASSWORD)
    arrived = has_focus(page, "#maigu-content"), SECRET in page.locator("main").inner_text()
    page.goto(FOUR_SPEAKERS)
    with page.expect_navigation():
        page.get_by_role("link", name="Watch now").click()
    again = SECRET in page.locator("main").inner_text()
    lock_again(page)

    assert told
    assert arrived == (True, True)
    assert again
    assert page.locator("h1").inner_text() == "This device is locked again"
    assert page.goto(LOCKED).status == 403


@pytest.mark.parametrize("path", [FOUR_SPEAKERS, WHOLE_PAGE, f"{SECTION}unlock/"], ids=["session", "page", "section"])
def test_blocked_cookies_are_explained_each_time(start_browser, path):
    page = start_browser(keeps_cookies=False)
    page.goto(path)

    said = []
    for _time in range(2):
        unlock(page, PASSWORD)
        said.append(page.locator(WHAT).inner_text())

    assert said == ["Your browser didn’t save your access."] * 2
    assert page.context.cookies() == []
    assert SECRET not in page.content()


def test_unlocked_public_page_only_gains_a_watch_link(new_page):
    page = new_page()
    before = page.goto(FOUR_SPEAKERS).body()
    form, link = page.locator(FIELD), page.get_by_role("link", name="Watch now")
    locked = form.is_visible(), link.is_visible()

    unlock(page, PASSWORD)
    after = page.goto(FOUR_SPEAKERS).body()

    assert locked == (True, False)
    assert after == before
    assert (form.is_visible(), link.is_visible()) == (False, True)
    with page.expect_navigation():
        link.click()
    assert SECRET in page.locator("main").inner_text()


def test_hint_without_a_grant_is_removed_by_the_first_refusal(new_page):
    page = new_page()
    page.goto(FOUR_SPEAKERS)
    unlock(page, PASSWORD)
    page.context.clear_cookies(name="maigu_unlock_token")
    page.goto(FOUR_SPEAKERS)

    with page.expect_navigation() as answer:
        page.get_by_role("link", name="Watch now").click()

    assert answer.value.status == 403
    assert page.locator(FIELD).is_visible()
    assert hints(page) == "-"
    page.goto(FOUR_SPEAKERS)
    assert page.locator(FIELD).is_visible()


def test_locking_again_leaves_other_sections_unlocked(new_page, staff):
    staff("SharedPassword.objects.create_password(SessionIndexPage.objects.get(slug='archive'), 'for the archive')")
    page = new_page()
    page.goto("/archive/arabic/")
    unlock(page, "for the archive")
    page.goto(FOUR_SPEAKERS)
    unlock(page, PASSWORD)

    lock_again(page)

    assert page.goto(LOCKED).status == 403
    page.goto("/archive/long-title/")
    assert page.get_by_role("link", name="Watch now").is_visible()
    assert page.goto("/archive/long-title/watch/").status == 200


def test_too_many_attempts_show_the_wait_and_spare_unlocked_devices(new_page):
    address = {"X-Forwarded-For": "192.0.2.77"}
    page, colleague = (new_page(width=PHONE, extra_http_headers=address) for _one in range(2))
    colleague.goto(FOUR_SPEAKERS)
    unlock(colleague, PASSWORD)
    page.goto(FOUR_SPEAKERS)

    answer = fail_often(page)
    said = " ".join(page.locator(PROBLEM).inner_text().split())
    right = unlock(page, PASSWORD)

    assert (answer.status, right.status) == (429, 429)
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert said.startswith("Too many wrong passwords from your connection. Try again in 15 minutes, at ")
    assert "E" in said.partition("minutes, at ")[2].partition(". Devices")[0]
    assert page.get_by_role("link", name="Ask for the password").is_visible()
    assert colleague.goto(LOCKED).status == 200


def test_session_with_its_own_password_says_so(new_page):
    page = new_page()
    page.goto(OWN)

    label = page.locator(f"label[for={FIELD.removeprefix('#')}]").inner_text()
    unlock(page, PASSWORD)
    told = (
        page.locator(WHAT).inner_text(),
        "This session has its own password." in page.locator(".maigu-panel").inner_text(),
    )
    opened = unlock(page, OWN_PASSWORD)

    assert label == "Password for this session"
    assert told == ("That password doesn’t open this session.", True)
    assert opened.status == 200
    assert page.goto(LOCKED).status == 403


def test_anchor_in_the_members_page_survives_unlocking(new_page):
    page = new_page()
    page.goto(f"{LOCKED}#t=120")

    unlock(page, "wrong")
    unlock(page, PASSWORD)

    page.wait_for_url(f"**{LOCKED}#t=120")
    assert has_focus(page, "#maigu-content")
    page.goto(f"{FOUR_SPEAKERS}#t=60")
    with page.expect_navigation():
        page.get_by_role("link", name="Watch now").click()
    assert page.url.endswith(f"{LOCKED}#t=60")


def test_shared_address_does_not_mention_an_unlock(new_page):
    member, deputy = new_page(), new_page()
    member.goto(FOUR_SPEAKERS)
    unlock(member, PASSWORD)
    member.wait_for_url(f"**{LOCKED}")

    for address in (member.url, f"{LOCKED}?unlocked#maigu-content"):
        answer = deputy.goto(address)

        assert answer.status == 403
        assert deputy.locator(PROBLEM).count() == 0
        assert deputy.locator(FIELD).is_visible()


def test_members_only_page_and_section_open_at_the_requested_address(new_page):
    page = new_page()
    page.goto(WHOLE_PAGE)

    unlock(page, PASSWORD)
    landed = page.url, page.locator("h1").inner_text()
    page.goto(SECTION)
    offered = page.get_by_role("button", name="Lock this device again").is_visible()
    page.goto(f"{SECTION}unlock/")
    already = page.locator("h1").inner_text()
    lock_again(page)
    unlock(page, PASSWORD)
    unlocked = page.locator("h1").inner_text()
    with page.expect_navigation():
        page.get_by_role("link", name="Go to the sessions").click()

    assert landed[0].endswith(WHOLE_PAGE)
    assert landed[1] == "How to host a viewing"
    assert offered
    assert (already, unlocked) == ("This device is unlocked", "This device is unlocked")
    assert page.url.endswith(f"{SECTION}#maigu-recorded")


def test_upcoming_session_links_to_its_members_content(new_page):
    page = new_page(width=PHONE)
    page.goto(UPCOMING)

    with page.expect_navigation() as answer:
        page.locator(".maigu-panel").get_by_role("link", name="notes").click()
    promised = page.locator(".maigu-panel").inner_text()
    opened = unlock(page, PASSWORD)

    assert answer.value.status == 403
    assert "The recording will follow after the session." in promised
    assert opened.status == 200
    assert "The recording will be here a few days after the session." in page.locator("main").inner_text()


def test_strict_content_security_policy_is_respected(new_page):
    page = new_page()
    broken = []
    page.on(
        "console", lambda message: broken.append(message.text) if "Content Security Policy" in message.text else None
    )

    def answer(route):
        response = route.fetch(max_redirects=0)
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": STRICT})

    page.route(lambda url: "/static/" not in url, answer)
    page.goto(FOUR_SPEAKERS)
    unlock(page, "wrong")
    unlock(page, PASSWORD)
    page.goto(FOUR_SPEAKERS)

    assert page.get_by_role("link", name="Watch now").is_visible()
    assert broken == []
