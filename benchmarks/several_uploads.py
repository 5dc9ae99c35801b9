"""
Measure how an editor uploads many large recordings at once, with real Chromium and a connection that breaks in between.

On the example site, into the private folder and straight from the browser into an S3 server. Needs the dependency groups
``browser`` and ``test``.
"""

import argparse
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.uploads import FOLDER, MEGA, STRAIGHT, manage, peak_of, server_at, sign_in, site_that_uploads

SEVERAL = "/admin/maigu/recordings/several/"
FINISHED = "All files are uploaded. Check the sessions, then add the files."
# Seconds without a connection.
PAUSE = 3
COUNT = "from maigu_wagtail.models import Recording; print(sum(Recording.objects.filter(size=%d).values_list('size', flat=True)))"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.several_uploads", description=__doc__)
    parser.add_argument("--size", type=int, default=300, help="megabytes of each file")
    parser.add_argument("--files", type=int, default=16, help="how many files")
    options = parser.parse_args()
    print(
        f"| {options.files} films of {options.size} MB | seconds | worker's peak | before | broken off | bytes stored |"
    )
    print("|---|---:|---:|---:|---:|---:|")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        films = [
            make_sparse_film(folder / f"film-{number:02}.mp4", options.size * MEGA) for number in range(options.files)
        ]
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=which("chromium"), args=["--no-sandbox"]
        )
        for way in (FOLDER, STRAIGHT):
            print(measure(way, folder / way.replace(" ", "-"), films, browser), flush=True)


def make_sparse_film(path: Path, size: int) -> Path:
    """Write a file that begins as an MP4 film does, and takes no room on the disk."""
    with path.open("wb") as file:
        file.write(b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41")
        file.truncate(size)
    return path


def measure(way: str, folder: Path, films: list[Path], browser: Browser) -> str:
    with site_that_uploads(way, folder) as (port, environ):
        server = server_at(port)
        page = sign_in(browser, port)
        before = peak_of(server)
        failed: list[str] = []
        # Not the script's own look at a film that no browser can play.
        page.on("requestfailed", lambda request: request.url.startswith("http") and failed.append(request.url))
        seconds = upload(page, films)
        page.get_by_role("button", name="Add the files").click()
        page.wait_for_url("**/admin/maigu/recordings/", timeout=60_000)
        stored = manage(environ, "shell", "--verbosity", "0", "--command", COUNT % films[0].stat().st_size).split()[-1]
        peak = peak_of(server)
    return f"| {way} | {seconds:.1f} | {peak:.0f} MB | {before:.0f} MB | {len(failed)} requests | {int(stored):,} |"


def upload(page: Page, films: list[Path]) -> float:
    """Upload the films, with the connection gone in the middle of one; return the seconds until all have arrived."""
    page.goto(SEVERAL)
    begun = time.monotonic()
    page.set_input_files("[data-maigu-several-files]", films)
    middle = films[len(films) // 2].name
    page.wait_for_function(
        "name => document.querySelector(`[data-name='${name}'] progress`)?.value >= 30", arg=middle, timeout=600_000
    )
    page.context.set_offline(True)
    time.sleep(PAUSE)
    page.context.set_offline(False)
    page.get_by_text(FINISHED).wait_for(timeout=900_000)
    return time.monotonic() - begun


if __name__ == "__main__":
    main()
