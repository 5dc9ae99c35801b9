"""The watch page with recordings as it looks: at every width, in both schemes, under a strict policy."""

import pytest

from tests_browser.conftest import DESKTOP, PHONE
from tests_browser.playing import PANEL, PROBLEM, SOUND, open_panel, play, plays_from
from tests_browser.probes import low_targets, shifts, sideways, violations

STRICT = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "media-src 'self'; connect-src 'self'; frame-src https://player.vimeo.com"
)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("address", [PANEL, SOUND], ids=["panel", "sound"])
def test_watch_page_is_accessible_and_fits(folder_site, visit, address, width, dark):
    page = visit(folder_site, width=width, dark=dark)
    film = open_panel(page, address)
    # Not after it plays: then the browser's own captions move out of the way of its controls.
    assert shifts(page) == []
    play(film)
    plays_from(film, 0.3)

    assert violations(page) == []
    assert sideways(page) == []
    assert low_targets(page, "[data-maigu-members]") == []


def test_transcript_stands_beside_the_film_on_a_wide_screen(folder_site, visit):
    page = visit(folder_site, width=DESKTOP)
    film = open_panel(page).bounding_box()

    title, said = (page.locator(part).first.bounding_box() for part in (".maigu-recording h2", ".maigu-said"))

    assert title["y"] + title["height"] <= film["y"]
    assert film["x"] + film["width"] <= said["x"]
    assert film["width"] > said["width"]
    assert abs(film["y"] - said["y"]) <= 2


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_resume_offer_shifts_no_layout(folder_site, visit, width):
    page = visit(folder_site, width=width)
    open_panel(page)
    page.evaluate(
        "document.querySelectorAll('[data-maigu-recording]').forEach(box => localStorage.setItem(`maigu-player:${box.dataset.maiguRecording}`, 60))"
    )

    page.reload()

    assert page.get_by_role("button", name="Resume at 1:00").first.is_visible()
    assert shifts(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_reason_for_stopping_is_readable(folder_site, visit, dark):
    page = visit(folder_site, width=PHONE, dark=dark)
    film = open_panel(page)
    page.route("**/film.mp4", lambda route: route.fulfill(status=404))
    film.evaluate("media => media.load()")

    page.locator(PROBLEM).first.wait_for(state="visible")

    assert "The recording is missing." in page.locator(PROBLEM).first.inner_text()
    assert violations(page) == []


def test_lost_connection_is_shown_and_can_be_retried(folder_site, visit):
    page = visit(folder_site)
    film = open_panel(page)
    page.route("**/film.mp4", lambda route: route.abort())
    film.evaluate("media => media.load()")
    again = page.get_by_role("button", name="Try again").first
    again.wait_for(state="visible")

    page.unroute("**/film.mp4")
    again.click()

    film.evaluate("media => new Promise(r => { const f = () => media.readyState ? r() : setTimeout(f, 50); f() })")
    play(film)
    plays_from(film, 0.2)
    assert page.locator(PROBLEM).first.is_hidden()


def test_player_works_under_the_documented_strict_policy(folder_site, visit):
    page = visit(folder_site)
    refused = []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )

    def strictly(route):
        answer = route.fetch(max_redirects=0)
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": STRICT})

    page.route("**/watch/**", strictly)
    page.route("https://player.vimeo.com/**", lambda route: route.fulfill(body="A film."))
    film = open_panel(page)
    play(film)
    plays_from(film, 0.3)
    page.get_by_role("button", name="Load the video").click()
    page.frame_locator("iframe").get_by_text("A film.").wait_for()

    assert refused == []
