"""
Take the pictures of the documentation, in the example site as ``make run`` serves it.

``make screenshots`` takes all of them, ``make screenshots ARGS="watch section"`` only those of these scenes. The site
has a database of its own, which is gone afterwards.
"""

import ast
import tempfile
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests_browser.cms import EDITOR, MANAGER, sign_in
from tests_browser.conftest import DESKTOP, PHONE, example_site, installed_chromium, visitor_options
from tests_browser.frontend.actions import FIELD as FRONT_END_FIELD
from tests_browser.frontend.actions import unlock as unlock_front_end
from tests_browser.frontend.serving import WHERE, browser_options, build, front_end
from tests_browser.members import PASSWORD, unlock
from tests_browser.playing import loaded
from tests_browser.recorder import film
from tests_browser.serving import ROOT, free_port
from tests_browser.stage import LIVE_PASSWORD

IMAGES = ROOT / "docs" / "images"
SECTION = "/maig-u/"
SESSION = "/maig-u/atf-gun-trafficking-report/"
PASSWORDS = "/admin/maigu/passwords/"
RECORDINGS = "/admin/maigu/recordings/"
REQUESTS = "/admin/maigu/requests/"
REPORTS = "/admin/maigu/reports/"
# The address in the message that shares a password, and a month in which members came and strangers guessed.
STAGE = """
from datetime import timedelta
from django.utils import timezone
from wagtail.models import Site
from maigu_wagtail.access.counters import UnlockCounter, hour_of
from maigu_wagtail.models import SessionIndexPage, SharedPassword
Site.objects.update(hostname="www.example.org", port=443)
section = SessionIndexPage.objects.get(slug="maig-u")
password = SharedPassword.objects.of_page(section).get()
opened = [12, 14, 19, 1, 16, 13, 8, 9, 18, 11, 10, 11, 31, 9, 20, 17, 20, 21, 16, 0, 21, 9, 24, 2, 3, 8, 24, 5, 19]
wrong = {1: 12, 4: 15, 7: 9, 10: 5, 13: 9, 16: 10, 19: 14, 22: 6, 25: 9, 28: 16}
for day, number in enumerate(opened):
    hour = hour_of(timezone.now() - timedelta(days=28 - day))
    UnlockCounter.objects.create(
        lock=password.lock, password_key=password.pk, hour=hour, opened=number, forgotten=number // 6, last_opened_at=hour
    )
    UnlockCounter.objects.create(lock=password.lock, hour=hour, wrong=wrong.get(day, 0), clients=1)
"""
EMPTY_SECTION = """
from maigu_wagtail.models import SessionIndexPage
home = SessionIndexPage.objects.get(slug="maig-u").get_parent()
home.add_child(instance=SessionIndexPage(title="Old sessions", slug="old-sessions"))
"""
OLD_PAGE = ROOT / "tests" / "sessions" / "imports" / "pages" / "maig-u.txt"
LIVE = "from tests_browser.stage import Site, build_live; build_live(Site.objects.get().root_page)"
VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nWelcome to the session.\n\n00:02.000 --> 00:01.000\nWe begin.\n"
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 60_000}


class Studio:
    """The served site, the front end beside it, and a browser that looks at both."""

    def __init__(self, browser, site, front_end, ids):
        self.browser, self.site, self.front_end, self.ids = browser, site.address, front_end, ids
        self.run_code = site.run_code

    @contextmanager
    def visitor(self, *, address=None, width=DESKTOP, height=None, dark=False):
        options = visitor_options(address or self.site, width, height, dark, {"reduced_motion": "reduce"})
        if address:
            # A header of the tests, for which the front end would have to be allowed.
            del options["extra_http_headers"]
        context = self.browser.new_context(**options)
        context.set_default_timeout(20_000)
        yield context.new_page()
        context.close()

    @contextmanager
    def staff(self, account=MANAGER, **options):
        with self.visitor(**options) as page:
            sign_in(page, account)
            yield page


def take(page, name, **options):
    page.screenshot(path=IMAGES / f"{name}.png", **options)


def show_second(video, seconds):
    """Jump to ``seconds`` and wait until the picture and its captions are there."""
    video.evaluate(
        """(media, seconds) => new Promise(resolve => {
          media.addEventListener("seeked", () => setTimeout(resolve, 500), {once: true});
          media.currentTime = seconds;
        })""",
        seconds,
    )


def section(studio):
    with studio.visitor(height=1700) as page:
        page.goto("/maig-u/")
        take(page, "section")


