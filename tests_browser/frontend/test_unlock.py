"""Unlocking a session, locking it again, and why a password or an unlock may be refused."""

import re

import pytest

from tests_browser.conftest import PHONE
from tests_browser.frontend.actions import ATF, FIELD, PROBLEM, problem, unlock
from tests_browser.members import OWN_PASSWORD, PASSWORD, SECRET
from tests_browser.stage_films import PASSWORD as FILMS_PASSWORD


@pytest.fixture
def make_token(served):
    """Give a function that makes an unlock link, and gives its token."""

    def make(then="pass"):
        code = (
            "from maigu_wagtail.models import SessionIndexPage, SharedPassword\n"
            "section = SessionIndexPage.objects.get(slug='maig-u')\n"
            f"link = SharedPassword.objects.of_page(section).accepted().first().create_link(); {then}; print(link.token)"
        )
        return served.run_code(code).split()[-1]

    return make


def test_device_stays_unlocked_in_other_tabs_until_one_of_them_locks_it(open_page, session):
    page = open_page()
    page.goto(session("maig-u/connecting-silos/"))
    unlock(page, PASSWORD, "audio")
    other = page.context.new_page()
    other.goto(session("maig-u/inside-the-gun-shop/"))
    other.locator("video").first.wait_for()

    other.get_by_role("button", name="Lock this device again").click()
    page.locator(FIELD).wait_for()

    assert SECRET not in page.content()
    assert "mgu1_" not in page.url + other.url
    assert page.evaluate("JSON.stringify(localStorage)").count("mgu1_") == 0


def test_locked_content_does_not_return_with_the_browser_history(open_forbidding, session):
    page = open_forbidding(PHONE)
    page.goto(session("maig-u/connecting-silos/"))
    unlock(page, PASSWORD, "audio")
    page.get_by_role("link", name="MAIG U").click()
    page.get_by_role("link", name=ATF).click()
    page.get_by_role("button", name="Lock this device again").click()
    page.go_back()
    page.go_back()
    page.locator(FIELD).wait_for()
    page.reload()
    page.locator(FIELD).wait_for()
    page.go_forward()
    page.go_forward()
    page.locator(FIELD).wait_for()

    assert page.locator("video").count() == 0
    assert "mgu1_" not in page.evaluate("JSON.stringify(history.state)")


def test_session_with_its_own_password_leaves_the_others_unlocked(open_page, session):
    page = open_page()
    page.goto(session("maig-u/connecting-silos/"))
    unlock(page, PASSWORD, "audio")
    page.goto(session("maig-u/targeting-the-source/"))
    page.locator(FIELD).wait_for()
    silent = page.locator(PROBLEM).is_hidden()
    unlock(page, OWN_PASSWORD, "video")
    page.goto(session("maig-u/connecting-silos/"))
    page.locator("audio").wait_for()

    assert silent


def test_rotated_password_ends_the_unlock_and_says_when(open_page, served, session):
    page = open_page()
    page.goto(session("changing/panel/"))
    unlock(page, FILMS_PASSWORD, "video")
    served.run_code(
        "from maigu_wagtail.models import SessionIndexPage, SharedPassword\n"
        "page = SessionIndexPage.objects.get(slug='changing')\n"
        "SharedPassword.objects.of_page(page).get(revoked_at=None).rotate('reel of the third day', earlier='end')"
    )

    # Not asked to: the addresses of the films are renewed by themselves, and then it shows.
    page.wait_for_selector(f"{PROBLEM}:focus", timeout=20_000)
    ended = problem(page)
    gone = page.locator("video").count()
    unlock(page, FILMS_PASSWORD, f"{PROBLEM}:focus")
    page.wait_for_function("() => document.querySelector('#problem').innerText.includes('That was')")
    earlier = problem(page)
    unlock(page, "reel of the third day", "video")

    assert re.match(r"The password has changed\. It was changed on \d+ \w+ \d{4}\. Ask for the new one", ended)
    assert gone == 0
    assert re.match(r"That was the password until \d+ \w+ \d{4}\. Ask for the new one\.", earlier)


