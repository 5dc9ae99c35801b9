"""
Move in: import a page of sixteen sessions by hand, then drop eighty files on *Upload several* and add them to the drafts.

With real Chromium on the example site, into the private folder and straight into an S3 server. In the middle, the
connection breaks, and the site is killed and started again. Needs the dependency groups ``browser`` and ``test``.
"""

import argparse
import hashlib
import json
import os
import re
import signal
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from shutil import which
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.several_uploads import FINISHED, PAUSE, SEVERAL
from benchmarks.uploads import FOLDER, MANAGE, MEGA, STRAIGHT, manage, server_at, sign_in, site_that_uploads
from tests.recordings.files import PDF, picture
from tests_browser.films import make
from tests_browser.serving import ROOT, served

OLD_PAGE = ROOT / "tests" / "sessions" / "imports" / "pages" / "maig-u.txt"
# What the page does not say of its last session.
SIXTEENTH = ("Research on Gun Violence in Cities", "2021-02-11")
EMPTY = """
from maigu_wagtail.models import SessionPage
for page in SessionPage.objects.all(): page.delete()
"""
SESSIONS = """
import json
from maigu_wagtail.models import SessionPage
print(json.dumps([[page.title, str(page.date)] for page in SessionPage.objects.order_by("date")]))
"""
STORED = """
import hashlib, json
from maigu_wagtail.models import SessionPage
def digest(file):
    with file.open() as content: return hashlib.file_digest(content, "sha256").hexdigest()
found = {}
for page in SessionPage.objects.all():
    content = page.get_latest_revision_as_object().members_content
    parts = [(block.block_type, block.value) for block in content]
    found[page.title] = sorted(
        [(kind, digest(file.file)) for kind, file in parts]
        + [("poster", digest(file.poster)) for kind, file in parts if kind == "recording"]
        + [(text.language, text.webvtt.split()[-1]) for kind, file in parts if kind == "recording" for text in file.captions.all()]
    )
print(json.dumps(found))
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attached_films", description=__doc__)
    parser.add_argument("--page", type=Path, default=OLD_PAGE, help="the old page, as text")
    parser.add_argument("--size", type=int, default=300, help="megabytes of the largest film")
    options = parser.parse_args()
    print("| 16 films with captions, posters and slides | import | upload | added | broken off | as on the laptop |")
    print("|---|---:|---:|---:|---:|---:|")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=which("chromium"), args=["--no-sandbox"]
        )
        for way in (FOLDER, STRAIGHT):
            print(measure(way, folder / way.replace(" ", "-"), browser, options), flush=True)


def measure(way: str, folder: Path, browser: Browser, options: argparse.Namespace) -> str:
    with ExitStack() as stack:
        port, environ = stack.enter_context(site_that_uploads(way, folder))
        manage(environ, "shell", "--verbosity", "0", "--command", EMPTY)
        page = sign_in(browser, port)
        failed: list[str] = []
        page.on("requestfailed", lambda request: request.url.startswith("http") and failed.append(request.url))
        imported = import_page(page, options.page.read_text())
        files, expected = make_files(folder / "laptop", told(environ, SESSIONS), options.size * MEGA)
        begun = time.monotonic()
        page.goto(SEVERAL)
        drop(page, files)
        wait_for_middle(page, files[0].name)
        page.context.set_offline(True)
        time.sleep(PAUSE)
        page.context.set_offline(False)
        page.wait_for_function("document.querySelectorAll('[data-complete]').length >= 30", timeout=600_000)
        os.kill(server_at(port), signal.SIGKILL)
        time.sleep(PAUSE)
        log = folder / "log-again"
        stack.enter_context(served(MANAGE, port=port, log=log, env=environ | {"DEBUG": "0"}, options=["--insecure"]))
        page.get_by_text(FINISHED).wait_for(timeout=900_000)
        uploaded = time.monotonic() - begun
        page.get_by_role("button", name="Add the files").click(timeout=300_000)
        page.wait_for_url("**/admin/maigu/recordings/", timeout=300_000)
        added = time.monotonic() - begun - uploaded
        stored = {title: [tuple(part) for part in parts] for title, parts in told(environ, STORED).items()}
        equal = sum(stored[title] == sorted(parts) for title, parts in expected.items())
    broken = Counter("S3" if "Signature" in url else "site" for url in failed)
    return (
        f"| {way} | {imported:.0f} s | {uploaded:.0f} s | {added:.0f} s | "
        f"{', '.join(f'{number} to {name}' for name, number in broken.items())} | {equal} of {len(expected)} sessions |"
    )


def told(environ: dict[str, str], code: str) -> Any:
    """Return what ``code`` prints as JSON in the shell of the site."""
    return json.loads(manage(environ, "shell", "--verbosity", "0", "--command", code).splitlines()[-1])


def import_page(page: Page, text: str) -> float:
    """Paste the old page, complete its last session, create the drafts; return the seconds."""
    begun = time.monotonic()
    page.goto("/admin/maigu/imports/")
    page.get_by_label("Or paste the page").fill(text)
    page.get_by_role("button", name="Show what it finds").click()
    row = page.get_by_role("group", name="No title")
    row.get_by_label("Create a draft").check()
    row.get_by_label("Title").fill(SIXTEENTH[0])
    row.get_by_label("Date").fill(SIXTEENTH[1])
    page.get_by_role("button", name="Create drafts", exact=True).click()
    page.get_by_text("16 drafts were created.").wait_for()
    return time.monotonic() - begun


def make_files(
    folder: Path, sessions: list[list[str]], size: int
) -> tuple[list[Path], dict[str, list[tuple[str, str]]]]:
    """Make the files of each session, the first film with ``size`` bytes; return them, and what is to be in each session."""
    folder.mkdir()
    files, expected = [], {}
    for number, (title, day) in enumerate(sessions):
        name = name_of(number, title, date.fromisoformat(day))
        film, poster, slides = (folder / f"{name}.{kind}" for kind in ("mp4", "jpg", "pdf"))
        tone = ["-f", "lavfi", "-i", f"sine=frequency={200 + number * 20}"]
        source = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=10"]
        make(*source, *tone, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-t", 2, film)
        if not number:
            # A box that players skip, without room on the disk.
            space = size - film.stat().st_size
            with film.open("ab") as content:
                content.write(space.to_bytes(4, "big") + b"free")
                content.truncate(size)
        poster.write_bytes(picture("JPEG") + bytes([number]))
        slides.write_bytes(PDF + f"% {number}\n".encode())
        vtt, srt = folder / f"{name}.en.vtt", folder / f"{name}.es.srt"
        vtt.write_text(f"WEBVTT\n\n00:00.000 --> 00:01.000\nen-{number}\n")
        srt.write_text(f"1\n00:00:00,000 --> 00:00:01,000\nes-{number}\n")
        files += [film, vtt, srt, poster, slides]
        digests = [
            (kind, hashlib.sha256(path.read_bytes()).hexdigest())
            for kind, path in (("recording", film), ("poster", poster), ("resource", slides))
        ]
        expected[title] = [*digests, ("en", f"en-{number}"), ("es", f"es-{number}")]
    return files, expected


def name_of(number: int, title: str, day: date) -> str:
    """Return one of the names that people give to the film of a session."""
    words = re.findall(r"[\w’-]+", title)
    names = [
        "-".join(words).lower(),
        f"{day} {' '.join(words[:3])}",
        " ".join(words),
        f"MAIG U {day:%m-%d-%Y}",
        f"{'_'.join(words)}_final",
        f"{day:%Y%m%d}_recording",
        f"{day.month}.{day.day}.{day:%y} {words[0]}",
    ]
    return names[number % len(names)]


def drop(page: Page, files: list[Path]) -> None:
    """Drop files on the screen as from the desktop."""
    box = page.locator("[data-maigu-zone]").bounding_box() or {}
    data = {"items": [], "files": [str(path) for path in files], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        place = {"type": kind, "x": box["x"] + 40, "y": box["y"] + 20, "data": data}
        session.send("Input.dispatchDragEvent", place)


def wait_for_middle(page: Page, name: str) -> None:
    """Wait until a third of a film is uploaded."""
    page.wait_for_function(
        "name => document.querySelector(`[data-name='${name}'] progress`)?.value >= 30", arg=name, timeout=600_000
    )


if __name__ == "__main__":
    main()