def watch(studio):
    for name, options in (("watch-desktop", {}), ("watch-phone-dark", {"width": PHONE, "dark": True})):
        with studio.visitor(**options) as page:
            page.goto(SESSION)
            unlock(page, PASSWORD)
            page.wait_for_url("**/watch/**")
            page.goto(page.url.split("?")[0].split("#")[0])
            show_second(loaded(page), 9)
            take(page, name, full_page=True)


def passwords(studio):
    with studio.staff() as page:
        page.goto(PASSWORDS)
        take(page, "passwords-list")
        page.goto(f"{PASSWORDS}add/")
        page.get_by_text("Hard to guess.").wait_for()
        take(page, "passwords-add")
        share(page)
        take(page, "passwords-share")
        page.locator(".maigu-screen a[href$='change/']").click()
        page.get_by_text("Hard to guess.").wait_for()
        take(page, "passwords-rotate")
        page.goto("/admin/maigu/activity/")
        take(page, "passwords-activity")
    with studio.staff(width=PHONE) as page:
        share(page)
        take(page, "passwords-share-phone")


def share(page):
    """Show the members' password."""
    page.goto(PASSWORDS)
    page.locator("main tbody tr", has_text="Members").get_by_role("button", name="Share").click()
    page.get_by_text("To read aloud").wait_for()


def links(studio):
    with studio.staff(height=1250) as page:
        page.goto(PASSWORDS)
        page.locator("main tbody tr", has_text="Members").get_by_role("link", name="Members").click()
        page.get_by_role("link", name="Make a link").click()
        page.fill("#id_label", "Spring conference")
        page.fill("#id_max_uses", "50")
        page.get_by_role("button", name="Make the link").click()
        page.get_by_role("heading", name="QR code").wait_for()
        # Without the message that it was made.
        page.reload()
        take(page, "links-share")
        address = page.locator("#maigu-link-1").inner_text()
        page.get_by_role("link", name="Print a card").click()
        page.wait_for_function("document.querySelector('.card img').complete")
        take(page.locator(".card"), "links-card")
    with studio.visitor(width=PHONE, height=420) as page:
        page.goto(address.replace("https://www.example.org", studio.site))
        take(page, "links-phone")


def recordings(studio):
    with studio.staff(EDITOR) as page:
        page.goto(RECORDINGS)
        take(page, "recordings-list")
        webm = {"name": "Panel, part 1.webm", "mimeType": "video/webm", "buffer": film(page)}
        page.goto(f"{RECORDINGS}add/")
        page.set_input_files("#id_file", webm)
        page.wait_for_function("document.getElementById('id_duration').value !== ''")
        page.select_option("#id_captions-0-language", "en")
        page.set_input_files("#id_captions-0-upload", {"name": "en.vtt", "mimeType": "text/vtt", "buffer": VTT})
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
        page.get_by_role("button", name="Upload", exact=True).click()
        page.wait_for_function(
            "/Uploading: [4-7]\\d %/.test(document.querySelector('[data-maigu-upload-said]').textContent)"
        )
        take(page, "recordings-upload")
        page.get_by_text("These captions end before they begin").wait_for()
        take(page, "recordings-captions")
        take_several(page, webm["buffer"])


def take_several(page, video):
    """Take the list of several files during an upload."""
    page.goto(f"{RECORDINGS}several/")
    captions = VTT.replace(b"00:01.000\nWe", b"00:03.000\nWe")
    contents = {
        "atf-gun-trafficking-report.webm": video,
        "atf-gun-trafficking-report.en.vtt": captions,
        "atf-gun-trafficking-report.es.vtt": captions,
        "atf-gun-trafficking-report-slides.pdf": b"%PDF-1.7\n",
        "2023-12-14 civil litigation.webm": video,
    }
    files = [{"name": name, "mimeType": "", "buffer": content} for name, content in contents.items()]
    page.set_input_files("[data-maigu-several-files]", files)
    page.wait_for_function("document.querySelector('[data-recording][data-name^=atf] progress')?.value >= 40")
    take(page, "recordings-several", full_page=True)


def lock_changes(studio):
    with studio.staff() as page:
        page.goto(f"/admin/pages/{studio.ids[SESSION.removeprefix('/')]}/edit/")
        page.select_option("select[name=access]", "own")
        page.locator("button[name=action-publish]").evaluate("button => button.click()")
        page.get_by_role("button", name="Save as a draft only").wait_for()
        take(page, "lock-change")


def exports(studio):
    with studio.staff() as page:
        page.goto(f"/admin/maigu/export/{studio.ids['maig-u/']}/")
        page.get_by_role("button", name="Download the file").wait_for()
        take(page, "export")


