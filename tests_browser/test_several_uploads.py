"""An editor uploads the files of several sessions at once, over connections that break, locally and straight to S3."""

import json
import re

import pytest

from tests.recordings.files import MP4, PDF, picture
from tests_browser.cms import EDITOR, messages, sign_in
from tests_browser.conftest import PHONE, example_site
from tests_browser.keyboard import focus, tab_to
from tests_browser.probes import sideways, violations

SEVERAL = "/admin/maigu/recordings/several/"
RECORDINGS = "/admin/maigu/recordings/"
REPORT = "atf-gun-trafficking-report"
VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nWelcome to the session.\n"
EMPTY_LIST = "from maigu_wagtail.models import Upload\nfor upload in Upload.objects.all(): upload.delete()"
# Two parts.
LARGE = MP4 + bytes(20 * 1024 * 1024)


@pytest.fixture(scope="module")
def straight_site(tmp_path_factory):
    """A site whose recordings go straight to an S3 server."""
    from tests.s3_server import s3_server

    with s3_server() as server:
        options = json.dumps(server.options(server.make_bucket("several")))
        # Long enough for a part to be sent on a busy machine.
        more = {"BROWSER_TESTS_S3": options, "BROWSER_TESTS_FILE_LIFETIME": "600"}
        with example_site(tmp_path_factory.mktemp("several-s3"), **more) as site:
            yield site


@pytest.fixture
def s3_cms(straight_site, visit):
    straight_site.run_code(EMPTY_LIST)
    page = visit(straight_site)
    sign_in(page, EDITOR)
    return page


@pytest.fixture
def cms(new_page, empty_list):
    page = new_page()
    sign_in(page, EDITOR)
    page.goto(SEVERAL)
    return page


@pytest.fixture
def empty_list(example):
    """The editor's list without the files of another test."""
    example.run_code(EMPTY_LIST)


@pytest.fixture
def folder(tmp_path):
    """The files of two sessions on the editor's laptop."""
    for name, content in {
        f"{REPORT}.mp4": MP4 + bytes(500_000),
        f"{REPORT}.en.vtt": VTT,
        f"{REPORT}.jpg": picture("JPEG"),
        f"{REPORT}-slides.pdf": PDF,
        "panel.mp4": MP4,
        "panel.vtt": VTT,
    }.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def choose(page, *paths):
    page.set_input_files("[data-maigu-several-files]", [str(path) for path in paths])


def row(page, name):
    return page.locator(f"[data-name='{name}']")


def wait_for_state(page, name, state):
    row(page, name).get_by_text(state).wait_for()


def wait_until_finished(page):
    page.get_by_text("All files are uploaded. Check the sessions, then add the files.").wait_for()


def break_once(page, address):
    """Have the first request to ``address`` fail as if the connection broke; return the list of requests."""
    asked = []

    def answer(route):
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort("connectionfailed")
        else:
            route.continue_()

    page.route(address, answer)
    return asked


def test_files_of_two_sessions_survive_a_broken_connection(visit, example, empty_list, folder):
    page = visit(example)
    sign_in(page, EDITOR)
    page.goto(SEVERAL)
    asked = break_once(page, re.compile(r"/several/\d+/file/"))

    choose(page, *sorted(folder.iterdir()))
    wait_until_finished(page)

    assert len(asked) == 7
    report = page.locator(".maigu-group", has=page.get_by_role("heading", name=REPORT))
    assert "ATF Gun Trafficking Report" in report.get_by_label("Session").evaluate(
        "select => select.selectedOptions[0].text"
    )
    assert report.locator("[data-maigu-file-row]").count() == 4
    page.get_by_role("button", name="Add the files").click()
    page.get_by_text("Choose the language of “panel.vtt”.").wait_for()
    assert "1 session has a new draft" in messages(page)
    page.get_by_label("Language of panel.vtt").select_option("es")
    page.get_by_role("button", name="Add the files").click()
    page.wait_for_url(f"**{RECORDINGS}")
    rows = page.locator("main tbody")
    assert re.search(r"ES\s", rows.get_by_role("row").filter(has_text="panel").first.inner_text())


def test_upload_to_s3_goes_on_after_the_laptop_was_closed(s3_cms, folder):
    film = folder / "panel.mp4"
    film.write_bytes(LARGE)
    s3_cms.goto(SEVERAL)
    # The second part never arrives. A request that is only held may be sent when the page closes.
    s3_cms.route(re.compile("partNumber=2"), lambda route: route.abort())
    with s3_cms.expect_request(re.compile("partNumber=2")):
        choose(s3_cms, film)

    other = s3_cms.context.new_page()
    s3_cms.close()
    other.goto(SEVERAL)
    wait_for_state(other, "panel.mp4", "Not finished. Choose this file again to continue.")
    sent = []
    other.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    choose(other, film)
    wait_until_finished(other)

    assert [re.search(r"partNumber=(\d+)", url)[1] for url in sent] == ["2"]
    other.get_by_role("button", name="Add the files").click()
    other.wait_for_url(f"**{RECORDINGS}")
    assert "20.0" in other.locator("main tbody tr", has_text="panel").first.inner_text()


