"""The front end by keyboard, for assistive technology, on small screens and zoomed in."""

import pytest

from tests_browser.conftest import DESKTOP, PHONE
from tests_browser.frontend.actions import FIELD, PROBLEM, has_focus, unlock
from tests_browser.keyboard import tab_to
from tests_browser.members import PASSWORD
from tests_browser.probes import low_targets, sideways, violations
from tests_browser.stage_films import PASSWORD as FILMS_PASSWORD


def test_visit_works_with_the_keyboard_alone(open_page):
    page = open_page(reduced_motion="reduce")
    page.goto("/")
    page.locator(".session").first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    skipped = has_focus(page, "main"), page.url.endswith("/")
    tab_to(page, "#f-search")
    page.keyboard.type("silos")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Remove Search: silos").wait_for()
    kept_place = has_focus(page, "#f-search")
    tab_to(page, ".session h3 a")
    page.keyboard.press("Enter")
    arrived = has_focus(page, "h1")
    tab_to(page, FIELD)
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    told = has_focus(page, PROBLEM)
    tab_to(page, FIELD)
    page.keyboard.press("Control+a")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    opened = has_focus(page, "#members")
    page.wait_for_function(
        "() => document.querySelector('[data-said]').textContent.startsWith('Unlocked. This device stays')"
    )
    tab_to(page, ".lock-again button")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('[data-said]').textContent === 'This device is locked again.'")

    assert (skipped, kept_place, arrived, told, opened) == ((True, True), True, True, True, True)
    assert has_focus(page, "#members")
    assert page.locator(FIELD).is_visible()


VIEWS = {
    "section": ("/", ".session", None),
    "locked": ("maig-u/connecting-silos/", FIELD, None),
    "wrong": ("maig-u/connecting-silos/", FIELD, "wrong"),
    "open": ("films/panel/", FIELD, FILMS_PASSWORD),
    "speakers": ("archive/twelve-speakers/", FIELD, None),
    "arabic": ("archive/arabic/", FIELD, None),
    "long": ("archive/long-title/", FIELD, None),
    "upcoming": ("maig-u/sample-safe-storage-in-city-buildings/", FIELD, None),
    "missing": ("/#/sessions/999999", ".failure", None),
}


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_views_are_accessible_and_fit(open_page, session, width, dark):
    page = open_page(width, dark=dark)
    for name, (path, arrived, password) in VIEWS.items():
        page.goto("about:blank")
        page.goto(path if path.startswith("/") else session(path))
        page.locator(arrived).first.wait_for()
        if password:
            unlock(page, password, "video" if name == "open" else f"{PROBLEM}:focus")

        assert (name, violations(page)) == (name, [])
        assert (name, sideways(page)) == (name, [])
        if width == PHONE:
            assert (name, low_targets(page, ":is(main, header)")) == (name, [])


def test_views_fit_at_400_percent_zoom(open_page, session):
    page = open_page()
    page.set_viewport_size({"width": 320, "height": 256})
    for path in ("/", session("archive/long-title/"), session("archive/twelve-speakers/")):
        page.goto("about:blank")
        page.goto(path)
        page.locator("h1").wait_for()

        assert sideways(page) == []
