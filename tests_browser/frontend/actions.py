"""What a visitor of the front end does, and what they then see."""

from tests_browser.playing import PLAYS_FROM

FIELD, PROBLEM = "#password", "#problem"
ATF = "ATF Gun Trafficking Report"


def unlock(page, password, told):
    """Send a password; wait until the page shows what ``told`` finds."""
    page.locator(FIELD).fill(password)
    page.get_by_role("button", name="Unlock", exact=True).click()
    page.wait_for_selector(told)


def problem(page):
    page.wait_for_selector(f"{PROBLEM}:not([hidden])")
    return " ".join(page.locator(PROBLEM).inner_text().split())


def has_focus(page, selector):
    page.wait_for_selector(f"{selector}:focus")
    return True


def plays(page, least=0.3):
    """Play the first recording until ``least`` seconds; return where it is then."""
    film = page.locator(":is(video, audio)").first
    film.evaluate("media => { media.muted = true; media.play().catch(() => {}) }")
    return plays_from(film, least)


def plays_from(film, least):
    """Wait until a film plays at ``least`` seconds or later; return where it is then, or why it is not."""
    late = """new Promise(done => setTimeout(
      () => done(`at ${media.currentTime}, ${media.readyState}, ${media.error?.message}, ${media.paused}, ${media.src}`), 15000
    ))"""
    return film.evaluate(f"(media, least) => Promise.race([({PLAYS_FROM})([media, least]), {late}])", least)


def captions_shown(page):
    """Return the words of the captions that show, once they are there."""
    words = """() => {
      const media = document.querySelector("video");
      const cues = [...media.textTracks].filter(track => track.mode === "showing").flatMap(track => [...track.cues ?? []]);
      return cues.map(cue => cue.text).join(" ");
    }"""
    page.wait_for_function(words)
    return page.evaluate(words)
