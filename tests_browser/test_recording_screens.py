"""An editor's day with recordings: upload with its progress, captions, transcript, poster, and the chooser of a session."""

import re

import pytest

from tests.recordings.files import SAMPLES
from tests_browser.cms import EDITOR, begin_session, sign_in
from tests_browser.keyboard import tab_to
from tests_browser.probes import violations
from tests_browser.recorder import film

VTT = (
    b"WEBVTT\n\n00:00.000 --> 00:01.000\n<v Amara Castillo>Welcome to the session.\n\n"
    b"00:01.000 --> 00:02.000\n<v Amara Castillo>We begin with the ordinance.\n"
)
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 150_000}
RECORDINGS = "/admin/maigu/recordings/"
HEVC = SAMPLES / "hevc.mp4"


@pytest.fixture
def cms(new_page):
    page = new_page()
    sign_in(page, EDITOR)
    return page


@pytest.fixture
def webm(cms):
    return {"name": "Panel, part 1.webm", "mimeType": "video/webm", "buffer": film(cms)}


def slow_down(page):
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)


def captions_file():
    return {"name": "en.vtt", "mimeType": "text/vtt", "buffer": VTT}


def status(page):
    return page.locator("[data-maigu-upload-said]").inner_text()


def test_editor_uploads_a_recording_and_sees_its_progress(cms, webm):
    cms.goto(f"{RECORDINGS}add/")
    cms.set_input_files("#id_file", webm)
    cms.wait_for_function("document.getElementById('id_duration').value !== ''")
    assert cms.locator("#id_title").input_value() == "Panel, part 1"
    assert cms.locator("#id_duration").input_value() == "2"
    assert (cms.locator("#id_width").input_value(), cms.locator("#id_height").input_value()) == ("320", "180")
    cms.get_by_role("button", name="Use this picture as the poster").click()
    cms.get_by_text("This picture will be the poster.").wait_for()
    cms.select_option("#id_captions-0-language", "en")
    cms.set_input_files("#id_captions-0-upload", captions_file())
    cms.get_by_role("button", name="Create it from the captions").click()
    cms.get_by_text("Check it, then save").wait_for()
    assert "Amara Castillo: Welcome to the session." in cms.locator("#id_transcript").input_value()

    slow_down(cms)
    cms.get_by_role("button", name="Upload", exact=True).click()
    cms.wait_for_function(
        "/Uploading: [1-9]\\d? %/.test(document.querySelector('[data-maigu-upload-said]').textContent)"
    )
    shown = cms.locator("[data-maigu-progress] progress").evaluate("bar => bar.value")
    assert 0 < shown <= 100
    assert cms.get_by_role("button", name="Upload", exact=True).is_disabled()

    cms.wait_for_url(f"**{RECORDINGS}")
    assert "“Panel, part 1” was uploaded." in cms.locator(".messages").inner_text()
    row = cms.locator("main tbody tr", has_text="Panel, part 1").first
    assert re.search(r"WebM video\s+0:02\s+EN\s", row.inner_text())
    cms.get_by_role("link", name="Panel, part 1", exact=True).first.click()
    cms.wait_for_url(re.compile(r"/recordings/\d+/$"))
    assert "Welcome to the session." in cms.locator("#id_transcript").input_value()


def test_file_some_browsers_cannot_play_is_flagged_when_chosen(cms):
    cms.goto(f"{RECORDINGS}add/")

    cms.set_input_files("#id_file", HEVC)

    cms.get_by_text("Some members’ browsers cannot play this file, because it is stored as HEVC (H.265).").wait_for()


def test_upload_can_be_cancelled_and_nothing_is_lost(cms, webm):
    cms.goto(f"{RECORDINGS}add/")
    cms.set_input_files("#id_file", {**webm, "name": "Cancelled.webm"})
    cms.wait_for_function("document.getElementById('id_duration').value !== ''")
    cms.fill("#id_transcript", "Typed for long.")

    slow_down(cms)
    cms.get_by_role("button", name="Upload", exact=True).click()
    cms.get_by_role("button", name="Cancel the upload").click()

    cms.get_by_text("The upload was cancelled. Nothing was saved.").wait_for()
    assert cms.locator("#id_transcript").input_value() == "Typed for long."
    assert cms.locator("#id_file").evaluate("input => input.files.length") == 1
    cms.evaluate("window.onbeforeunload = null")
    other = cms.context.new_page()
    other.goto(RECORDINGS)
    assert other.get_by_text("Cancelled").count() == 0


