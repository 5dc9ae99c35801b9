"""The example front end: another origin than the site's, no cookies, the API alone."""

import re

import pytest

from example_site.serve_frontend import content_security_policy
from tests_browser.conftest import DESKTOP, PHONE
from tests_browser.frontend import (
    FRONTEND,
    Watcher,
    alone,
    browser_options,
    forbid_cookies,
    install,
    npm,
    page_options,
    served_front_end,
)
from tests_browser.keyboard import tab_to
from tests_browser.members import OWN_PASSWORD, PASSWORD, SECRET
from tests_browser.playing import PLAYS_FROM
from tests_browser.probes import low_targets, sideways, violations
from tests_browser.serving import ROOT
from tests_browser.stage_films import PASSWORD as FILMS_PASSWORD

SPECIFICATION = ROOT / "maigu_wagtail" / "api" / "openapi" / "openapi.json"
FIELD, PROBLEM = "#password", "#problem"
ATF = "ATF Gun Trafficking Report"


@pytest.fixture(scope="module")
def served(tmp_path_factory, film_folder):
    with served_front_end(tmp_path_factory.mktemp("front-end"), film_folder) as served:
        yield served


@pytest.fixture(scope="module")
def free_browser(chromium):
    kind, options = chromium
    browser = kind.launch(**browser_options(options))
    yield browser
    browser.close()


@pytest.fixture
def watcher(served):
    watcher = Watcher(served.address, served.site)
    yield watcher
    assert watcher.problems == []


@pytest.fixture
def open_page(free_browser, served, watcher):
    """Give a function that opens a page of a new visitor; no cookie may have been kept for it afterwards."""
    contexts = []

    def open_page(width=DESKTOP, **options):
        contexts.append(free_browser.new_context(**page_options(served.address, width, **options)))
        contexts[-1].set_default_timeout(15_000)
        return watcher.watch(contexts[-1].new_page())

    yield open_page
    kept = [context.cookies() for context in contexts]
    for context in contexts:
        context.close()
    assert kept == [[]] * len(kept)


@pytest.fixture
def open_forbidding(chromium, served, watcher, tmp_path):
    """Give a function that opens a page in a browser that forbids every site cookies and storage."""
    kind, options = chromium
    running = []

    def open_page(width):
        forbid_cookies(tmp_path)
        context = kind.launch_persistent_context(
            tmp_path, **browser_options(options), **page_options(served.address, width)
        )
        running.append(context)
        context.set_default_timeout(15_000)
        return watcher.watch(context.pages[0])

    yield open_page
    for context in running:
        context.close()


@pytest.fixture
def session(served):
    """Give a function that returns the address of a session's view."""
    return lambda path: f"/#/sessions/{served.ids[path]}"


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


# --- The whole way of a member ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_member_finds_unlocks_watches_and_locks_again_in_a_browser_that_keeps_nothing(open_forbidding, served, width):
    page = open_forbidding(width)
    page.goto("/")
    page.get_by_label("Year").select_option("2023")
    page.get_by_label("Search").fill("trafficking")
    page.get_by_role("button", name="Show sessions").click()
    page.get_by_role("button", name="Remove Year: 2023").wait_for()
    found = page.locator(".session h3").all_inner_texts()
    page.get_by_role("link", name=ATF).click()
    page.locator(FIELD).wait_for()
    address = page.url
    unlock(page, "river lantern", f"{PROBLEM}:focus")
    told = problem(page), page.title()
    unlock(page, f"{PASSWORD}\u00a0", "video")
    page.wait_for_selector("#members:focus")
    place = plays(page)
    words = captions_shown(page)
    page.reload()
    page.locator("video").wait_for()
    again = plays(page)
    page.get_by_role("button", name="Lock this device again").click()
    page.wait_for_selector("#members:focus")
    locked = page.locator("main").inner_html()
    page.reload()
    page.locator(FIELD).wait_for()

    assert ATF in found
    assert told[0].startswith("That password doesn’t open this session.")
    assert told[1].startswith(f"Still locked – {ATF}")
    assert (type(place), type(again)) == (float, float), (place, again)
    assert "This report is about guns that were recovered in crimes." in words
    assert "Have those of your own state open" not in locked
    assert "<video" not in locked
    assert page.url == address
    assert page.context.cookies() == []
    with pytest.raises(Exception, match="denied"):
        page.evaluate("localStorage.length")
    assert sideways(page) == []


