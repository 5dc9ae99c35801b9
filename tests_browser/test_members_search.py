"""A member looks for what was said, taps a sentence, and the film starts there."""

import re

import pytest

from tests_browser.conftest import DESKTOP, PHONE
from tests_browser.members import lock_again, unlock
from tests_browser.playing import FILM, loaded, open_panel, plays_from
from tests_browser.probes import violations
from tests_browser.stage_films import PASSWORD

SEARCH = "/films/search/"
PANEL = "/films/panel/watch/"


def unlocked(visit, site, address=SEARCH, **options):
    """Open a page for members as one of them, by the form that is there first; no film makes a noise."""
    page = visit(site, **options)
    page.goto(address)
    unlock(page, PASSWORD)
    return page


def look_for(page, text):
    page.get_by_label("Search all recordings").fill(text)
    with page.expect_navigation():
        page.get_by_role("button", name="Search", exact=True).click()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_tapped_sentence_plays_from_there(folder_site, visit, width):
    page = unlocked(visit, folder_site, f"{SEARCH}?q=ordinance+model", width=width)
    # The form led back to the search.
    assert page.locator("mark").all_inner_texts()[:2] == ["model", "ordinance"]

    panel = page.locator(".maigu-entry", has=page.locator("a[href^='/films/panel/']"))
    panel.get_by_role("link", name="Watch from 0:06").first.click()
    page.wait_for_url("**/watch/#t=6&r=*")

    film = loaded(page)
    assert 6 <= plays_from(film, 6) < 30
    assert page.locator(FILM).nth(1).evaluate("media => media.paused")
    assert film.bounding_box()["y"] >= 0
    spoken = page.locator("[data-maigu-default] [aria-current=true]").first
    assert spoken.inner_text() in ("We begin with the model ordinance.", "Two cities have tried it for a year.")


def test_search_on_the_watch_page_leads_to_the_results(folder_site, visit):
    page = visit(folder_site)
    open_panel(page)

    look_for(page, "cities year")

    assert page.url.endswith(f"{SEARCH}?q=cities+year")
    assert "Two cities have tried it for a year." in page.locator(".maigu-found").first.inner_text()


@pytest.mark.parametrize(
    ("fragment", "second"), [("t=12", 12), ("t=0:18", 18), ("t=0:00:24.5", 24), ("t=12&r=987654", None), ("t=x", None)]
)
def test_shared_link_plays_from_its_second_after_the_unlock(folder_site, visit, fragment, second):
    page = unlocked(visit, folder_site, f"{PANEL}#{fragment}")

    assert re.search(rf"#{re.escape(fragment)}$", page.url)
    film = loaded(page)
    if second is None:
        page.wait_for_timeout(500)
        assert film.evaluate("media => media.currentTime") == 0
    else:
        assert second <= plays_from(film, second) < second + 25


def test_link_on_the_page_itself_seeks_as_well(folder_site, visit):
    page = visit(folder_site)
    film = open_panel(page)

    page.evaluate("location.hash = 't=30'")

    assert 30 <= plays_from(film, 30) < 50


def test_search_works_without_script(folder_site, visit):
    page = unlocked(visit, folder_site, java_script_enabled=False)
    look_for(page, "ordenanza")

    link = page.locator(".maigu-found__link").first
    fragment = link.get_attribute("href").partition("#")[2]
    link.click()
    page.wait_for_url(f"**/watch/#{fragment}")

    line = page.locator(f'[id="{fragment}"]')
    assert line.is_visible()
    assert 0 <= line.bounding_box()["y"] < page.viewport_size["height"]


def test_search_in_another_tab_is_cleared_when_the_device_is_locked(folder_site, visit):
    page = unlocked(visit, folder_site, f"{SEARCH}?q=ordinance")
    other = page.context.new_page()
    other.goto(f"{SEARCH}?q=cities")

    lock_again(page)

    other.locator("#maigu-password").wait_for()
    assert other.locator("mark").count() == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_search_is_accessible(folder_site, visit, width, dark):
    page = unlocked(visit, folder_site, width=width, dark=dark)
    for text in ("", "ordinance", "nonsense"):
        page.goto(f"{SEARCH}?q={text}")

        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