def test_error_is_at_its_field_and_the_file_stays_chosen(cms, webm):
    cms.goto(f"{RECORDINGS}add/")
    cms.set_input_files("#id_file", webm)
    cms.set_input_files("#id_captions-0-upload", {**captions_file(), "buffer": VTT.replace(b"00:02.000", b"00:00.500")})
    cms.select_option("#id_captions-0-language", "en")

    cms.get_by_role("button", name="Upload", exact=True).click()

    cms.get_by_text("Line 6: These captions end before they begin").wait_for()
    assert cms.evaluate("document.activeElement.id") == "id_captions-0-upload"
    assert cms.locator("#id_file").evaluate("input => input.files.length") == 1
    assert "The file was not uploaded. Correct the errors below." in cms.locator("[data-maigu-errors]").inner_text()

    cms.set_input_files("#id_captions-0-upload", captions_file())
    cms.get_by_role("button", name="Upload", exact=True).click()
    cms.wait_for_url(f"**{RECORDINGS}")


def test_rows_of_captions_are_added_by_keyboard(cms):
    cms.goto(f"{RECORDINGS}add/")

    tab_to(cms, "[data-maigu-add-row]")
    cms.keyboard.press("Enter")

    assert cms.evaluate("document.activeElement.id") == "id_captions-1-language"
    assert cms.locator("#id_captions-TOTAL_FORMS").input_value() == "2"


def test_editor_uploads_into_a_session_without_leaving_it(cms, webm):
    begin_session(cms)
    cms.get_by_role("link", name="Archive").click()
    cms.wait_for_url("**/admin/pages/add/**")
    stream = cms.locator("[data-contentpath=members_content]").first
    stream.get_by_role("button", name="Insert a block").last.click()
    cms.get_by_role("option", name="Recording").first.click()
    stream.get_by_role("button", name="Choose a recording").click()
    modal = cms.locator(".modal-body")
    modal.get_by_role("tab", name="Upload").click()
    modal.locator("[data-maigu-file]").set_input_files({**webm, "name": "From the session.webm"})
    cms.wait_for_function("document.querySelector('.modal-body [data-maigu-measured=duration]').value === '2'")

    slow_down(cms)
    modal.get_by_role("button", name="Upload").click()
    cms.wait_for_function(
        "/Uploading: [1-9]\\d? %/.test(document.querySelector('.modal-body [data-maigu-upload-said]').textContent)"
    )

    modal.wait_for(state="detached")
    assert "From the session" in stream.inner_text()


def test_chooser_explains_the_error_and_keeps_the_file(cms):
    begin_session(cms)
    cms.get_by_role("link", name="Archive").click()
    cms.wait_for_url("**/admin/pages/add/**")
    stream = cms.locator("[data-contentpath=members_content]").first
    stream.get_by_role("button", name="Insert a block").last.click()
    cms.get_by_role("option", name="Handout").first.click()
    stream.get_by_role("button", name="Choose a handout").click()
    modal = cms.locator(".modal-body")
    modal.get_by_role("tab", name="Upload").click()
    modal.locator("[data-maigu-file]").set_input_files(
        {"name": "slides.pdf", "mimeType": "application/pdf", "buffer": b"<html>"}
    )

    modal.get_by_role("button", name="Upload").click()

    modal.get_by_text("The contents of “slides.pdf” do not match its name (PDF file).").wait_for()
    assert modal.locator("[data-maigu-file]").evaluate("input => input.files[0].name") == "slides.pdf"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("address", ["", "add/"], ids=["list", "form"])
def test_recording_screens_are_accessible(new_page, address, dark):
    page = new_page(dark=dark)
    sign_in(page, EDITOR)
    page.goto(RECORDINGS + address)

    assert violations(page) == []
