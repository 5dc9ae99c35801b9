"""
Sessions put up by hand in the CMS of a stock site, and everything that visitors and programs then get.

Takes whichever Wagtail is installed, so that a run in each environment covers both versions.
"""

import datetime as dt
import json
from types import SimpleNamespace
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import feedparser
import icalendar
import pytest

from tests_browser import cms
from tests_browser.stock import stock_site

pytestmark = [pytest.mark.stock, pytest.mark.xdist_group("stock")]

SECTION = "Training library"
SECRET = "The recipe is water and patience."
ROOT = "/training-library/"
RECORDED = f"{ROOT}panel-on-parks/"
UPCOMING = f"{ROOT}evening-talk/"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with stock_site(tmp_path_factory.mktemp("stock")) as address:
        yield address


@pytest.fixture(scope="module")
def editor(browser, address):
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 1400}, locale="en-GB")
    context.set_default_timeout(30_000)
    page = context.new_page()
    cms.sign_in(page)
    page.close()
    yield context
    context.close()


@pytest.fixture(scope="module")
def library(editor):
    """Put up a section with a recorded and an upcoming session; return what the CMS said."""
    page, said = editor.new_page(), []
    for put_up in (put_up_section, put_up_recorded, put_up_upcoming):
        put_up(page)
        cms.publish(page)
        assert not cms.refusals(page)
        said.append(cms.messages(page))
    page.close()
    return SimpleNamespace(said=said, day=upcoming_day())


@pytest.fixture
def desk(library, editor):
    """Open a page of the CMS, signed in."""
    page = editor.new_page()
    yield page
    page.close()


@pytest.fixture
def visitor(library, browser, address):
    context = browser.new_context(base_url=address, locale="en-GB")
    yield context.new_page()
    context.close()


def put_up_section(page):
    cms.begin_section(page)
    cms.enter(page, title=SECTION, contact_email="library@example.org")
    cms.write(page, "introduction", "For everybody who works for a city.")


def put_up_recorded(page):
    cms.begin_session(page, SECTION)
    cms.enter(page, title="Panel on Parks", date="2023-12-14", start_time="14:00", end_time="15:00")
    page.locator("#id_time_zone").select_option("America/New_York")
    cms.write(page, "description", "Two cities tell what a lit path did.")
    cms.enter(page, audience="City attorneys")
    person = {"name": "Amara Castillo", "role": "Deputy Mayor", "organisation": "City of Riverton"}
    cms.insert(page, "speakers", "Speaker", **person)
    cms.insert(page, "speakers", "Moderator", name="Jordan Lee")
    cms.insert(page, "members_content", "Text for members")
    cms.write(page, "members_content", SECRET)


def put_up_upcoming(page):
    cms.begin_session(page, SECTION)
    cms.enter(page, title="Evening Talk", date=upcoming_day().isoformat(), start_time="18:30")
    page.locator("#id_time_zone").select_option("Europe/Berlin")
    cms.enter(page, registration_url="https://example.org/register")


def upcoming_day():
    return dt.datetime.now(dt.timezone.utc).date() + dt.timedelta(days=30)


def titles(page):
    return page.locator(".maigu-entry__title").all_inner_texts()


def test_cms_confirms_each_publication(library):
    names = ["Training library", "Panel on Parks", "Evening Talk"]
    assert [name for name, line in zip(names, library.said, strict=True) if f"Page '{name}'" in line] == names
    assert ["published" in line for line in library.said] == [True, True, True]


