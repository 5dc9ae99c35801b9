"""Members' content: recordings, captions, files and embeds."""

from tests_browser.frontend.actions import FIELD, captions_shown, plays, plays_from, unlock
from tests_browser.stage_films import PASSWORD as FILMS_PASSWORD


def test_video_continues_from_its_place_with_new_addresses(open_page, session, served):
    page = open_page()
    page.goto(session("films/panel/"))
    unlock(page, FILMS_PASSWORD, "video")
    film = page.locator("video").first
    first = film.get_attribute("src")
    plays(page)

    # Longer than an address is good, and beyond what has been loaded.
    page.wait_for_timeout(13_000)
    film.evaluate("media => { media.pause(); media.currentTime = 150; media.play().catch(() => {}) }")
    place = plays_from(film, 150.3)

    assert isinstance(place, float), place
    assert film.get_attribute("src") != first
    assert page.request.get(first).status == 403
    assert page.locator(".player-problem").all_inner_texts() == ["", ""]
    assert "Welcome to the panel." in captions_shown(page)
    assert page.locator(FIELD).count() == 0


def test_content_of_every_kind_is_shown(open_page, session, served):
    page = open_page()
    page.goto(session("films/panel/"))
    unlock(page, FILMS_PASSWORD, "video")
    handout, embed = (
        page.get_by_role("link", name="The slides"),
        page.get_by_role("link", name="The panel of the second"),
    )

    assert page.locator("video").count() == 2
    assert page.locator("video").first.locator("track").count() == 2
    assert page.request.get(handout.get_attribute("href")).headers["content-type"] == "application/pdf"
    assert "PDF, 1.3 MB" in page.locator("main").inner_text()
    assert embed.get_attribute("href").startswith("https://vimeo.com/")
    assert page.locator("iframe").count() == 0
    page.locator("summary").click()
    assert page.get_by_text("Jordan Lee: Thank you.").is_visible()
    page.goto(session("films/sound/"))
    page.locator("audio").wait_for()
    assert isinstance(plays(page), float)


def test_audio_captions_are_listed_in_each_language_and_seek(open_page, session):
    page = open_page()
    page.goto(session("films/sound/"))
    unlock(page, FILMS_PASSWORD, "audio")
    lines = page.locator(".cues")
    lines.get_by_text("We begin with the model ordinance.").first.wait_for()

    page.get_by_label("Transcript language").select_option("Español")
    lines.get_by_text("Empezamos con la ordenanza modelo.").first.wait_for()
    lines.get_by_role("button", name="Play from 0:18").click()

    assert lines.get_attribute("lang") == "es"
    assert lines.get_by_text("Welcome to the panel.").count() == 0
    assert plays_from(page.locator("audio"), 18.2) < 40