def test_device_stays_unlocked_in_other_tabs_until_one_of_them_locks_it(open_page, session):
    page = open_page()
    page.goto(session("maig-u/connecting-silos/"))
    unlock(page, PASSWORD, "audio")
    other = page.context.new_page()
    other.goto(session("maig-u/inside-the-gun-shop/"))
    other.locator("video").first.wait_for()

    other.get_by_role("button", name="Lock this device again").click()
    page.locator(FIELD).wait_for()

    assert SECRET not in page.content()
    assert "mgu1_" not in page.url + other.url
    assert page.evaluate("JSON.stringify(localStorage)").count("mgu1_") == 0


def test_what_was_locked_again_does_not_come_back_with_the_history(open_forbidding, session):
    page = open_forbidding(PHONE)
    page.goto(session("maig-u/connecting-silos/"))
    unlock(page, PASSWORD, "audio")
    page.get_by_role("link", name="MAIG U").click()
    page.get_by_role("link", name=ATF).click()
    page.get_by_role("button", name="Lock this device again").click()
    page.go_back()
    page.go_back()
    page.locator(FIELD).wait_for()
    page.reload()
    page.locator(FIELD).wait_for()
    page.go_forward()
    page.go_forward()
    page.locator(FIELD).wait_for()

    assert page.locator("video").count() == 0
    assert "mgu1_" not in page.evaluate("JSON.stringify(history.state)")


def test_password_that_staff_change_ends_the_unlock_and_says_when(open_page, served, session):
    page = open_page()
    page.goto(session("changing/panel/"))
    unlock(page, FILMS_PASSWORD, "video")
    served.run_code(
        "from maigu_wagtail.models import SessionIndexPage, SharedPassword\n"
        "page = SessionIndexPage.objects.get(slug='changing')\n"
        "SharedPassword.objects.of_page(page).get(revoked_at=None).rotate('reel of the third day', earlier='end')"
    )

    # Not asked to: the addresses of the films are renewed by themselves, and then it shows.
    page.wait_for_selector(f"{PROBLEM}:focus", timeout=20_000)
    ended = problem(page)
    gone = page.locator("video").count()
    unlock(page, FILMS_PASSWORD, f"{PROBLEM}:focus")
    page.wait_for_function("() => document.querySelector('#problem').innerText.includes('That was')")
    earlier = problem(page)
    unlock(page, "reel of the third day", "video")

    assert re.match(r"The password has changed\. It was changed on \d+ \w+ \d{4}\. Ask for the new one", ended)
    assert gone == 0
    assert re.match(r"That was the password until \d+ \w+ \d{4}\. Ask for the new one\.", earlier)


# --- What can go wrong ------------------------------------------------------------------------------------------------


def test_wrong_password_is_told_at_the_field_and_stays_hidden_in_it(open_page, session):
    page = open_page(PHONE)
    page.goto(session("maig-u/connecting-silos/"))

    page.get_by_role("button", name="Show password").click()
    unlock(page, "River Lantern", f"{PROBLEM}:focus")

    field = page.locator(FIELD)
    assert (field.input_value(), field.get_attribute("type")) == ("River Lantern", "password")
    assert field.get_attribute("aria-invalid") == "true"
    assert field.get_attribute("aria-describedby") == "problem"
    assert page.locator(PROBLEM).get_by_role("link", name="Ask for the password").is_visible()


@pytest.mark.parametrize(("typed", "said"), [("", "Enter the password."), ("x" * 129, "128")], ids=["empty", "long"])
def test_what_can_be_no_password_is_told_with_the_reason(open_page, session, typed, said):
    page = open_page()
    page.goto(session("maig-u/connecting-silos/"))

    unlock(page, typed, f"{PROBLEM}:focus")

    assert problem(page).startswith("This can’t be a password.")
    assert said in problem(page)


