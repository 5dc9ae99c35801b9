"""A member at the player: what is done by hand, and what a film does then."""

from tests_browser.members import unlock
from tests_browser.stage_films import PASSWORD

PANEL = "/films/panel/"
SOUND = "/films/sound/"
CHANGING = "/changing/panel/"
FILM = "[data-maigu-recording] :is(video, audio)"
PROBLEM = "[data-maigu-problem]"

# Once it really plays on from there; browsers say "playing" somewhat earlier.
PLAYS_FROM = """([media, least]) => new Promise(resolve => {
  const look = () => {
    if (media.currentTime >= least && media.readyState >= 3 && !media.paused && !media.seeking) resolve(media.currentTime);
    else setTimeout(look, 50);
  };
  look();
})"""
BUFFERED = "media => Math.max(0, ...Array.from({length: media.buffered.length}, (_, i) => media.buffered.end(i)))"


def open_panel(page, address=PANEL):
    """Unlock a session and wait until its first film is known."""
    page.goto(address)
    unlock(page, PASSWORD)
    page.wait_for_url("**/watch/**")
    return loaded(page)


def loaded(page):
    """Return the first film of a page, once its length is known; it makes no noise."""
    film = page.locator(FILM).first
    film.evaluate(
        "media => { media.muted = true; if (!media.readyState) return new Promise(r => media.onloadedmetadata = r) }"
    )
    return film


def play(film):
    """Press play where a person sees it: on the picture of a film, or on the button at the left of a sound's player."""
    box = film.bounding_box()
    is_sound = film.evaluate("media => media.tagName === 'AUDIO'")
    film.click(position={"x": 28 if is_sound else box["width"] / 2, "y": box["height"] / 2})


def pause(film):
    """Press the same button again."""
    play(film)


def seek(film, part):
    """Click on the time line of a film's own controls, at ``part`` (0 to 1) of its length."""
    film.hover()
    box = film.bounding_box()
    film.click(position={"x": 16 + part * (box["width"] - 32), "y": box["height"] - 22})


def jump(film, seconds):
    film.evaluate("(media, seconds) => { media.currentTime = seconds }", seconds)


def plays_from(film, least):
    """Wait until a film plays at ``least`` seconds or later; return where it is then."""
    return film.evaluate("(media, least) => (" + PLAYS_FROM + ")([media, least])", least)


def loaded_until(film):
    """Return the second until which a film has been loaded."""
    return film.evaluate(BUFFERED)


def caption(film):
    """Return what the captions that are shown say at the moment."""
    return film.evaluate(
        "media => [...media.textTracks].filter(track => track.mode === 'showing')"
        ".flatMap(track => [...track.activeCues ?? []].map(cue => cue.getCueAsHTML().textContent)).join(' ')"
    )


def kept(page):
    """Return all that this device remembers of films."""
    return page.evaluate("Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('maigu')))")
