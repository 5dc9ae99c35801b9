"""The whole way of a mayor's aide: from asking for the password to the film, from a printed card, and to a live session."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests_browser.cms import MANAGER, sign_in
from tests_browser.conftest import PHONE, example_site
from tests_browser.mailbox import mail_server
from tests_browser.members import unlock
from tests_browser.playing import loaded, play, plays_from
from tests_browser.probes import sideways, violations
from tests_browser.stage import JOIN_LINK
from tests_browser.stage_films import PASSWORD
from tests_browser.stage_story import BEFORE, LENGTH, STAFF_ADDRESS

ADDRESS = "maria.lopez@riverton.example"
SECTION, PANEL, LIVE = "/films/", "/films/panel/", "/films/live/watch/"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/films/unlock/[\w.-]+/")
JOIN = "a:has-text('Join now')"


@pytest.fixture(scope="module")
def mailbox():
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture(scope="module")
def story(tmp_path_factory, film_folder, mailbox):
    """Serve the site of the story; the file ``clock`` says by how many seconds its clock is moved."""
    folder = tmp_path_factory.mktemp("story")
    clock = folder / "clock"
    clock.write_text("0")
    stage = f"from tests_browser import stage_films, stage_story; stage_films.build({str(film_folder)!r}); stage_story.build()"
    options = {"BROWSER_TESTS_MAIL": str(mailbox.port), "BROWSER_TESTS_CLOCK": str(clock)}
    with example_site(folder, stage=stage, **options) as site:
        site.clock = clock
        yield site


@pytest.fixture
def move_clock(story):
    """Give a function that moves the site's clock to so long after now."""
    yield lambda later: story.clock.write_text(str(int(later.total_seconds())))
    story.clock.write_text("0")


@pytest.fixture
def phone(visit, story):
    return visit(story, width=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def desktop(visit, story):
    return visit(story)


def tap(page, role, name):
    """Tap what has the name, and look at the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role(role, name=name).first.tap()
    looks_right(page)


def click(page, role, name):
    """Do the same with a mouse."""
    with page.expect_navigation():
        page.get_by_role(role, name=name).first.click()
    looks_right(page)


def looks_right(page):
    assert (sideways(page), violations(page)) == ([], []), page.url


def plays(page):
    film = loaded(page)
    looks_right(page)
    play(film)
    return plays_from(film, 1) >= 1


def text_parts(mail):
    """Return the text and the HTML of an email."""
    return [mail.get_body([kind]).get_content() for kind in ("plain", "html")]


def test_aide_asks_and_watches_by_the_link_in_the_answer(phone, desktop, mailbox):
    phone.goto(PANEL)
    looks_right(phone)
    tap(phone, "link", "Ask for the password")
    phone.get_by_label("Your name").fill("Maria Lopez")
    phone.get_by_label("Your organisation").fill("City of Riverton")
    phone.get_by_label("Your email address").fill(ADDRESS)
    # People take longer than the form trusts.
    phone.wait_for_timeout(3100)
    tap(phone, "button", "Send the request")
    expect(phone.get_by_role("heading", level=1)).to_have_text("We’ve received your request")

    notice, _html = text_parts(mailbox.mail_to(STAFF_ADDRESS))
    assert "Maria" not in notice
    sign_in(desktop, MANAGER)
    desktop.goto(re.search(r"http\S+", notice)[0])
    looks_right(desktop)
    click(desktop, "link", "Maria Lopez")
    click(desktop, "button", f"Send to {ADDRESS}")
    expect(desktop.locator(".messages")).to_contain_text(f"The password was sent to {ADDRESS}.")

    text, html = text_parts(mailbox.mail_to(ADDRESS))
    [link] = LINK.findall(text)
    assert f'href="{link}"' in html
    # A phone's mail program opens it.
    phone.goto(link)
    looks_right(phone)
    # Two taps: this one, and on the film.
    tap(phone, "button", "Unlock this device")
    assert f"{PANEL}watch/" in phone.url
    assert plays(phone)


def test_card_is_two_taps_from_the_film(phone, desktop):
    sign_in(desktop, MANAGER)
    desktop.goto("/admin/maigu/passwords/")
    with desktop.expect_navigation():
        desktop.locator("table.listing tr", has_text="Films").get_by_role("link").first.click()
    looks_right(desktop)
    click(desktop, "link", "Make a link")
    desktop.get_by_label("Label").fill("Card for the conference")
    choose_session(desktop, section="Films", title="The panel")
    click(desktop, "button", "Make the link")
    click(desktop, "link", "Print a card")
    desktop.emulate_media(media="print")

    # The phone's camera sees the card.
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(desktop.locator(".card").screenshot())).convert("L"))
    phone.goto(code.text)
    looks_right(phone)
    tap(phone, "button", "Unlock this device")
    assert f"{PANEL}watch/" in phone.url
    assert plays(phone)


def choose_session(page, *, section, title):
    """Choose a session in the dialogue of the form: in the list of the sections, then in that of the section."""
    page.get_by_role("button", name="Choose a page").click()
    dialogue = page.locator(".modal-content")
    dialogue.locator("tr", has_text=section).locator("[class*=navigate]").click()
    dialogue.get_by_role("link", name=title).click()
    dialogue.wait_for(state="hidden")


def test_live_session_goes_from_three_days_before_to_its_recording(story, phone, move_clock):
    phone.goto(LIVE)
    unlock(phone, PASSWORD)
    looks_right(phone)
    expect(phone.get_by_text("Starts in 3 days, 2 hours.")).to_be_visible()
    expect(phone.locator(JOIN)).to_be_hidden()
    assert JOIN_LINK["passcode"] in phone.request.get(f"{LIVE}calendar.ics").text()

    move_clock(BEFORE - timedelta(minutes=10))
    phone.reload()
    looks_right(phone)
    expect(phone.get_by_text("You can join now.")).to_be_visible()
    expect(phone.locator(JOIN)).to_have_attribute("href", JOIN_LINK["url"])

    move_clock(BEFORE + LENGTH)
    phone.reload()
    looks_right(phone)
    expect(phone.get_by_text("The recording will be here.")).to_be_visible()
    assert not [detail for detail in JOIN_LINK.values() if detail in phone.content()]

    story.run_code("from tests_browser.stage_story import publish_recording; publish_recording()")
    phone.reload()
    assert "The recording will be here" not in phone.content()
    assert plays(phone)