def test_too_many_passwords_are_told_with_the_time_that_is_left(open_page, session):
    page = open_page()
    # An address of its own, so that the other tests do not have to wait.
    spoken = {"x-forwarded-for": "192.0.2.78"}
    page.route("**/unlock/", lambda route: route.continue_(headers={**route.request.headers, **spoken}))
    page.goto(session("maig-u/connecting-silos/"))

    for _time in range(11):
        with page.expect_response("**/unlock/") as answer:
            unlock(page, "not the password", f"{PROBLEM}:focus")
    page.wait_for_selector(".countdown")

    assert answer.value.status == 429
    assert re.match(r"Too many wrong passwords from your connection\. Try again at \d+:\d\d", problem(page))
    before = page.locator(".countdown").inner_text()
    assert re.fullmatch(r"1[45]:\d\d left", before)
    page.wait_for_function("before => document.querySelector('.countdown').innerText !== before", arg=before)


def test_passwords_that_cannot_be_read_are_told_as_our_fault(open_page, session):
    page = open_page()
    page.goto(session("closed/session/"))

    unlock(page, "whatever it is", f"{PROBLEM}:focus")

    assert problem(page).startswith("We can’t check the password right now. This is our fault")


def test_token_that_opens_nothing_is_forgotten_and_told(open_page, session):
    page = open_page()
    page.goto(session("maig-u/connecting-silos/"))
    unlock(page, PASSWORD, "audio")
    page.evaluate(
        "localStorage.setItem('maigu-unlocks', localStorage.getItem('maigu-unlocks').replace(/mgu1_[^\"]+/, 'mgu1_cut'))"
    )

    page.reload()

    assert problem(page).startswith("The access saved on this device is no longer valid.")
    assert "mgu1_" not in page.evaluate("JSON.stringify(localStorage)")


def test_unlock_that_has_run_out_is_told(open_page, served, session):
    page = open_page()
    page.goto(session("maig-u/connecting-silos/"))
    unlock(page, PASSWORD, "audio")
    token = page.evaluate("() => JSON.parse(localStorage.getItem('maigu-unlocks'))[0].token")
    older = served.run_code(
        "from dataclasses import replace\nfrom datetime import timedelta\nfrom maigu_wagtail.access import grants\n"
        f"grant = grants.read({token!r})\n"
        "print(grants.sign(replace(grant, issued_at=grant.issued_at - timedelta(days=365))))"
    ).split()[-1]
    page.evaluate(
        "([token, older]) => localStorage.setItem('maigu-unlocks', localStorage.getItem('maigu-unlocks').replace(token, older))",
        [token, older],
    )

    page.reload()

    assert problem(page) == "Your access has expired. Please enter the password again."
    assert "mgu1_" not in page.evaluate("() => JSON.stringify(localStorage)")


def test_session_with_a_password_of_its_own_leaves_the_others_unlocked(open_page, session):
    page = open_page()
    page.goto(session("maig-u/connecting-silos/"))
    unlock(page, PASSWORD, "audio")
    page.goto(session("maig-u/targeting-the-source/"))
    page.locator(FIELD).wait_for()
    silent = page.locator(PROBLEM).is_hidden()
    unlock(page, OWN_PASSWORD, "video")
    page.goto(session("maig-u/connecting-silos/"))
    page.locator("audio").wait_for()

    assert silent


def test_network_that_fails_is_told_and_tried_again(open_page, session, watcher):
    page = open_page()
    page.goto(session("maig-u/connecting-silos/"))
    page.locator(FIELD).wait_for()
    page.context.set_offline(True)
    unlock(page, PASSWORD, f"{PROBLEM}:focus")
    at_the_form = problem(page)
    page.get_by_role("link", name="MAIG U").click()
    page.get_by_role("button", name="Try again").wait_for()
    failed = page.locator("h1").inner_text(), has_focus(page, "h1")
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    page.locator(".session").first.wait_for()

    assert at_the_form.startswith("The library can’t be reached.")
    assert failed == ("The library can’t be reached.", True)
    lost = "net::ERR_INTERNET_DISCONNECTED"
    assert [told for told in watcher.problems if lost not in told] == []
    watcher.problems.clear()


