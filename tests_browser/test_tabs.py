"""Two tabs of one device: what is unlocked or locked in one, the other shows at once."""

import re

import pytest

from tests_browser.addresses import FOUR_SPEAKERS, LOCKED
from tests_browser.members import FIELD, PASSWORD, PROBLEM, SECRET, lock_again, unlock
from tests_browser.playing import kept, open_panel, play, plays_from


@pytest.fixture
def tabs(new_page):
    """Open two tabs on a session that is locked."""
    first = new_page()
    second = first.context.new_page()
    first.goto(FOUR_SPEAKERS)
    second.goto(FOUR_SPEAKERS)
    return first, second


def test_session_links_to_its_content_when_another_tab_unlocks(tabs):
    first, second = tabs

    unlock(second, PASSWORD)

    first.get_by_role("link", name="Watch now").wait_for(state="visible")
    assert first.locator(FIELD).is_hidden()


def test_refused_page_links_on_when_another_tab_unlocks(tabs):
    first, second = tabs
    unlock(first, "not the password")

    unlock(second, PASSWORD)
    with first.expect_navigation() as answer:
        first.get_by_role("link", name="Continue").click()

    assert answer.value.status == 200
    assert SECRET in first.locator("main").inner_text()


def test_wrong_password_keeps_the_form_when_another_tab_is_unlocked(tabs):
    first, second = tabs
    second.goto(LOCKED)
    unlock(first, PASSWORD)

    with second.expect_navigation():
        second.evaluate(
            "(form => { form.elements.password.value = 'not it'; form.submit() })"
            "(document.querySelector('[data-maigu-locked]'))"
        )

    assert second.locator(FIELD).is_visible()
    assert second.locator(PROBLEM).is_visible()


def test_watch_page_is_cleared_when_another_tab_locks_the_device(tabs):
    first, second = tabs
    for tab in tabs:
        if tab.locator(FIELD).is_visible():
            unlock(tab, PASSWORD)
        else:
            tab.get_by_role("link", name="Watch now").click()
        tab.wait_for_url(re.compile("/watch/"))

    lock_again(second)

    first.locator(FIELD).wait_for(state="visible")
    assert SECRET not in first.content()
    assert first.locator(PROBLEM).count() == 0


def test_video_stops_and_its_place_is_deleted_when_another_tab_locks(folder_site, visit):
    page = visit(folder_site)
    film = open_panel(page)
    play(film)
    plays_from(film, 11)
    other = page.context.new_page()
    other.goto(page.url)

    lock_again(other)

    page.locator(FIELD).wait_for(state="visible")
    assert page.locator("video").count() == 0
    assert kept(page) == {}
