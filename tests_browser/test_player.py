"""A member watches: on the folder of the site itself, and on an S3 server whose addresses last six seconds."""

import pytest

from tests_browser.conftest import PHONE
from tests_browser.films import SECONDS
from tests_browser.keyboard import tab_to
from tests_browser.members import WHAT, lock_again, unlock
from tests_browser.playing import (
    CHANGING,
    PANEL,
    PROBLEM,
    SOUND,
    caption,
    jump,
    kept,
    loaded,
    loaded_until,
    open_panel,
    pause,
    play,
    plays_from,
    seek,
)
from tests_browser.stage_films import PASSWORD

LIFETIME = 6
# A second more than a signed address is good for, in milliseconds.
OVER = (LIFETIME + 1) * 1000


@pytest.fixture(params=["folder", "s3"])
def films(request):
    """Give a site with films, once with each kind of storage."""
    return request.getfixturevalue(f"{request.param}_site")


def test_member_plays_and_seeks_to_a_part_not_yet_loaded(films, visit):
    page = visit(films)
    film = open_panel(page)

    play(film)
    plays_from(film, 0.5)
    assert loaded_until(film) < 150
    seek(film, 0.9)

    assert 155 < plays_from(film, 155) < 172
    assert page.locator(PROBLEM).first.is_hidden()


def test_audio_player_is_visible_and_usable(films, visit):
    sound = open_panel(visit(films), SOUND)

    play(sound)

    assert sound.bounding_box()["height"] >= 44
    assert plays_from(sound, 0.3) < 10


def test_captions_are_available_in_both_languages(films, visit):
    film = open_panel(visit(films, locale="es-MX"))
    jump(film, 7)
    play(film)
    plays_from(film, 7.2)

    assert caption(film) == "Empezamos con la ordenanza modelo."
    film.evaluate(
        "media => { for (const t of media.textTracks) t.mode = t.language === 'en' ? 'showing' : 'disabled' }"
    )
    film.evaluate("media => new Promise(r => media.ontimeupdate = () => media.textTracks[0].activeCues?.length && r())")
    assert caption(film) == "We begin with the model ordinance."


def test_seek_after_the_address_expires_continues(s3_site, visit):
    page = visit(s3_site)
    film = open_panel(page)
    play(film)
    plays_from(film, 1)
    pause(film)

    page.wait_for_timeout(OVER)
    jump(film, 150)
    play(film)

    assert plays_from(film, 150) < 153
    assert page.locator(PROBLEM).first.is_hidden()


def test_seek_while_paused_after_the_address_expires_shows_the_place(s3_site, visit):
    page = visit(s3_site)
    film = open_panel(page)

    page.wait_for_timeout(OVER)
    jump(film, 120)

    film.evaluate(
        "m => new Promise(r => { const f = () => m.readyState >= 3 && !m.seeking ? r() : setTimeout(f, 50); f() })"
    )
    assert film.evaluate("media => [media.paused, Math.round(media.currentTime)]") == [True, 120]


@pytest.mark.parametrize("storage", ["folder", "s3"])
def test_rotation_while_watching_ends_playback_with_a_message(request, visit, storage):
    films = request.getfixturevalue(f"{storage}_site")
    page = visit(films, width=PHONE)
    film = open_panel(page, CHANGING)
    play(film)
    plays_from(film, 1)

    films.run_code(
        "from maigu_wagtail.models import SessionIndexPage, SharedPassword\n"
        "from maigu_wagtail.access.scope import lock_of\n"
        "section = SessionIndexPage.objects.get(slug='changing')\n"
        "password = SharedPassword.objects.get(lock=lock_of(section).key, revoked_at=None)\n"
        "password.rotate('reel of the third day', earlier='end')"
    )
    if storage == "s3":
        page.wait_for_timeout(OVER)
    jump(film, 160)

    words = page.locator(PROBLEM).first
    words.wait_for(state="visible")
    assert words.inner_text().startswith("This device is no longer unlocked. The password may have changed.")
    assert film.evaluate("media => media.paused")
    with page.expect_navigation() as answer:
        words.get_by_role("link", name="Unlock again").click()
    assert (answer.value.status, page.locator(WHAT).inner_text()) == (403, "The password has changed.")


@pytest.mark.parametrize("kind", ["hevc", "silent"])
def test_undecodable_video_is_explained_and_offered_for_download(films, visit, kind):
    page = visit(films)
    page.goto(f"/films/phone-{kind}/")
    unlock(page, PASSWORD)
    page.wait_for_url("**/watch/**")

    words = page.locator(PROBLEM).first
    words.wait_for(state="visible")

    assert words.inner_text() == (
        "Your browser can’t play this recording. It is stored as HEVC (H.265), which only some browsers can play. "
        "Try another browser or another device. Download the recording"
    )
    with page.expect_download() as download:
        words.get_by_role("link", name="Download the recording").click()
    assert download.value.suggested_filename == f"{kind}.mp4"