def test_part_that_breaks_is_sent_again(s3_cms, folder):
    (folder / "panel.mp4").write_bytes(LARGE)
    s3_cms.goto(SEVERAL)
    asked = break_once(s3_cms, re.compile("partNumber="))

    choose(s3_cms, folder / "panel.mp4", folder / "panel.vtt")
    wait_until_finished(s3_cms)

    assert len(asked) == 3


def test_file_that_was_given_up_is_sent_again_once_another_arrives(visit, example, empty_list, folder):
    page = visit(example)
    sign_in(page, EDITOR)
    page.goto(SEVERAL)
    page.clock.install()
    asked = []

    def answer(route):
        asked.append(route.request.url)
        # As often as the script tries: the first file is given up.
        if len(asked) <= 5:
            route.abort("connectionrefused")
        else:
            route.continue_()

    page.route(re.compile(r"/several/\d+/file/"), answer)

    choose(page, folder / "panel.mp4", folder / "panel.vtt")
    finished = page.get_by_text("All files are uploaded. Check the sessions, then add the files.")
    for _ in range(40):
        page.clock.fast_forward(30_000)
        page.wait_for_timeout(100)
        if finished.is_visible():
            break

    assert [asked[0]] * 5 == asked[:5]
    assert asked[5:] == [asked[5], asked[0]]
    assert finished.is_visible()


def test_refused_file_is_named_and_the_others_go_on(visit, example, empty_list, folder):
    page = visit(example)
    sign_in(page, EDITOR)
    page.goto(SEVERAL)
    (folder / "broken.en.vtt").write_bytes(b"WEBVTT\n\nno times")
    (folder / "film.mov").write_bytes(MP4)

    choose(page, folder / "broken.en.vtt", folder / "film.mov", folder / "panel.mp4")

    page.get_by_text("You cannot use “film.mov” here.").wait_for()
    wait_for_state(page, "broken.en.vtt", "“broken.en.vtt”: Line 3")
    wait_for_state(page, "panel.mp4", "Uploaded")
    page.get_by_text("Some files are not uploaded. The reasons are in the list.").wait_for()
    page.reload()
    assert row(page, "broken.en.vtt").count() == 0


def test_choices_survive_a_reload(cms, folder):
    choose(cms, folder / "panel.vtt", folder / f"{REPORT}.mp4")
    wait_until_finished(cms)
    with cms.expect_response(lambda response: response.request.method == "POST" and response.status == 204):
        cms.get_by_label("Language of panel.vtt").select_option("fr")

    cms.reload()

    assert cms.get_by_label("Language of panel.vtt").input_value() == "fr"
    assert row(cms, f"{REPORT}.mp4").get_by_text("Uploaded").is_visible()


def test_file_is_left_out_by_keyboard(cms, folder):
    choose(cms, folder / "panel.mp4", folder / "panel.vtt")
    wait_until_finished(cms)

    tab_to(cms, "[data-name='panel.vtt'] [name=remove]")
    cms.keyboard.press("Enter")

    row(cms, "panel.vtt").wait_for(state="detached")
    assert row(cms, "panel.mp4").is_visible()
    assert focus(cms)


def test_files_can_be_dropped(cms, folder):
    transfer = cms.evaluate_handle(
        "() => { const data = new DataTransfer(); data.items.add(new File(['WEBVTT\\n\\n00:01.000 --> 00:02.000\\nHello.'],"
        " 'dropped.en.vtt')); return data; }"
    )
    cms.dispatch_event("[data-maigu-zone]", "drop", {"dataTransfer": transfer})

    wait_for_state(cms, "dropped.en.vtt", "Uploaded")


def test_screen_works_without_a_script(new_page, empty_list, folder):
    page = new_page(java_script_enabled=False)
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(EDITOR[0])
    page.get_by_label("Password").fill(EDITOR[1])
    page.get_by_role("button", name="Sign in").click()
    page.goto(SEVERAL)

    choose(page, folder / "panel.mp4", folder / f"{REPORT}-slides.pdf")
    page.get_by_role("button", name="Upload", exact=True).click()

    wait_for_state(page, "panel.mp4", "Uploaded")
    page.get_by_role("button", name="Add the files").click()
    page.wait_for_url(f"**{RECORDINGS}")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_screen_is_accessible_on_a_phone(new_page, empty_list, folder, dark):
    page = new_page(width=PHONE, dark=dark)
    sign_in(page, EDITOR)
    page.goto(SEVERAL)
    assert violations(page) == []

    choose(page, folder / "panel.mp4", folder / "panel.vtt")
    wait_until_finished(page)

    assert violations(page) == []
    assert not sideways(page)