@pytest.mark.parametrize(
    "address", ["/#/sessions/999999", "/#/sections/999999", "/#/nowhere/5", "/#/sessions/5/content"]
)
def test_address_of_nothing_leads_to_the_sessions(open_page, address):
    page = open_page(PHONE)
    page.goto(address)

    assert page.locator("h1").inner_text() == "We can’t find this page."
    page.get_by_role("link", name="Go to the sessions").click()
    page.locator(".session").first.wait_for()


# --- Recordings ---------------------------------------------------------------------------------------------------------


def test_film_goes_on_with_new_addresses_where_it_was(open_page, session, served):
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


def test_captions_of_an_audio_recording_are_listed_in_each_language_and_jump(open_page, session):
    page = open_page()
    page.goto(session("films/sound/"))
    unlock(page, FILMS_PASSWORD, "audio")
    lines = page.locator(".cues")
    lines.get_by_text("We begin with the model ordinance.").first.wait_for()

    page.get_by_label("Language of the transcript").select_option("Español")
    lines.get_by_text("Empezamos con la ordenanza modelo.").first.wait_for()
    lines.get_by_role("button", name="Play from 0:18").click()

    assert lines.get_attribute("lang") == "es"
    assert lines.get_by_text("Welcome to the panel.").count() == 0
    assert plays_from(page.locator("audio"), 18.2) < 40


# --- How it is used and how it looks ------------------------------------------------------------------------------------


def test_everything_is_done_with_the_keyboard_alone(open_page):
    page = open_page(reduced_motion="reduce")
    page.goto("/")
    page.locator(".session").first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    skipped = has_focus(page, "main"), page.url.endswith("/")
    tab_to(page, "#f-search")
    page.keyboard.type("silos")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Remove Search: silos").wait_for()
    kept_place = has_focus(page, "#f-search")
    tab_to(page, ".session h3 a")
    page.keyboard.press("Enter")
    arrived = has_focus(page, "h1")
    tab_to(page, FIELD)
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    told = has_focus(page, PROBLEM)
    tab_to(page, FIELD)
    page.keyboard.press("Control+a")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    opened = has_focus(page, "#members")
    page.wait_for_function(
        "() => document.querySelector('[data-said]').textContent.startsWith('Unlocked. This device stays')"
    )
    tab_to(page, ".lock-again button")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('[data-said]').textContent === 'This device is locked again.'")

    assert (skipped, kept_place, arrived, told, opened) == ((True, True), True, True, True, True)
    assert has_focus(page, "#members")
    assert page.locator(FIELD).is_visible()


def test_list_is_searched_filtered_paged_and_found_again_by_its_address(open_page, served):
    page = open_page()
    page.goto(f"/#/sections/{served.ids['archive/']}")
    page.locator(".session").first.wait_for()
    count = page.locator(".count").inner_text()
    page.get_by_role("link", name="Next").click()
    page.wait_for_selector("#sessions:focus")
    page.wait_for_function("() => document.querySelector('.count').innerText.includes('page 2 of')")
    page.locator("#f-speaker option").nth(2).wait_for(state="attached")
    page.get_by_label("Speaker", exact=True).select_option("Siobhán O’Connor")
    page.get_by_label("Year").select_option("2018")
    page.get_by_role("button", name="Show sessions").click()
    page.wait_for_selector(".applied")
    page.wait_for_function("() => document.querySelector('[data-said]').textContent !== ''")
    said, address = page.locator("[data-said]").inner_text(), page.url
    names = page.locator(".session h3").all_inner_texts()
    page.reload()
    page.wait_for_selector(".applied")

    assert count == "49 sessions, page 1 of 5"
    assert said == f"{len(names)} session{'s' * (len(names) != 1)}"
    assert page.locator(".session h3").all_inner_texts() == names
    assert set(page.locator(".session .name").all_inner_texts()) == {"Siobhán O’Connor"}
    assert "speaker=" in address
    page.get_by_role("button", name="Remove Year: 2018").click()
    page.wait_for_function("before => document.querySelectorAll('.session').length > before", arg=len(names))
    page.go_back()
    page.get_by_role("button", name="Remove Year: 2018").wait_for()
    page.get_by_label("Search").fill("zebra")
    page.get_by_role("button", name="Show sessions").click()
    page.get_by_text("Try fewer words").wait_for()
    assert page.title().startswith("No session found in Archive")