def test_invalid_token_is_removed_and_reported(open_page, session):
    page = open_page()
    page.goto(session("maig-u/connecting-silos/"))
    unlock(page, PASSWORD, "audio")
    page.evaluate(
        "localStorage.setItem('maigu-unlocks', localStorage.getItem('maigu-unlocks').replace(/mgu1_[^\"]+/, 'mgu1_cut'))"
    )

    page.reload()

    assert problem(page).startswith("The access saved on this device is no longer valid.")
    assert "mgu1_" not in page.evaluate("JSON.stringify(localStorage)")


def test_expired_unlock_is_explained(open_page, served, session):
    page = open_page()
    page.goto(session("maig-u/connecting-silos/"))
    unlock(page, PASSWORD, "audio")
    token = page.evaluate("() => JSON.parse(localStorage.getItem('maigu-unlocks'))[0].token")
    older = served.run_code(
        "from dataclasses import replace\nfrom datetime import timedelta\nfrom maigu_wagtail.access import grants\n"
        f"grant = grants.read({token!r})\n"
        "print(grants.sign(replace(grant, issued_at=grant.issued_at - timedelta(days=365))))"
    ).split()[-1]
    page.evaluate(
        "([token, older]) => localStorage.setItem('maigu-unlocks', localStorage.getItem('maigu-unlocks').replace(token, older))",
        [token, older],
    )

    page.reload()

    assert problem(page) == "Your access has expired. Enter the password again."
    assert "mgu1_" not in page.evaluate("() => JSON.stringify(localStorage)")


def test_wrong_password_is_an_error_at_the_field_and_stays_hidden(open_page, session):
    page = open_page(PHONE)
    page.goto(session("maig-u/connecting-silos/"))

    page.get_by_role("button", name="Show password").click()
    unlock(page, "River Lantern", f"{PROBLEM}:focus")

    field = page.locator(FIELD)
    assert (field.input_value(), field.get_attribute("type")) == ("River Lantern", "password")
    assert field.get_attribute("aria-invalid") == "true"
    assert field.get_attribute("aria-describedby") == "problem"
    assert page.locator(PROBLEM).get_by_role("link", name="Ask for the password").is_visible()


@pytest.mark.parametrize(("typed", "said"), [("", "Enter the password."), ("x" * 129, "128")], ids=["empty", "long"])
def test_unusable_password_is_explained(open_page, session, typed, said):
    page = open_page()
    page.goto(session("maig-u/connecting-silos/"))

    unlock(page, typed, f"{PROBLEM}:focus")

    assert problem(page).startswith("That isn’t a valid password.")
    assert said in problem(page)


def test_too_many_attempts_show_the_time_left(open_page, session):
    page = open_page()
    # An address of its own, so that the other tests do not have to wait.
    spoken = {"x-forwarded-for": "192.0.2.78"}
    page.route("**/unlock/", lambda route: route.continue_(headers={**route.request.headers, **spoken}))
    page.goto(session("maig-u/connecting-silos/"))

    for _time in range(11):
        with page.expect_response("**/unlock/") as answer:
            unlock(page, "not the password", f"{PROBLEM}:focus")
    page.wait_for_selector(".countdown")

    assert answer.value.status == 429
    assert re.match(r"Too many wrong passwords from your connection\. Try again at \d+:\d\d", problem(page))
    before = page.locator(".countdown").inner_text()
    assert re.fullmatch(r"1[45]:\d\d left", before)
    page.wait_for_function("before => document.querySelector('.countdown').innerText !== before", arg=before)


def test_unreadable_passwords_are_called_our_fault(open_page, session):
    page = open_page()
    page.goto(session("closed/session/"))

    unlock(page, "whatever it is", f"{PROBLEM}:focus")

    assert problem(page).startswith("We can’t check the password right now. This is our fault")


def test_unlock_link_opens_the_session_with_one_button(open_page, session, make_token):
    token = make_token()
    page = open_page(PHONE)
    page.goto(f"{session('maig-u/connecting-silos/')}?link={token}")
    button = page.get_by_role("button", name="Unlock this device")
    button.wait_for()
    assert token not in page.url

    button.click()
    page.locator("audio").wait_for()

    page.reload()
    page.locator("audio").wait_for()


def test_unlock_link_that_has_ended_leaves_the_form(open_page, session, make_token):
    page = open_page()
    page.goto(f"{session('maig-u/connecting-silos/')}?link={make_token('link.deactivate()')}")

    page.get_by_role("button", name="Unlock this device").click()

    assert problem(page).startswith("This link has ended. Ask for a new one, or enter the password.")
    unlock(page, PASSWORD, "audio")
