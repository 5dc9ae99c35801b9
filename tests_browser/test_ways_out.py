"""Calendar, feed and budgets: what leaves the page, and what it costs to get it."""

from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import icalendar
import pytest

from tests_browser.addresses import FOUR_SPEAKERS, SECTION, UPCOMING

CSS_BUDGET = 12_000
JS_BUDGET = 6_000
PAGE_BUDGET = 60_000


def test_add_to_calendar_gives_a_calendar_with_the_session(new_page):
    page = new_page()
    page.goto(UPCOMING)

    with page.expect_download() as download:
        page.get_by_role("link", name="Add to calendar").click()

    (event,) = icalendar.Calendar.from_ical(Path(download.value.path()).read_bytes()).walk("VEVENT")
    assert download.value.suggested_filename.endswith(".ics")
    assert event["SUMMARY"] == "Safe Storage: What a City Can Ask of Its Own Buildings"
    assert urlsplit(str(event["URL"])).path == UPCOMING


@pytest.mark.parametrize(("name", "kind"), [("calendar", "text/calendar"), ("feed", "application/atom+xml")])
def test_section_links_to_its_calendar_and_feed(new_page, site, name, kind):
    page = new_page()
    page.goto(SECTION)

    address = page.locator(".maigu-footer").get_by_role("link", name=name).get_attribute("href")
    answer = page.request.get(address)

    assert answer.status == 200
    assert answer.headers["content-type"].split(";")[0] == kind


def test_feed_of_the_head_lists_the_newest_session(new_page):
    page = new_page()
    page.goto(FOUR_SPEAKERS)

    address = page.locator("link[type='application/atom+xml']").get_attribute("href")
    feed = feedparser.parse(page.request.get(address).body())

    assert not feed.bozo
    assert feed.feed.title == "MAIG U"
    assert any(entry.title.startswith("Targeting the Source") for entry in feed.entries)


@pytest.mark.parametrize("path", [SECTION, FOUR_SPEAKERS, "/archive/twelve-speakers/"])
def test_page_stays_within_its_budget(new_page, path):
    page, sizes = new_page(), {}
    page.on("requestfinished", lambda request: sizes.update({request.url: request}))

    page.goto(path, wait_until="networkidle")

    kinds = {url: request.resource_type for url, request in sizes.items()}
    ours = [url for url, kind in kinds.items() if kind == "stylesheet" and "/maigu_wagtail/" in url]
    css = sum(len(sizes[url].response().body()) for url in ours)
    assert len(ours) == 1
    assert 0 < css <= CSS_BUDGET
    js = sum(len(sizes[url].response().body()) for url, kind in kinds.items() if kind == "script")
    assert 0 < js <= JS_BUDGET
    assert len(sizes[page.url].response().body()) < PAGE_BUDGET
