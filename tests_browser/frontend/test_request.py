"""Asking for the password: the form of a section, what is wrong with it, and the same answer for everybody."""

import re

import pytest

from tests_browser.conftest import DESKTOP, PHONE
from tests_browser.frontend.actions import FIELD, PROBLEM, has_focus, problem
from tests_browser.keyboard import tab_to
from tests_browser.probes import low_targets, sideways, violations

QUESTION = "How did you hear of us?"
TYPED = {
    "Your name": "Maria Lopez",
    "Your organisation": "City of Riverton",
    "Your email address": "maria@riverton.example",
    "Message (optional)": "For the mayor.",
    f"{QUESTION} (optional)": "A friend",
}
SENT = "We’ve received your request"


@pytest.fixture(scope="module")
def form(served):
    """Have a section offer the form, and give the address of its view."""

    def change(code):
        served.run_code(
            "from maigu_wagtail.models import PasswordRequest, SessionIndexPage\n"
            "it = SessionIndexPage.objects.get(slug='films')\n"
            f"{code}\nit.save_revision().publish()"
        )

    change(
        "it.offers_request_form, it.trusted_domains = True, 'trusted.example'\n"
        "it.request_introduction = '<p>For mayors and their <b>staff</b>.</p>'\n"
        f"it.request_privacy_notice, it.request_questions = '<p>Deleted after a year.</p>', {QUESTION!r}"
    )
    yield f"/#/sections/{served.ids['films/']}/request"
    change("it.offers_request_form = False; PasswordRequest.objects.all().delete()")


def requests(served):
    """Return the requests that staff see."""
    fields = "'name', 'organisation', 'role', 'email', 'message', 'answers'"
    return served.run_code(
        f"from maigu_wagtail.models import PasswordRequest; print(list(PasswordRequest.objects.values_list({fields})))"
    )


def from_address(page, address):
    """Have the page send its requests from an address of its own."""
    page.route(
        "**/requests/",
        lambda route: route.continue_(headers={**route.request.headers, "x-forwarded-for": address}),
    )


def open_form(page, form):
    page.goto(form)
    page.get_by_role("heading", level=1, name="Ask for the password").wait_for()


def fill_in(page, **more):
    for label, text in {**TYPED, **more}.items():
        page.get_by_label(label).fill(text)


def send(page):
    page.get_by_role("button", name="Send the request").click()


def test_locked_member_asks_from_the_password_form(open_page, served, session, form):
    page = open_page(PHONE, has_touch=True)
    from_address(page, "192.0.2.81")
    page.goto(session("films/panel/"))
    page.locator(FIELD).wait_for()
    page.get_by_role("link", name="Ask for the password").tap()
    page.locator("h1:focus").wait_for()
    assert page.locator(".request-page .prose b").inner_text() == "staff"
    assert "Deleted after a year." in page.locator("form").inner_text()

    fill_in(page)
    send(page)
    page.locator(f"h1:focus:has-text('{SENT}')").wait_for()

    assert page.title().startswith(SENT)
    page.wait_for_function("() => document.querySelector('[data-said]').textContent.includes('comes by email')")
    row = "('Maria Lopez', 'City of Riverton', '', 'maria@riverton.example', 'For the mayor.', [['How did you hear of us?', 'A friend']])"
    assert row in requests(served)


def test_answer_is_the_same_for_a_trusted_domain_and_says_nothing_of_it(open_page, form):
    answers = []
    for address in ("maria@riverton.example", "maria@trusted.example"):
        page = open_page()
        from_address(page, "192.0.2.82")
        open_form(page, form)
        fill_in(page, **{"Your email address": address})
        send(page)
        page.locator(f"h1:has-text('{SENT}')").wait_for()
        answers.append(page.locator("main").inner_html())

    assert answers[0] == answers[1]


def test_errors_are_beside_their_fields_and_nothing_typed_is_lost(open_page, form):
    page = open_page(PHONE)
    open_form(page, form)
    fill_in(page, **{"Your name": "", "Your email address": "maria", f"{QUESTION} (optional)": "x" * 1001})

    send(page)

    assert problem(page).startswith("Your request was not sent yet. Correct this first:")
    assert has_focus(page, PROBLEM)
    assert page.title().startswith("Not sent yet:")
    said = {}
    for label in ("Your name", "Your email address", f"{QUESTION} (optional)"):
        field = page.get_by_label(label)
        assert field.get_attribute("aria-invalid") == "true"
        said[label] = [
            page.locator(f"#{name}").inner_text() for name in field.get_attribute("aria-describedby").split()
        ][-1]
    assert said["Your name"] == "Enter your name."
    assert said["Your email address"].startswith("Enter an email address in the right format")
    assert "1000" in said[f"{QUESTION} (optional)"].replace(",", "")
    assert page.get_by_label("Message").input_value() == "For the mayor."
    assert page.get_by_label("Your organisation").get_attribute("aria-invalid") is None

    page.get_by_role("button", name="Your name: Enter your name.").click()
    assert has_focus(page, "#request-name")


def test_form_works_by_keyboard_alone(open_page, form):
    page = open_page()
    from_address(page, "192.0.2.83")
    open_form(page, form)

    for name, text in (("name", "Maria Lopez"), ("organisation", "Riverton"), ("email", "maria@riverton.example")):
        tab_to(page, f"#request-{name}")
        page.keyboard.type(text)
    page.keyboard.press("Enter")

    page.locator(f"h1:focus:has-text('{SENT}')").wait_for()


def test_too_many_requests_say_when_to_send_it_again(open_page, form):
    page = open_page()
    from_address(page, "192.0.2.84")
    for _time in range(10):
        open_form(page, form)
        fill_in(page)
        send(page)
        page.locator(f"h1:has-text('{SENT}')").wait_for()
        page.goto("about:blank")

    open_form(page, form)
    fill_in(page)
    send(page)

    assert re.match(r"Too many requests were sent from your connection\. Send it again at \d+:\d\d", problem(page))
    assert page.get_by_label("Your name").input_value() == "Maria Lopez"


def test_lost_connection_keeps_what_was_typed(open_page, form, watcher):
    page = open_page()
    open_form(page, form)
    fill_in(page)
    page.context.set_offline(True)

    send(page)

    assert problem(page).startswith("We can’t reach the library.")
    assert page.get_by_label("Message").input_value() == "For the mayor."
    watcher.problems.clear()


def test_program_that_fills_in_the_hidden_field_sends_nothing(open_page, form):
    page = open_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_form(page, form)
    fill_in(page)
    page.evaluate("() => { document.querySelector('[name=website]').value = 'https://example.org' }")

    send(page)

    page.locator(f"h1:has-text('{SENT}')").wait_for()
    assert [url for url in asked if url.endswith("/requests/")] == []


def test_section_without_the_form_has_its_contact_instead(open_page, served, session):
    page = open_page()
    page.goto(session("changing/panel/"))
    page.locator(FIELD).wait_for()
    assert page.get_by_role("link", name="Ask for the password").get_attribute("href") == "mailto:help@example.org"

    page.goto(f"/#/sections/{served.ids['changing/']}/request")

    page.get_by_role("heading", name="We can’t find this page.").wait_for()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_form_is_accessible_and_fits(open_page, form, width, dark):
    page = open_page(width, dark=dark)
    open_form(page, form)
    for state in ("empty", "errors"):
        if state == "errors":
            send(page)
            page.locator(f"{PROBLEM}:focus").wait_for()

        assert (state, violations(page), sideways(page)) == (state, [], [])
        if width == PHONE:
            assert (state, low_targets(page, ":is(main, header)")) == (state, [])