VIEWS = {
    "section": ("/", ".session", None),
    "locked": ("maig-u/connecting-silos/", FIELD, None),
    "wrong": ("maig-u/connecting-silos/", FIELD, "wrong"),
    "open": ("films/panel/", FIELD, FILMS_PASSWORD),
    "speakers": ("archive/twelve-speakers/", FIELD, None),
    "arabic": ("archive/arabic/", FIELD, None),
    "long": ("archive/long-title/", FIELD, None),
    "upcoming": ("maig-u/sample-safe-storage-in-city-buildings/", FIELD, None),
    "missing": ("/#/sessions/999999", ".failure", None),
}


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_views_are_accessible_and_fit(open_page, session, width, dark):
    page = open_page(width, dark=dark)
    for name, (path, arrived, password) in VIEWS.items():
        page.goto("about:blank")
        page.goto(path if path.startswith("/") else session(path))
        page.locator(arrived).first.wait_for()
        if password:
            unlock(page, password, "video" if name == "open" else f"{PROBLEM}:focus")

        assert (name, violations(page)) == (name, [])
        assert (name, sideways(page)) == (name, [])
        if width == PHONE:
            assert (name, low_targets(page, ":is(main, header)")) == (name, [])


def test_nothing_sticks_out_at_400_percent(open_page, session):
    page = open_page()
    page.set_viewport_size({"width": 320, "height": 256})
    for path in ("/", session("archive/long-title/"), session("archive/twelve-speakers/")):
        page.goto("about:blank")
        page.goto(path)
        page.locator("h1").wait_for()

        assert sideways(page) == []


# --- What it is made of -------------------------------------------------------------------------------------------------


def test_policy_for_content_is_strict_and_is_kept(open_page, served, watcher):
    page = open_page()
    policy = page.goto("/").headers["content-security-policy"]
    page.locator(".session").first.wait_for()

    assert policy == content_security_policy(f"{served.site}/api/v2/")
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    with pytest.raises(Exception, match="TrustedHTML"):
        page.evaluate("() => { document.querySelector('main').innerHTML = '<b>unclean</b>' }")
    assert ["TrustedHTML" in told for told in watcher.problems] == [True]
    watcher.problems.clear()


HOSTILE = """
<p style="color: red" onclick="x()">Plain <b>words</b><script>boom()</script>
<img src="data:," onerror="boom()"><a href="javascript:boom()">there</a></p>
"""


def described(served, html):
    """Publish the session "bare" with that description."""
    served.run_code(
        "from maigu_wagtail.models import SessionPage\n"
        "page = SessionPage.objects.get(slug='bare')\n"
        f"page.description = {html!r}\n"
        "page.save_revision().publish()"
    )


def test_rich_text_brings_no_script_and_no_style(open_page, served, session, watcher):
    described(served, HOSTILE)
    page = open_page()
    page.goto(session("archive/bare/"))
    text = page.locator(".public .prose")
    text.wait_for()
    html = text.inner_html()

    assert "Plain <b>words</b>" in html
    assert not re.search(r"script|style|onclick|onerror|boom", html)
    # The policy saw them too, while they were read in a document of their own.
    assert [told for told in watcher.problems if "Content Security Policy" not in told] == []
    watcher.problems.clear()
    # The session stands in lists that other tests look at.
    described(served, "")


def test_typed_client_is_that_of_the_specification():
    with alone():
        install()
    npm("run", "check:client")


def test_lock_file_names_no_host_of_packages():
    assert '"resolved"' not in (FRONTEND / "package-lock.json").read_text()


def test_machine_without_node_is_told_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(AssertionError, match="Install Node.js 18.19 or later, with npm"):
        npm("run", "build")


def test_client_that_differs_from_the_specification_is_found(tmp_path):
    with alone():
        install()
    changed = (SPECIFICATION.read_text()).replace('"registration_url"', '"sign_up_url"')
    (tmp_path / "openapi.json").write_text(changed)

    with pytest.raises(AssertionError, match="schema.d.ts"):
        npm(
            "exec",
            "--",
            "openapi-typescript",
            str(tmp_path / "openapi.json"),
            "--output",
            "src/api/schema.d.ts",
            "--check",
        )
