"""
Measure what members who watch a recording cost everybody else, in three ways of sending it, in turns.

8 viewers take 2 MB a second each of a file of 200 MB from two sync workers of gunicorn: by Django's own
``FileResponse``, by the gate, and by the gate with nginx in front (``X-Accel-Redirect``; ``nginx`` has to be
installed). Given are how long another page waits meanwhile, and what a worker holds.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings_files")
django.setup()

from django.conf import settings  # noqa: E402 -- models need Django to be set up
from django.core.files.base import ContentFile  # noqa: E402

from benchmarks.databases import Databases, say  # noqa: E402
from benchmarks.locked_contents import PASSWORD, make_locked_pages  # noqa: E402
from benchmarks.measuring import fetch  # noqa: E402
from benchmarks.serving import Server, _free_port, _wait_for, server  # noqa: E402
from benchmarks.viewers import Viewer, waits_of, watching  # noqa: E402
from maigu_wagtail.file_access import address_of  # noqa: E402
from maigu_wagtail.models import Recording, SessionPage  # noqa: E402

MEGA = 1_000_000
OTHER_PAGE = "/maig-u/session-12/"
PLAIN, GATE, NGINX = "Django’s FileResponse", "the gate", "the gate, nginx sends (X-Accel-Redirect)"
NGINX_CONFIGURATION = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; {user}
events {{}}
http {{
  access_log off; default_type application/octet-stream; sendfile on;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://127.0.0.1:{behind}; proxy_set_header Host $host; }}
    location /maigu-private/ {{ internal; alias {files}/; }}
  }}
}}
"""


def main() -> None:
    options = read_options()
    databases = Databases()
    try:
        databases.add("files", partial(make_recording, options.size * MEGA), keep=options.keep)
        film = Recording.objects.get()
        cookie = {"Cookie": fetch("/maig-u/unlock/", form={"password": PASSWORD, "next": "/maig-u/"}).cookies}
        ways = {
            PLAIN: ("benchmarks.settings_files", f"/plain-files/{film.uid}"),
            GATE: ("benchmarks.settings_files", address_of(film, film.download_name)),
            NGINX: ("benchmarks.settings_files_nginx", address_of(film, film.download_name)),
        }
        found: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
        for number in range(options.rounds):
            for way, (module, path) in ways.items():
                say(f"\rRound {number + 1} of {options.rounds}: {way}{' ' * 30}")
                found[way].append(measure(module, path, cookie, options, has_nginx=way == NGINX))
        say("\n")
        print_table(found, options)
    finally:
        databases.close(keep=options.keep)
        if not options.keep:
            shutil.rmtree(settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER, ignore_errors=True)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.files", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="times that each way is measured, in turns")
    parser.add_argument("--seconds", type=float, default=20, help="how long viewers watch each time")
    parser.add_argument("--viewers", type=int, default=8)
    parser.add_argument("--speed", type=float, default=2, help="megabytes that a viewer takes in a second")
    parser.add_argument("--size", type=int, default=200, help="megabytes of the file")
    parser.add_argument("--keep", action="store_true", help="keep database and file, and use those of the last run")
    return parser.parse_args()


def make_recording(size: int) -> None:
    """Make a section with a session whose recording has ``size`` bytes, and others."""
    make_locked_pages(20)
    film = Recording(title="Film", original_name="film.mp4", content_type="video/mp4", size=size)
    film.file.save("film.mp4", ContentFile(b"-"), save=False)
    with Path(film.file.path).open("wb") as file:
        for _piece in range(size // MEGA):
            file.write(os.urandom(MEGA))
    film.save()
    session = SessionPage.objects.get(slug="session-11")
    session.members_content = [("recording", film)]
    session.save()


def measure(
    module: str, path: str, cookie: dict[str, str], options: argparse.Namespace, *, has_nginx: bool
) -> dict[str, float]:
    with server(module) as served, nginx(served.port) if has_nginx else nullcontext(served.port) as port:
        viewers = [Viewer(port, path, cookie, options.speed * MEGA) for _number in range(options.viewers)]
        waits_of(port, OTHER_PAGE, 2, 10)
        quiet = waits_of(port, OTHER_PAGE, 2, 10)
        held = [max(served.memory())]
        with watching(viewers), memory_of(served, held):
            waits = waits_of(port, OTHER_PAGE, options.seconds, options.seconds)
        return {
            "quiet": median(quiet) * 1000,
            "longest": max(waits) * 1000,
            "median": median(waits) * 1000,
            "answers": len(waits),
            "got": sum(viewer.got for viewer in viewers) / MEGA,
            "slowest": min(viewer.got for viewer in viewers) / MEGA,
            "requests": sum(viewer.requests for viewer in viewers),
            "before": held[0],
            "held": max(held),
        }


@contextmanager
def memory_of(served: Server, held: list[float]) -> Iterator[None]:
    """Note again and again what the larger of the workers holds."""
    stop = threading.Event()

    def note() -> None:
        while not stop.wait(0.25):
            held.append(max(served.memory()))

    thread = threading.Thread(target=note, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def nginx(behind: int) -> Iterator[int]:
    """Have an nginx stand before the server at ``behind``; gives its port."""
    port, files = _free_port(), settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise SystemExit("nginx is not installed.")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        file.write_text(NGINX_CONFIGURATION.format(folder=folder, port=port, behind=behind, files=files, user=user))
        process = subprocess.Popen([program, "-e", f"{folder}/error.log", "-c", file])  # noqa: S603 -- of our making
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(10)
            time.sleep(0.1)


def print_table(found: dict[str, list[dict[str, float]]], options: argparse.Namespace) -> None:
    watched = options.viewers * options.speed * options.seconds
    print(
        f"{options.viewers} viewers, {options.speed:g} MB/s each, of a file of {options.size} MB; {options.seconds:g} s"
    )
    print(
        "| | another page waits: longest | median | with no viewers | viewers got | slowest one | worker’s memory | before |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for way, rounds in found.items():
        worst = max(one["longest"] for one in rounds)
        longest = f"none in {options.seconds:g} s" if worst >= options.seconds * 1000 else f"{worst:.0f} ms"
        middle = {name: median(one[name] for one in rounds) for name in rounds[0]}
        print(
            f"| {way} | {longest} | {middle['median']:.0f} ms | {middle['quiet']:.0f} ms "
            f"| {middle['got']:.0f} of {watched:.0f} MB | {middle['slowest']:.0f} MB "
            f"| {max(one['held'] for one in rounds):.0f} MB | {middle['before']:.0f} MB |"
        )


if __name__ == "__main__":
    main()
