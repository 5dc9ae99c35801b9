"""The way of a member in Firefox and in WebKitGTK, Safari's engine: with pointer and keys, at what can be seen."""

import json

import pytest

from tests_browser.engines import ENGINES, ENTER
from tests_browser.frontend.serving import served_front_end
from tests_browser.members import FIELD, PROBLEM
from tests_browser.stage_films import PASSWORD

pytestmark = pytest.mark.engines
PANEL, SOUND = "/films/panel/", "/films/sound/"
VIDEO, AUDIO = "[data-maigu-recording] video", "[data-maigu-recording] audio"
# Where the time line of each engine's own controls is: from the left edge, to the right edge, above the lower edge.
TIMELINES = {"firefox": (60, 200, 20), "webkit": (110, 150, 30)}
PLAYS = "(m => m && !m.paused && !m.seeking && m.readyState >= 3 && m.currentTime > {0} && m.currentTime)"


@pytest.fixture(scope="module", params=ENGINES)
def running_engine(request, tmp_path_factory):
    with ENGINES[request.param](tmp_path_factory.mktemp(request.param)) as engine:
        engine.name = request.param
        yield engine


@pytest.fixture
def engine(running_engine, folder_site):
    """Give an engine that has unlocked nothing."""
    running_engine.go(folder_site.address + PANEL)
    running_engine.forget()
    running_engine.evaluate("localStorage.clear()")
    running_engine.go(folder_site.address + PANEL)
    running_engine.address = folder_site.address
    return running_engine


@pytest.fixture(scope="module")
def front_end(tmp_path_factory, film_folder):
    with served_front_end(tmp_path_factory.mktemp("front-end"), film_folder) as served:
        yield served


def enter(engine, text, field=FIELD):
    engine.evaluate(f"document.querySelector('{field}').value = ''")
    engine.click(field, 0.2)
    engine.wait_for(f"document.activeElement.matches('{field}')")
    engine.type(text)
    engine.wait_for(f"document.querySelector('{field}').value === {json.dumps(text)}")
    engine.type(ENTER)


def open_watch_page(engine, path=PANEL):
    engine.go(engine.address + path)
    enter(engine, PASSWORD)
    media = AUDIO if path == SOUND else VIDEO
    engine.wait_for("location.pathname.endsWith('/watch/') && document.readyState === 'complete'")
    engine.wait_for(f"document.querySelector('{media}').readyState > 0")


def quiet(engine, media=VIDEO):
    engine.evaluate(f"document.querySelector('{media}').muted = true")


def plays_after(engine, least, media=VIDEO):
    return engine.wait_for(f"{PLAYS.format(least)}(document.querySelector('{media}'))")


def play_button(engine):
    return (0.5, 0.5) if engine.name == "firefox" else (30, -30)


def seek_to(engine, part):
    """Click on the time line, at ``part`` of it; again where the controls had faded, so that the film was paused instead."""
    left, right, bottom = TIMELINES[engine.name]
    film = f"document.querySelector('{VIDEO}')"
    width = engine.evaluate(f"{film}.getBoundingClientRect().width")
    for _try in range(5):
        engine.click(VIDEO, left + part * (width - left - right), -bottom)
        try:
            engine.wait_for(f"{film}.currentTime > 60", seconds=6)
        except AssertionError:
            if engine.evaluate(f"{film}.paused"):
                engine.click(VIDEO, *play_button(engine))
        else:
            return
    raise AssertionError("The time line was not hit.")


def test_wrong_password_is_shown_above_the_focused_field(engine):
    enter(engine, "not the password")

    engine.wait_for("document.title.startsWith('Still locked')")
    # The title is there before the body, and the field takes the focus once the page is laid out.
    engine.wait_for(f"document.activeElement.matches('{FIELD}')")
    above, below = engine.evaluate(
        f"['{PROBLEM}', '{FIELD}'].map(place => document.querySelector(place).getBoundingClientRect().top)"
    )
    assert above < below


