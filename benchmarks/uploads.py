"""
Measure how an editor uploads a large recording in the CMS, with real Chromium, and what is left of an upload cut off.

On the example site, in three ways: through Django into the private folder, through Django into an S3 server,
and straight from the browser into that server. Needs the dependency groups ``browser`` and ``test``.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from shutil import which
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from example_site.run_on_s3 import BUCKET, _bucket
from tests.s3_server import s3_server
from tests_browser import cms
from tests_browser.serving import ROOT, environment, free_port, run, served

MEGA = 1_000_000
MANAGE = ROOT / "example_site" / "manage.py"
FOLDER, THROUGH, STRAIGHT = "into the folder", "into S3 through Django", "into S3 straight from the browser"
ADD = "/admin/maigu/recordings/add/"
SHOWN = """() => {
  window.shown = [];
  const bar = document.querySelector("[data-maigu-progress] progress");
  new MutationObserver(() => window.shown.push(bar.value)).observe(bar, {attributes: true});
}"""
# What a browser sends until the editor goes away.
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 20 * MEGA}
LEFT = """
import json, tempfile
from pathlib import Path
from maigu_wagtail.models import Recording
print(json.dumps({"rows": Recording.objects.count(), "temporary": len(list(Path(tempfile.gettempdir()).glob("*.upload*")))}))
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.uploads", description=__doc__)
    parser.add_argument("--size", type=int, default=300, help="megabytes of the file")
    size = parser.parse_args().size
    print(f"| upload of {size} MB | seconds | worker's peak | before | bar shown | left of one cut off |")
    print("|---|---:|---:|---:|---|---|")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        film = make_film(folder / "film.mp4", size * MEGA)
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=which("chromium"), args=["--no-sandbox"]
        )
        for way in (FOLDER, THROUGH, STRAIGHT):
            print(measure(way, folder / way.replace(" ", "-"), film, browser), flush=True)


def make_film(path: Path, size: int) -> Path:
    """Write a file that begins as an MP4 film does and goes on with noise."""
    with path.open("wb") as file:
        file.write(b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41")
        for _piece in range(size // MEGA):
            file.write(os.urandom(MEGA))
    return path


@contextmanager
def site_that_uploads(way: str, folder: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Serve the example site, which uploads in this way, out of ``folder``; give its port and environment."""
    (folder / "tmp").mkdir(parents=True)
    environ = environment() | {
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "tests_browser.settings",
        "BROWSER_TESTS_MEDIA": str(folder / "media"),
        "DEBUG": "1",
        "TMPDIR": str(folder / "tmp"),
    }
    port = free_port()
    with ExitStack() as stack:
        if way != FOLDER:
            store = stack.enter_context(s3_server())
            store.make_bucket(BUCKET, origin=f"http://127.0.0.1:{port}")
            environ |= _bucket(store) | {"RECORDINGS_DIRECT_UPLOAD": "1" if way == STRAIGHT else ""}
        manage(environ, "prepare", "--port", str(port))
        # Without DEBUG, which keeps every query in memory.
        served_env, log = environ | {"DEBUG": "0"}, folder / "log"
        stack.enter_context(served(MANAGE, port=port, log=log, env=served_env, options=["--insecure"]))
        yield port, environ


def measure(way: str, folder: Path, film: Path, browser: Browser) -> str:
    with site_that_uploads(way, folder) as (port, environ):
        server = server_at(port)
        page = sign_in(browser, port)
        before = peak_of(server)
        seconds, shown = upload(page, film)
        peak, rows = peak_of(server), left(environ)
        cut_off(browser, port, film)
        time.sleep(5)
        after = left(environ)
        orphans = manage(environ, "maigu_files", "--older-than", "0").strip().splitlines()[-1]
    rest = f"{after['rows'] - rows['rows']} rows, {after['temporary']} temporary files; maigu_files: {orphans}"
    bar = f"{len(shown)} times, from {min(shown):.0f} to {max(shown):.0f}" if shown else "never"
    return f"| {way} | {seconds:.1f} | {peak:.0f} MB | {before:.0f} MB | {bar} | {rest} |"


def manage(environ: dict[str, str], *arguments: str) -> str:
    said: str = run(sys.executable, MANAGE, *arguments, env=environ)
    return said


def left(environ: dict[str, str]) -> dict[str, int]:
    """Return how many recordings there are, and how many temporary files of uploads."""
    found: dict[str, int] = json.loads(manage(environ, "shell", "--verbosity", "0", "--command", LEFT).splitlines()[-1])
    return found


def server_at(port: int) -> int:
    """Return the number of the process that serves the site at ``port``."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"runserver\0--noreload\x00127.0.0.1:{port}" in (process / "cmdline").read_text():
                return int(process.name)
    raise RuntimeError("The site does not run.")


def peak_of(pid: int) -> float:
    """Return the most that a process has held so far, in megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1000
    raise RuntimeError("This system does not say what a process holds.")


def sign_in(browser: Browser, port: int) -> Page:
    page = browser.new_context(base_url=f"http://127.0.0.1:{port}").new_page()
    cms.sign_in(page, cms.EDITOR)
    return page


def begin(page: Page, film: Path) -> None:
    page.goto(ADD)
    page.set_input_files("#id_file", film)
    page.fill("#id_title", "A long film")
    page.evaluate(SHOWN)


def upload(page: Page, film: Path) -> tuple[float, list[float]]:
    """Upload a film as an editor does; return the seconds until the list is there, and what the bar showed."""
    shown: list[Any] = []
    page.expose_function("keepShown", lambda values: shown.extend(values))
    begin(page, film)
    page.evaluate("addEventListener('pagehide', () => window.keepShown(window.shown))")
    page.evaluate("setInterval(() => window.keepShown(window.shown.splice(0)), 200)")
    begun = time.monotonic()
    page.get_by_role("button", name="Upload", exact=True).click()
    page.wait_for_url("**/admin/maigu/recordings/", timeout=300_000)
    return time.monotonic() - begun, [value for value in shown if value is not None]


def cut_off(browser: Browser, port: int, film: Path) -> None:
    """Begin to upload and go away in the middle."""
    page = sign_in(browser, port)
    begin(page, film)
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.get_by_role("button", name="Upload", exact=True).click()
    page.wait_for_function("document.querySelector('[data-maigu-progress] progress').value >= 40", timeout=120_000)
    page.close(run_before_unload=False)
    page.context.close()


if __name__ == "__main__":
    main()