def imports(studio):
    studio.run_code(EMPTY_SECTION)
    text = OLD_PAGE.read_text()
    with studio.staff() as page:
        show_import(page, text)
        take(page, "import-preview")
        page.get_by_role("button", name="Create drafts", exact=True).click()
        without = page.get_by_role("button", name="Create drafts without these")
        page.get_by_text("drafts were created").or_(without).first.wait_for()
        if without.count():
            without.click()
        page.get_by_text("drafts were created").wait_for()
        show_import(page, text.replace("When harm is done with guns", "Where harm is done with guns"))
        take(page, "import-again")
    with studio.staff(width=PHONE) as page:
        show_import(page, "Tracing crime guns (10/8/20)\n\nWhat a trace report tells.")
        take(page, "import-phone")


def show_import(page, text):
    """Paste ``text`` into the import of the empty section, and show the first session."""
    page.goto("/admin/maigu/imports/")
    names = page.get_by_label("Section").locator("option").all_inner_texts()
    page.get_by_label("Section").select_option(label=next(name for name in names if name.endswith("Old sessions")))
    page.get_by_label("Or paste the page").fill(text)
    page.get_by_role("button", name="Show what it finds").click()
    page.locator(".maigu-import__row").first.wait_for()


def live(studio):
    studio.run_code(LIVE)
    for state, name in (("before", "live-before-phone"), ("open", "live-open-phone")):
        with studio.visitor(width=PHONE) as page:
            page.goto(f"/live/{state}/watch/")
            unlock(page, LIVE_PASSWORD)
            page.goto(f"/live/{state}/watch/")
            take(page, name)


def frontend(studio):
    address = f"/#/sessions/{studio.ids[SESSION.removeprefix('/')]}"
    with studio.visitor(address=studio.front_end, width=1100, height=760) as page:
        page.goto(address)
        unlock_front_end(page, PASSWORD, "video")
        show_second(page.locator("video").first, 1)
        page.evaluate("scrollTo(0, 0)")
        take(page, "frontend-session")
    with studio.visitor(address=studio.front_end, width=PHONE) as page:
        page.goto(address)
        page.locator(FRONT_END_FIELD).wait_for()
        unlock_front_end(page, "river lantern", "#problem:focus")
        take(page, "frontend-phone")


def search(studio):
    studio.run_code("from tests_browser.stage_pictures import name_a_speaker; name_a_speaker()")
    for name, options in (("search", {"height": 1100}), ("search-phone-dark", {"width": PHONE, "dark": True})):
        with studio.visitor(**options) as page:
            page.goto(f"{SECTION}search/?q=gun+state")
            unlock(page, PASSWORD)
            page.goto(f"{SECTION}search/?q=gun+state")
            take(page, name)


def figures(studio):
    studio.run_code("from tests_browser.stage_pictures import build_figures; build_figures()")
    with studio.staff(height=1100) as page:
        page.goto(REPORTS)
        take(page, "figures-report")
        page.set_viewport_size({"width": DESKTOP, "height": 640})
        page.goto(f"{REPORTS}since/")
        take(page, "figures-since")


def requests(studio):
    studio.run_code("from tests_browser.stage_pictures import build_requests; build_requests()")
    with studio.visitor(width=PHONE) as page:
        page.goto(f"{SECTION}request/")
        take(page, "requests-form-phone", full_page=True)
    with studio.staff(height=740) as page:
        page.goto(REQUESTS)
        take(page, "requests-list")
        page.set_viewport_size({"width": DESKTOP, "height": 1460})
        page.get_by_role("link", name="Maria Lopez").click()
        page.locator("button[value=send]").wait_for()
        take(page, "requests-answer")


# The last one changes what visitors see on all pages of the section.
SCENES = (
    *(section, watch, passwords, links, recordings, lock_changes, exports, imports),
    *(frontend, live, search, figures, requests),
)


def take_screenshots(names=""):
    """Take the pictures of the scenes named in ``names``, or of all of them."""
    scenes = [scene for scene in SCENES if not names or scene.__name__ in names.split()]
    build()
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as folder,
        example_site(Path(folder), stage=STAGE, FRONTEND_ORIGINS=f"http://localhost:{port}") as site,
        front_end(port, f"{site.address}/api/v2/") as address,
        sync_playwright() as playwright,
        playwright.chromium.launch(**browser_options(installed_chromium())) as browser,
    ):
        ids = ast.literal_eval(site.run_code(WHERE).strip().splitlines()[-1])
        studio = Studio(browser, site, address, ids)
        for scene in scenes:
            scene(studio)
