"""Without JavaScript, and without CSS."""

import pytest

from tests_browser.addresses import FOUR_SPEAKERS, PAGES, SECTION, UPCOMING
from tests_browser.conftest import PHONE


@pytest.mark.parametrize("name", PAGES)
def test_page_works_without_script(new_page, name):
    path, _status = PAGES[name]
    with_script, without = new_page(), new_page(java_script_enabled=False)

    with_script.goto(path)
    without.goto(path)

    assert len(without.locator("main").inner_text()) > 40
    assert words(without) == words(with_script)
    assert with_script.locator("script:not([src], [type='application/ld+json'])").count() == 0
    assert with_script.locator(".maigu [style], .maigu style").count() == 0


def words(page):
    """Return what a page says, but for what only works with a script, and what is there because there is none."""
    text = " ".join(page.locator("body").inner_text().split())
    for only in ("Show the password", "Already unlocked this device? Watch now"):
        text = text.replace(only, "")
    return text.split()  # what was left out may leave two spaces behind


def test_sessions_are_filtered_without_script(new_page):
    page = new_page(java_script_enabled=False, width=PHONE)
    page.goto(SECTION)

    page.get_by_label("Search").fill("funding")
    page.get_by_label("Year").select_option("2022")
    with page.expect_navigation():
        page.get_by_role("button", name="Search").click()

    assert page.locator(".maigu-entry__title").all_inner_texts() == ["Utilizing Federal Funding to Reduce Gun Violence"]


READING = {
    SECTION: [
        "Skip to content",
        "MAIG U is the training program",
        "Upcoming Sessions",
        "Safe Storage: What a City Can Ask of Its Own Buildings",
        "Register",
        "Add to calendar",
        "After the First Year",
        "For members",
        "Recordings are for members",
        "Ask for the password",
        "Unlock this device",
        "Previously Recorded Sessions",
        "Any speaker",
        "15 sessions",
        "December 14, 2023",
        "Targeting the Source",
        "For: City attorneys",
        "March 16, 2023",
        "ATF Gun Trafficking Report",
        "Get notified of new sessions:",
        "This is an example site",
    ],
    FOUR_SPEAKERS: [
        "Recorded session",
        "Connecting Silos: The Intersection of Domestic Violence and Gun Violence",
        "October 14, 2021",
        "For members",
        "Inside for members: audio, 1 min · captions in English and Spanish · transcript · notes.",
        "Members’ password",
        "Unlock",
        "No password?",
        "Ask for the password",
        "Speakers",
        "Earlier session",
        "Later session",
    ],
    UPCOMING: [
        "Upcoming session",
        "Safe Storage",
        "Join this session",
        "Register",
        "Add to calendar",
        "Already available to members: notes",
        "Speakers",
    ],
}


@pytest.mark.parametrize("path", READING, ids=["section", "session", "upcoming"])
def test_page_without_css_reads_in_order(new_page, path):
    page = new_page()
    page.route("**/*.css", lambda route: route.fulfill(body="", content_type="text/css"))

    page.goto(path)
    text = page.locator("body").inner_text().replace("\xa0", " ")

    assert page.evaluate("getComputedStyle(document.querySelector('.maigu')).maxInlineSize") == "none"
    assert in_order(text, READING[path]) == READING[path]


@pytest.mark.parametrize("path", [SECTION, FOUR_SPEAKERS, UPCOMING, "/archive/twelve-speakers/"])
def test_page_without_css_has_no_oversized_image(new_page, path):
    page = new_page(width=PHONE)
    page.route("**/*.css", lambda route: route.fulfill(body="", content_type="text/css"))

    page.goto(path)

    sizes = page.locator("svg, img").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert sizes != []
    assert max(sizes) <= 200


def in_order(text, phrases):
    """Return those of ``phrases`` that stand in ``text``, each after the one before."""
    found, begin = [], 0
    for phrase in phrases:
        place = text.find(phrase, begin)
        if place >= 0:
            found.append(phrase)
            begin = place + len(phrase)
    return found