def test_video_plays_from_a_part_not_yet_loaded(engine):
    open_watch_page(engine)
    quiet(engine)
    engine.click(VIDEO, *play_button(engine))
    plays_after(engine, 0.5)

    seek_to(engine, 0.5)

    reached = plays_after(engine, 60)
    # It goes on from there, and does not take the place for its end.
    assert reached + 2 <= plays_after(engine, reached + 2) < 175
    assert engine.evaluate(f"document.querySelector('{VIDEO}').duration") > 175
    problem = "document.querySelector('[data-maigu-problem]')"
    assert not engine.evaluate(f"{problem}.hidden ? '' : {problem}.innerText")


def test_captions_are_available_in_two_languages(engine):
    open_watch_page(engine)

    for language, said in (("en", "Welcome to the panel."), ("es", "Bienvenidos al panel.")):
        engine.evaluate(
            f"[...document.querySelector('{VIDEO}').textTracks].forEach(t => {{ t.mode = t.language === '{language}' ? 'showing' : 'disabled' }})"
        )
        cues = f"[...document.querySelector('{VIDEO}').textTracks].find(t => t.language === '{language}').cues"
        assert said in engine.wait_for(f"{cues}?.length && {cues}[0].text")


def test_transcript_time_seeks_the_recording(engine):
    open_watch_page(engine)
    quiet(engine)

    engine.click("[data-maigu-default] button[data-maigu-jump='18.000']")

    assert 18 <= plays_after(engine, 18) < 24


def test_language_of_the_transcript_can_be_chosen(engine):
    open_watch_page(engine)

    engine.evaluate(
        "(menu => { menu.selectedIndex = 1; menu.dispatchEvent(new Event('change')) })"
        "(document.querySelector('[data-maigu-language]'))"
    )

    shown = "[...document.querySelector('[data-maigu-said]').querySelectorAll('[data-maigu-transcript]')].filter(text => text.offsetHeight)"
    assert engine.evaluate(f"{shown}.map(text => text.lang)") == ["es"]
    assert "Bienvenidos" in engine.evaluate(f"{shown}[0].innerText")


def test_video_resumes_where_this_device_stopped(engine):
    open_watch_page(engine)
    quiet(engine)
    engine.click("[data-maigu-default] button[data-maigu-jump='36.000']")
    plays_after(engine, 37)
    engine.evaluate(f"document.querySelector('{VIDEO}').pause()")

    engine.go(engine.evaluate("location.href"))
    engine.wait_for(f"document.querySelector('{VIDEO}').readyState > 0")
    quiet(engine)
    engine.click("[data-maigu-resume]")

    assert plays_after(engine, 36) < 45


def test_audio_player_is_visible_and_plays(engine):
    open_watch_page(engine, SOUND)
    quiet(engine, AUDIO)
    assert engine.evaluate(f"document.querySelector('{AUDIO}').getBoundingClientRect().height") >= 24

    engine.click(AUDIO, 25 if engine.name == "firefox" else 56, 0.5)

    plays_after(engine, 0.5, AUDIO)


def test_watch_page_is_cleared_when_another_tab_locks_the_device(engine):
    open_watch_page(engine)
    first = engine.open_tab()
    engine.go(f"{engine.address}{PANEL}watch/")
    second = engine.tab
    assert engine.evaluate("!!document.querySelector('video')")
    engine.show(first)

    engine.click("[data-maigu-forget] button")
    engine.wait_for("location.search === '?locked'")
    engine.show(second)

    engine.wait_for(f"document.querySelector('{FIELD}') && !document.querySelector('video')")


def test_back_shows_nothing_after_locking(engine):
    open_watch_page(engine)
    engine.click("[data-maigu-forget] button")
    engine.wait_for("location.search === '?locked'")

    engine.evaluate("history.back()")

    engine.wait_for(f"location.pathname.includes('/panel/') && !!document.querySelector('{FIELD}')")
    assert engine.evaluate("document.querySelector('video')") is None


