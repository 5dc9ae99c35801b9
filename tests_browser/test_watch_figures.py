"""What the player reports while a member watches."""

import pytest

from tests_browser.playing import jump, loaded, open_panel, play, plays_from

# Playwright does not see what a beacon carries.
NOTE = """
const send = navigator.sendBeacon.bind(navigator);
window.reports = [];
navigator.sendBeacon = (address, body) => {
  body.text().then(text => reports.push(JSON.parse(text).reached));
  return send(address, body);
};
"""
OPT_OUT = "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true });"


@pytest.fixture
def page(folder_site, visit):
    page = visit(folder_site)
    page.add_init_script(NOTE)
    return page


def test_player_reports_each_place_once_a_day(page):
    film = open_panel(page)

    with page.expect_response("**/watch/seen/") as answer:
        play(film)
    assert (answer.value.request.method, answer.value.status) == ("POST", 204)
    for seconds in (100, 20, 100, 175):
        jump(film, seconds)
        plays_from(film, seconds + 0.5)
    assert page.evaluate("reports") == ["started", "half", "finished"]

    page.reload()
    film = loaded(page)
    play(film)
    plays_from(film, 0.5)
    assert page.evaluate("reports") == []


def test_browser_that_asks_to_be_left_out_reports_nothing(page):
    page.add_init_script(OPT_OUT)
    film = open_panel(page)

    play(film)
    plays_from(film, 1)

    assert page.evaluate("reports") == []
