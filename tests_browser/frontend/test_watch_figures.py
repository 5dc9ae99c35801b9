"""What the front end reports while a member watches, and when it reports nothing."""

import pytest

from tests_browser.frontend.actions import FIELD, plays, plays_from, unlock
from tests_browser.playing import jump
from tests_browser.stage_films import PASSWORD

MODELS = "from maigu_wagtail.models import Recording, WatchCounter\n"
FILM = "Recording.objects.get(title='Part 1: The ordinance')"
ASKS = {
    "gpc": "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true });",
    "dnt": "Object.defineProperty(navigator, 'doNotTrack', { value: '1' });",
}


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def reports(page):
    """Return a list that gets what the page reports."""
    found = []
    page.on("request", lambda asked: asked.url.endswith("/watched/") and found.append(asked))
    return found


def reached(reports):
    return [report.post_data_json["reached"] for report in reports if report.method == "POST"]


def watch(page, address):
    page.goto(address)
    unlock(page, PASSWORD, "video")
    return page.locator("video").first


def counted(served):
    """Return how often the film was started, played to its half and to its end."""
    rows = f"WatchCounter.objects.filter(file={FILM}.uid).values_list('started', 'half', 'finished')"
    return served.run_code(f"{MODELS}print(list({rows}))").strip()


def test_each_place_is_reported_once_a_day(page, reports, served, session):
    served.run_code(f"{MODELS}WatchCounter.objects.all().delete()")
    film = watch(page, session("films/panel/"))

    with page.expect_response(lambda answer: answer.url.endswith("/watched/")) as answer:
        plays(page)
    assert answer.value.status == 204
    for seconds in (100, 20, 100, 175):
        jump(film, seconds)
        plays_from(film, seconds + 0.5)
    assert reached(reports) == ["started", "half", "finished"]
    assert counted(served) == "[(1, 1, 1)]"

    page.reload()
    plays(page, 0.5)
    assert reached(reports) == ["started", "half", "finished"]


def test_locking_the_device_forgets_what_was_reported(page, reports, session):
    film = watch(page, session("films/panel/"))
    plays(page)
    assert "maigu-watched" in page.evaluate("Object.keys(localStorage)")

    page.get_by_role("button", name="Lock this device again").click()
    page.locator(FIELD).wait_for()

    assert "maigu-watched" not in page.evaluate("Object.keys(localStorage)")
    assert film.count() == 0
    unlock(page, PASSWORD, "video")
    plays(page)
    assert reached(reports) == ["started", "started"]


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_browser_that_asks_to_be_left_out_reports_nothing(page, reports, session, ask):
    page.add_init_script(ask)
    watch(page, session("films/panel/"))

    plays(page, 1)

    assert reports == []
    assert "maigu-watched" not in page.evaluate("Object.keys(localStorage)")


def test_nothing_is_reported_if_the_api_does_not_count(page, reports, session):
    # As the server answers where the setting is off.
    page.route("**/content/", answer_uncounted)
    watch(page, session("films/panel/"))

    plays(page, 1)

    assert reports == []


def answer_uncounted(route):
    answer = route.fetch()
    assert answer.json()["is_counted"] is True
    route.fulfill(response=answer, json={**answer.json(), "is_counted": False})
