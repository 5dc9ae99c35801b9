from tests_browser.probes import sideways
from tests_browser.recorder import film
from tests_browser.test_recordings_desk import RECORDINGS, captions_file, enter

OUT = "/tmp/shots"


def test_shots(new_page, staff):
    for width in (1280,):
        for dark in (False,):
            page = new_page(width=width, dark=dark)
            enter(page)
            tag = f"{width}-{'dark' if dark else 'light'}"
            webm = {"name": "Panel, part 1.webm", "mimeType": "video/webm", "buffer": film(page)}
            page.goto(f"{RECORDINGS}add/")
            page.screenshot(path=f"{OUT}/add-{tag}.png", full_page=True)
            page.set_input_files("#id_file", webm)
            page.wait_for_function("document.getElementById('id_duration').value !== ''")
            page.get_by_role("button", name="Use this picture as the poster").click()
            page.get_by_text("This picture will be the poster.").wait_for()
            page.set_input_files(
                "#id_captions-0-upload", {**captions_file(), "buffer": b"WEBVTT\n\n00:05.000 --> 00:03.000\nx\n"}
            )
            page.get_by_role("button", name="Upload", exact=True).click()
            page.get_by_text("Line 3").wait_for()
            page.screenshot(path=f"{OUT}/error-{tag}.png", full_page=True)
            page.select_option("#id_captions-0-language", "en")
            page.set_input_files("#id_captions-0-upload", captions_file())
            page.get_by_role("button", name="Make it from the captions").click()
            page.get_by_text("Read it through").wait_for()
            session = page.context.new_cdp_session(page)
            session.send(
                "Network.emulateNetworkConditions",
                {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 60_000},
            )
            page.get_by_role("button", name="Upload", exact=True).click()
            page.wait_for_function(
                "/Uploading: [4-7]\\d %/.test(document.querySelector('[data-maigu-upload-said]').textContent)"
            )
            page.screenshot(path=f"{OUT}/progress-{tag}.png")
            page.wait_for_url(f"**{RECORDINGS}")
            page.screenshot(path=f"{OUT}/list-{tag}.png")
            page.locator("main tbody tr td.title a").first.click()
            page.wait_for_load_state()
            print(tag, sideways(page))
            page.screenshot(path=f"{OUT}/edit-{tag}.png", full_page=True)
            page.goto(page.url + "delete/")
            page.screenshot(path=f"{OUT}/delete-{tag}.png")
            page.goto("/admin/maigu/handouts/")
            page.screenshot(path=f"{OUT}/handouts-{tag}.png")