def test_section_shows_what_was_typed(visitor):
    response = visitor.goto(ROOT)

    assert response.status == 200
    assert visitor.locator("h1").inner_text() == "Training library"
    assert visitor.locator(".maigu-lead").inner_text() == "For everybody who works for a city."
    assert visitor.locator(".maigu-next__title").all_inner_texts() == ["Evening Talk"]
    assert titles(visitor) == ["Panel on Parks"]
    entry = visitor.locator(".maigu-entry").inner_text()
    assert "Two cities tell what a lit path did." in entry
    assert "For: City attorneys" in entry
    assert "Amara Castillo, Jordan Lee (moderator)" in entry
    assert visitor.get_by_role("link", name="Send us a message").get_attribute("href") == "mailto:library@example.org"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=path", ["Panel on Parks"]),
        ("?q=castillo", ["Panel on Parks"]),
        ("?year=2023", ["Panel on Parks"]),
        ("?speaker=amara-castillo", ["Panel on Parks"]),
        ("?q=path&year=2023&speaker=amara-castillo", ["Panel on Parks"]),
        ("?q=patience", []),
        ("?year=2022", []),
    ],
)
def test_section_can_be_filtered(visitor, query, found):
    response = visitor.goto(f"{ROOT}{query}")

    assert response.status == 200
    assert titles(visitor) == found


def test_session_shows_speakers_and_locks_members_content(visitor):
    visitor.goto(RECORDED)

    facts = visitor.locator(".maigu-masthead").inner_text()
    people = visitor.locator(".maigu-speaker__text").all_inner_texts()
    locked = visitor.goto(f"{RECORDED}watch/")
    body = visitor.locator("body").inner_text()

    assert "December 14, 2023" in facts
    assert "EST" in facts
    assert [" ".join(text.split()) for text in people] == [
        "Amara Castillo Deputy Mayor, City of Riverton",
        "Jordan Lee Moderator",
    ]
    assert locked.status == 403
    assert "Members’ password" in body


def test_upcoming_session_has_a_registration_link(visitor, library):
    visitor.goto(UPCOMING)

    assert visitor.get_by_role("link", name="Register").get_attribute("href") == "https://example.org/register"
    assert f"{library.day:%B} {library.day.day}, {library.day.year}" in visitor.locator(".maigu-masthead").inner_text()


def test_feed_lists_both_sessions(visitor):
    answer = visitor.request.get(f"{ROOT}feed/")

    feed = feedparser.parse(answer.body())
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert not feed.bozo
    assert feed.feed.title == "Training library"
    assert {entry.title for entry in feed.entries} == {"Panel on Parks", "Evening Talk"}
    assert {urlsplit(entry.link).path for entry in feed.entries} == {RECORDED, UPCOMING}


@pytest.mark.parametrize("path", [f"{ROOT}calendar.ics", f"{UPCOMING}calendar.ics"], ids=["section", "session"])
def test_calendar_has_the_upcoming_session_at_its_time(visitor, library, path):
    answer = visitor.request.get(path)

    events = icalendar.Calendar.from_ical(answer.body()).walk("VEVENT")
    (event,) = [event for event in events if event["SUMMARY"] == "Evening Talk"]
    assert answer.headers["content-type"].startswith("text/calendar")
    starts = dt.datetime.combine(library.day, dt.time(18, 30), ZoneInfo("Europe/Berlin"))
    assert event["DTSTART"].dt == starts


def test_site_search_finds_only_public_content(visitor):
    visitor.goto("/search/?query=panel")
    public = visitor.locator("main, body").first.inner_text()
    visitor.goto("/search/?query=patience")
    secret = visitor.locator("main, body").first.inner_text()

    assert "Panel on Parks" in public
    assert "Panel on Parks" not in secret
    assert "No results found" in secret


def test_api_has_sessions_in_list_and_detail(visitor):
    listed = visitor.request.get("/api/v2/sessions/").json()

    items = {item["title"]: item for item in listed["items"]}
    detail = visitor.request.get(f"/api/v2/sessions/{items['Panel on Parks']['id']}/").json()
    assert listed["meta"]["total_count"] == 2
    assert set(items) == {"Panel on Parks", "Evening Talk"}
    assert urlsplit(items["Evening Talk"]["meta"]["detail_url"]).path.startswith("/api/v2/sessions/")
    assert detail["date"] == "2023-12-14"
    assert detail["speakers"][0]["name"] == "Amara Castillo"
    assert "members_content" not in detail


