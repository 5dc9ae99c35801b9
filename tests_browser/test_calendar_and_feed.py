"""The links to the calendar and the feed."""

from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import icalendar
import pytest

from tests_browser.addresses import FOUR_SPEAKERS, SECTION, UPCOMING


def test_add_to_calendar_downloads_the_session(new_page):
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


def test_feed_link_in_the_head_lists_the_newest_session(new_page):
    page = new_page()
    page.goto(FOUR_SPEAKERS)

    address = page.locator("link[type='application/atom+xml']").get_attribute("href")
    feed = feedparser.parse(page.request.get(address).body())

    assert not feed.bozo
    assert feed.feed.title == "MAIG U"
    assert any(entry.title.startswith("Targeting the Source") for entry in feed.entries)