def open_in_front_end(engine, front_end, path):
    engine.go(front_end.address)
    engine.evaluate("localStorage.clear()")
    engine.go("about:blank")
    engine.go(f"{front_end.address}/#/sessions/{front_end.ids[path]}")
    engine.wait_for("!!document.querySelector('#password')")


def test_front_end_unlocks_plays_and_locks_again(engine, front_end):
    open_in_front_end(engine, front_end, "films/panel/")
    enter(engine, "not the password", "#password")
    engine.wait_for("document.activeElement.id === 'problem'")
    said = engine.evaluate("document.activeElement.innerText")
    enter(engine, PASSWORD, "#password")
    engine.wait_for("document.querySelector('video')?.readyState > 0")
    quiet(engine, "video")

    engine.click("video", *play_button(engine))
    plays_after(engine, 0.5, "video")
    engine.click(".lock-again button")

    engine.wait_for("document.querySelector('#password') && !document.querySelector('video')")
    assert said.startswith("That password doesn’t open this session.")


def test_front_end_lists_captions_of_an_audio_recording(engine, front_end):
    open_in_front_end(engine, front_end, "films/sound/")
    enter(engine, PASSWORD, "#password")
    engine.wait_for("document.querySelector('.cues')?.innerText.includes('We begin with the model ordinance.')")
    quiet(engine, "audio")

    engine.click(".cues p:nth-child(4) button")

    assert plays_after(engine, 18, "audio") < 40


@pytest.mark.parametrize("kind", ENGINES)
def test_blocked_cookies_are_explained(kind, tmp_path, folder_site):
    with ENGINES[kind](tmp_path, has_cookies=False) as engine:
        engine.go(folder_site.address + PANEL)
        enter(engine, PASSWORD)

        said = engine.wait_for("document.querySelector('.maigu-problem__what')?.innerText")

    assert said == "Your browser didn’t save your access."


# What can be seen of what can be used: everything but what stands in a hidden part, and links within a sentence, whose size
# is that of their line (WCAG 2.5.8).
TOO_SMALL = """[...document.querySelectorAll('.maigu :is(a, button, input, select, audio, video, [tabindex="0"])')]
  .filter(each => each.checkVisibility({visibilityProperty: true}))
  .filter(each => !(each.matches('a') && each.parentElement.matches('p, li, span') && each.parentElement.textContent.trim().length > each.textContent.trim().length))
  .map(each => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([html, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${html}`)"""
TOO_WIDE = """[...document.querySelectorAll('.maigu *')]
  .filter(each => !each.closest('.maigu-unseen') && each.getBoundingClientRect().right > 320.5)
  .map(each => `${Math.round(each.getBoundingClientRect().right)}: ${each.outerHTML.slice(0, 90)}`)"""
HOSTILE = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.mark.parametrize("path", ["/films/", PANEL, f"{PANEL}watch/", f"{SOUND}watch/", "/films/unlock/"])
def test_controls_are_visible_and_pages_fit_a_small_window(engine, path):
    engine.resize(320, 640)
    if path.endswith("watch/"):
        open_watch_page(engine, path.removesuffix("watch/"))
    else:
        engine.go(engine.address + path)
    engine.evaluate(
        f"document.querySelectorAll('h1, h2, h3 a, .maigu-people bdi, .maigu-transcript p span')"
        f".forEach(place => {{ place.textContent = '{HOSTILE}' }})"
    )

    # WebKitGTK makes its window no narrower than its own buttons are.
    engine.evaluate("document.documentElement.style.maxInlineSize = '320px'")

    found = engine.evaluate(TOO_SMALL), engine.evaluate(TOO_WIDE)

    engine.resize(1024, 768)
    assert found == ([], [])
