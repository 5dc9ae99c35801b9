import pytest

from tests_browser.addresses import FOUR_SPEAKERS, PAGES, SECTION
from tests_browser.conftest import DESKTOP, PHONE
from tests_browser.keyboard import controls, focus, tab_through, tab_to


@pytest.mark.parametrize("path", [SECTION, FOUR_SPEAKERS, "/search/"], ids=["section", "session", "search"])
def test_skip_link_is_first_visible_and_leads_to_the_content(new_page, path):
    page = new_page(reduced_motion="reduce")
    page.goto(path)

    page.keyboard.press("Tab")
    link = focus(page)
    page.keyboard.press("Enter")
    target = focus(page)
    page.keyboard.press("Tab")

    assert 'class="skip-link"' in link["html"]
    assert link["in_view"]
    assert link["top"] >= 0
    assert target["id"] == "content"
    assert focus(page)["in_main"]


@pytest.mark.parametrize("name", ["section", "filtered", "paged", "upcoming", "twelve-speakers", "locked", "search"])
@pytest.mark.parametrize(("width", "dark"), [(PHONE, True), (DESKTOP, False)], ids=["phone-dark", "desktop-light"])
def test_focus_follows_reading_order_with_a_clear_ring(new_page, name, width, dark):
    page = new_page(width=width, dark=dark, reduced_motion="reduce")
    page.goto(PAGES[name][0])

    places = tab_through(page)

    assert [place["html"] for place in places] == controls(page)
    assert [place["html"] for place in places if not place["in_view"]] == []
    assert [place["html"] for place in places if place["ring"] < 2] == []
    assert [(place["html"], place["contrast"]) for place in places if place["contrast"] < 3] == []
    assert [(before["html"], after["html"]) for before, after in steps_back(places)] == []


def steps_back(places):
    """Return the pairs of places where the focus goes up, or to the left in the same row."""
    inside = [place for place in places if place["in_main"]]
    return [
        (before, after)
        for before, after in zip(inside, inside[1:], strict=False)
        if after["bottom"] <= before["top"] or (same_row(before, after) and after["right"] <= before["left"])
    ]


def same_row(one, other):
    return one["top"] < other["bottom"] and other["top"] < one["bottom"]


def test_sessions_are_filtered_and_unfiltered_by_keyboard(new_page):
    page = new_page()
    page.goto(SECTION)

    tab_to(page, "#maigu-q")
    page.keyboard.type("violence")
    page.keyboard.press("Tab")
    chosen = page.locator("#maigu-year")
    while chosen.input_value() != "2021":
        page.keyboard.press("ArrowDown")
    tab_to(page, ".maigu-filters button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    filtered = page.url, page.locator(".maigu-results__count").inner_text(), page.locator(".maigu-entry").count()
    tab_to(page, ".maigu-results__filter")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert filtered[0].endswith("/maig-u/?q=violence&year=2021&speaker=#maigu-results")
    assert filtered[1:] == ("3 sessions found", 3)
    assert page.url.endswith("/maig-u/?year=2021#maigu-results")
    assert page.locator("#maigu-q").input_value() == ""
    assert page.locator("#maigu-year").input_value() == "2021"
    assert page.locator(".maigu-results__filter").count() == 1


def test_enter_in_the_search_field_submits_the_search(new_page):
    page = new_page()
    page.goto(SECTION)

    tab_to(page, "#maigu-q")
    page.keyboard.type("VOCA")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    titles = page.locator(".maigu-entry__title").all_inner_texts()
    assert titles[0] == "Unlocking VOCA Funds for Local Gun Violence Prevention"


def test_pagination_works_by_keyboard(new_page):
    page = new_page()
    page.goto("/archive/")
    first = page.locator(".maigu-entry__title").all_inner_texts()

    tab_to(page, ".maigu-paging [rel=next]")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    second = page.locator(".maigu-entry__title").all_inner_texts()
    assert page.locator(".maigu-paging [aria-current=page]").inner_text().split() == ["Page", "2"]
    assert len(first) == len(second) == 10
    assert set(first).isdisjoint(second)
    # Reading goes on in the list, not at the top of the page.
    page.keyboard.press("Tab")
    assert 'href="/archive/lesson-' in focus(page)["html"]