def test_picture_whose_size_comes_late_is_not_called_undecodable(folder_site, visit):
    page = visit(folder_site)
    film = open_panel(page)
    problem = page.locator(PROBLEM).first

    # WebKit under load: the film starts before its size is known. Chromium always knows it, so hide it for once.
    film.evaluate("film => Object.defineProperty(film, 'videoWidth', { configurable: true, value: 0 })")
    play(film)
    problem.wait_for(state="visible")
    film.evaluate("film => { delete film.videoWidth; film.dispatchEvent(new Event('resize')) }")

    problem.wait_for(state="hidden")
    plays_from(film, 0.5)


def test_device_resumes_playback_until_it_is_locked(folder_site, visit):
    page = visit(folder_site)
    film = open_panel(page)
    assert page.get_by_role("button", name="Resume at").count() == 0
    jump(film, 83)
    play(film)
    plays_from(film, 83.2)
    pause(film)

    page.reload()
    film = loaded(page)
    page.get_by_role("button", name="Resume at 1:23").click()

    assert plays_from(film, 83) < 86
    assert page.get_by_role("button", name="Resume at").count() == 0
    assert kept(page)
    lock_again(page)
    assert kept(page) == {}


def test_next_part_plays_only_on_request(folder_site, visit):
    page = visit(folder_site)
    film = open_panel(page)
    asked = page.get_by_role("button", name="Continue with “Part 2: Questions”")
    assert asked.count() == 0

    jump(film, SECONDS - 1)
    play(film)
    asked.wait_for(state="visible")
    second = page.locator("video").nth(1)
    assert second.evaluate("media => media.paused")
    asked.click()

    assert plays_from(second, 0.2) < 3


def test_current_transcript_line_is_marked_and_a_click_seeks(folder_site, visit):
    page = visit(folder_site)
    film = open_panel(page)
    text = page.locator("[data-maigu-transcript]").first

    text.get_by_text("We begin with the model ordinance.").nth(1).click()

    assert 24 <= plays_from(film, 24) < 27
    assert text.locator("[aria-current=true]").inner_text() == "We begin with the model ordinance."
    jump(film, 150)
    plays_from(film, 150.3)
    page.wait_for_function("text => text.scrollTop > 100", arg=text.element_handle())


def test_scrolled_transcript_does_not_jump_back(folder_site, visit):
    page = visit(folder_site)
    film = open_panel(page)
    play(film)
    plays_from(film, 0.3)

    text = page.locator("[data-maigu-transcript]").first
    text.hover()
    page.mouse.wheel(0, 300)
    page.wait_for_function("text => text.scrollTop > 200", arg=text.element_handle())
    place = text.evaluate("text => text.scrollTop")
    jump(film, 7)
    plays_from(film, 7.5)

    assert text.locator("[aria-current=true]").count() == 1
    assert text.evaluate("text => text.scrollTop") == place


def test_keyboard_alone_plays_and_seeks(folder_site, visit):
    page = visit(folder_site)
    film = open_panel(page)

    tab_to(page, "video")
    page.keyboard.press("Space")
    plays_from(film, 0.3)
    tab_to(page, "[data-maigu-jump]")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert 18 <= plays_from(film, 18) < 21


def test_audio_plays_with_its_transcript(films, visit):
    page = visit(films, width=PHONE)
    film = open_panel(page, SOUND)

    page.get_by_role("button", name="0:18").click()

    assert 18 <= plays_from(film, 18) < 21
    assert page.locator("audio").count() == 1


def test_watch_page_plays_without_script(films, visit):
    page = visit(films, java_script_enabled=False)
    page.goto(PANEL)
    page.locator("#maigu-password").fill("reel of the second day")
    with page.expect_navigation():
        page.locator("form[data-maigu-locked] [type=submit]").click()

    asked = []
    page.on("response", lambda response: asked.append((response.status, response.url)))
    page.reload()
    page.locator("video").first.click()
    page.wait_for_timeout(1500)
    ours = [status for status, url in asked if "/maigu/files/" in url and url.endswith("film.mp4")]
    assert ours
    assert set(ours) <= {200, 206, 302}
    assert page.get_by_text("Jordan Lee: Welcome to the panel.").first.is_visible()
    assert page.get_by_role("link", name="Watch on Vimeo").is_visible()
    assert page.get_by_role("button").all_inner_texts() == ["Search", "Lock this device again"]
    assert page.locator(PROBLEM).first.is_hidden()


def test_external_video_makes_no_request_until_loaded(folder_site, visit):
    page = visit(folder_site)
    asked = []
    page.route(
        "https://player.vimeo.com/**", lambda route: (asked.append(route.request), route.fulfill(body="A film."))
    )
    open_panel(page)
    assert (page.locator("iframe").count(), asked) == (0, [])

    page.get_by_role("button", name="Load the video").click()

    page.frame_locator("iframe").get_by_text("A film.").wait_for()
    assert [request.url for request in asked] == ["https://player.vimeo.com/video/76979871?h=8272103f6e&dnt=1"]
    assert asked[0].headers["referer"] == f"{folder_site.address}/"
    assert page.evaluate("document.activeElement.title") == "The panel of the second day"