def test_public_responses_contain_no_members_content(visitor):
    number = visitor.request.get("/api/v2/sessions/?search=parks").json()["items"][0]["id"]
    paths = [ROOT, RECORDED, f"{RECORDED}watch/", f"{ROOT}feed/", f"{ROOT}calendar.ics", "/search/?query=water"]
    paths += [f"/api/v2/sessions/{number}/", f"/api/v2/pages/{number}/?fields=*", "/api/v2/sessions/?fields=*"]

    answers = {path: visitor.request.get(path) for path in paths}

    assert [path for path, answer in answers.items() if answer.status not in {200, 403}] == []
    assert [path for path, answer in answers.items() if "patience" in answer.text()] == []


def test_previews_show_visitor_and_member_views(desk):
    cms.open_session(desk, "Panel on Parks")

    desk.get_by_role("button", name="Toggle preview").click()
    shown = desk.frame_locator("#w-preview-iframe")
    shown.get_by_text("Inside for members: notes.").wait_for()
    for_visitors = shown.locator("body").inner_text()
    desk.get_by_label("Preview mode").select_option(label="What members see")
    shown.get_by_text(SECRET).wait_for()

    assert SECRET not in for_visitors
    assert desk.get_by_label("Preview mode").locator("option").all_inner_texts() == [
        "What visitors see",
        "What members see",
    ]


def test_end_before_start_is_an_error_at_the_field_and_keeps_the_input(desk):
    cms.begin_session(desk, SECTION)
    cms.enter(desk, title="Lost Hour", date="2024-05-02", start_time="15:00", end_time="14:00")
    cms.write(desk, "description", "What happened to it.")
    cms.insert(desk, "speakers", "Speaker", name="Jonas Weiß")

    cms.publish(desk)

    told = desk.locator("[data-contentpath=end_time]").inner_text()
    assert "This end time is on the next day, more than 12 hours after the start." in told
    kept = {name: desk.locator(f"#id_{name}").input_value() for name in ("title", "date", "start_time", "end_time")}
    assert kept == {"title": "Lost Hour", "date": "2024-05-02", "start_time": "15:00", "end_time": "14:00"}
    assert "What happened to it." in desk.locator("[data-contentpath=description]").inner_text()
    name = desk.locator("[data-contentpath=speakers] [data-contentpath=name]").get_by_role("textbox")
    assert name.input_value() == "Jonas Weiß"


def test_draft_without_a_date_is_only_for_editors(desk, visitor):
    cms.begin_session(desk, SECTION)
    cms.enter(desk, title="Some Day")

    cms.send(desk, "Save draft")

    desk.goto(cms.SESSIONS)
    row = desk.locator("main table tbody tr").filter(has_text="Some Day")
    visitor.goto(ROOT)
    assert "draft" in row.inner_text().lower()
    assert "Some Day" not in visitor.locator("body").inner_text()
    assert "Some Day" not in json.dumps(visitor.request.get("/api/v2/sessions/").json())


def test_page_stays_light_without_a_dark_colour_scheme(visitor):
    visitor.goto(RECORDED)
    visitor.emulate_media(color_scheme="dark")

    colours = visitor.evaluate(
        "(style => [style.color, style.backgroundColor])(getComputedStyle(document.querySelector('.maigu')))"
    )

    # The site's own: black, on nothing of ours.
    assert colours == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]


@pytest.mark.parametrize("theme", ["auto", "dark"])
def test_dark_page_prints_dark_on_white(visitor, theme):
    visitor.goto(RECORDED)
    visitor.evaluate("theme => { document.documentElement.dataset.maiguTheme = theme; }", theme)

    colour = "getComputedStyle(document.querySelector('.maigu-title')).color"
    visitor.emulate_media(color_scheme="dark")
    on_screen = visitor.evaluate(colour)
    visitor.emulate_media(media="print", color_scheme="dark")
    on_paper = visitor.evaluate(colour)

    assert (on_screen, on_paper) == ("rgb(233, 231, 226)", "rgb(29, 33, 38)")


def test_buttons_have_the_same_height(visitor):
    visitor.goto(ROOT)

    heights = visitor.locator(".maigu-button").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")

    # One of them is for unlocked devices: it has its place already, and nothing moves when it appears.
    assert heights == [44, 44, 44, 44, 44]
