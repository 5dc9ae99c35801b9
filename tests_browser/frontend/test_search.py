"""The members' search: what was said, and from there to the second in the recording."""

import re

import pytest

from tests_browser.conftest import DESKTOP, PHONE
from tests_browser.frontend.actions import FIELD, PROBLEM, has_focus, plays_from, problem, unlock
from tests_browser.probes import low_targets, sideways, violations
from tests_browser.stage_films import PASSWORD

COUNT = "h2.count"


@pytest.fixture
def search(served):
    """Give a function that returns the address of the search in a section."""
    return lambda q="", slug="films": f"/#/sections/{served.ids[f'{slug}/']}/search{f'?q={q}' if q else ''}"


def unlocked(page, address):
    page.goto(address)
    unlock(page, PASSWORD, "#s-search")
    return page


def look_for(page, text):
    page.get_by_label("Search all recordings").fill(text)
    page.get_by_role("button", name="Search", exact=True).click()


def result(page, title):
    return page.locator("li.session", has=page.get_by_role("link", name=title, exact=True))


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_locked_device_unlocks_and_plays_from_the_sentence(open_page, search, width):
    page = unlocked(open_page(width), search("ordinance+model"))
    page.locator(f"{COUNT}:focus").wait_for()
    panel = result(page, "The panel")
    assert panel.locator("mark").all_inner_texts()[:2] == ["model", "ordinance"]
    assert "Amara Castillo: We begin with the model ordinance." in panel.inner_text()

    panel.get_by_role("link", name="Watch from 0:06").first.click()
    film = page.locator("video").first
    film.evaluate("media => { media.muted = true; media.play() }")
    place = plays_from(film, 6)

    assert re.search(r"#/sessions/\d+\?t=6&block=[0-9a-f-]{36}$", page.url)
    assert 6 <= place < 30
    assert page.locator("video").nth(1).evaluate("media => media.paused")
    assert has_focus(page, ".recording")
    box = film.bounding_box()
    assert 0 <= box["y"] < page.viewport_size["height"]


def test_sentence_of_a_recording_that_is_not_the_first_plays_there(open_page, session, served):
    page = open_page()
    page.goto(session("films/panel/"))
    with page.expect_response("**/content/") as answer:
        unlock(page, PASSWORD, "video")
    block = [block["id"] for block in answer.value.json()["blocks"] if block["type"] == "recording"][1]
    page.goto("about:blank")

    page.goto(f"{session('films/panel/')}?t=1&block={block}")
    second = page.locator("video").nth(1)
    second.evaluate("media => { media.muted = true; media.play() }")

    assert plays_from(second, 1) < 3
    assert page.locator("video").first.evaluate("media => media.currentTime") == 0


def test_link_to_a_second_is_followed_after_the_unlock(open_page, session):
    page = open_page()
    page.goto(f"{session('films/panel/')}?t=30")
    unlock(page, PASSWORD, "video")

    assert 30 <= plays_from(page.locator("video").first, 30) < 60


@pytest.mark.parametrize("wrong", ["t=x", "t=-1", "block=00000000-0000-0000-0000-000000000000"])
def test_place_that_does_not_exist_opens_the_session(open_page, session, wrong):
    page = open_page()
    page.goto(f"{session('films/panel/')}?{wrong}")
    unlock(page, PASSWORD, "video")

    assert has_focus(page, "#members")
    assert page.locator("video").first.evaluate("media => media.currentTime") == 0


def test_transcript_without_times_opens_at_its_text(open_page, search):
    page = unlocked(open_page(), search("Jordan+thank"))
    match = result(page, "The panel").locator(".matches li", has_text="Thank you.").last

    match.get_by_role("link", name="Show").click()

    page.get_by_text("Jordan Lee: Thank you.").wait_for()
    assert has_focus(page, "details.transcript[open]")


def test_search_below_the_content_leads_to_the_results(open_page, session, search):
    page = open_page()
    page.goto(session("films/panel/"))
    unlock(page, PASSWORD, "video")

    look_for(page, "cities year")

    page.locator(f"{COUNT}:focus").wait_for()
    assert page.url.endswith(search("cities+year"))
    assert page.locator(COUNT).inner_text() == "2 sessions"
    assert page.title().endswith("Search the recordings – Films – Mayors Against Illegal Guns")
    assert "Two cities have tried it for a year." in page.locator(".matches").first.inner_text()


def test_search_without_words_explains_itself_and_without_results_says_what_to_try(open_page, search):
    page = unlocked(open_page(), search())
    explained = page.locator("main").inner_text()

    look_for(page, "nonsense")
    page.get_by_text("Try fewer or shorter words").wait_for()

    assert "Choose a sentence to watch from there." in explained
    assert page.locator(COUNT).inner_text() == "No sessions found"
    assert page.get_by_label("Search all recordings").input_value() == "nonsense"


def test_words_in_public_texts_are_found_too(open_page, search):
    page = unlocked(open_page(), search("sound"))

    assert "Found in what everyone can read about this session." in result(page, "The sound").inner_text()


def test_wrong_password_is_explained_at_the_search(open_page, search):
    page = open_page(PHONE)
    page.goto(search("ordinance"))
    unlock(page, "wrong", f"{PROBLEM}:focus")

    assert problem(page).startswith("That password doesn’t open the recordings.")
    assert page.locator("mark").count() == 0


def test_results_are_cleared_when_another_tab_locks_the_device(open_page, search, session):
    page = unlocked(open_page(), search("ordinance"))
    page.locator("mark").first.wait_for()
    other = page.context.new_page()
    other.goto(session("films/panel/"))

    other.get_by_role("button", name="Lock this device again").click()

    page.locator(FIELD).wait_for()
    assert page.locator("mark").count() == 0


def test_section_links_to_the_search(open_page, search, served):
    page = open_page()
    page.goto(f"/#/sections/{served.ids['films/']}")

    page.get_by_role("link", name="Search the recordings").click()

    page.locator(FIELD).wait_for()
    assert page.url.endswith(search())


def test_section_without_recordings_for_members_says_so(open_page, served):
    made = "SessionIndexPage.objects.get(slug='films').get_parent().add_child(instance=SessionIndexPage(title='Empty'))"
    pk = served.run_code(f"from maigu_wagtail.models import SessionIndexPage; print({made}.pk)").split()[-1]
    page = open_page()
    page.goto(f"/#/sections/{pk}/search?q=ordinance")

    page.get_by_text("There are no recordings for members yet.").wait_for()
    served.run_code(
        f"from maigu_wagtail.models import SessionIndexPage; SessionIndexPage.objects.get(pk={pk}).delete()"
    )


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_search_is_accessible_and_fits(open_page, search, width, dark):
    page = open_page(width, dark=dark)
    page.goto(search())
    page.locator(FIELD).wait_for()
    assert ("locked", violations(page), sideways(page)) == ("locked", [], [])
    unlock(page, PASSWORD, "#s-search")
    for text in ("", "ordinance", "nonsense"):
        page.goto(search(text))
        if text:
            page.wait_for_function("text => document.querySelector('#s-search')?.value === text", arg=text)

        assert (text, violations(page), sideways(page)) == (text, [], [])
        if width == PHONE:
            assert (text, low_targets(page, ":is(main, header)")) == (text, [])
