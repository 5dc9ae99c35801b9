"""
Measure what members who watch a recording cost everybody else, in several ways of sending it, in turns.

8 viewers take 2 MB a second each of a file of 200 MB from two workers of gunicorn: by Django's own ``FileResponse`` and by the
file view with sync workers, which viewers block; by the file view with threads (gthread), under ASGI, and with nginx or Apache
in front (``X-Accel-Redirect``, ``X-Sendfile``; both have to be installed). Given are how long another page waits meanwhile,
and what a worker holds.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
from maigu_wagtail.members.file_access import address_of  # noqa: E402
from maigu_wagtail.models import Recording, SessionPage  # noqa: E402

MEGA = 1_000_000
OTHER_PAGE = "/maig-u/session-12/"
FILES = "benchmarks.settings_files"
THREADS = ("--worker-class", "gthread", "--threads", "32")
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
APACHE_CONFIGURATION = """
ServerRoot {folder}
ServerName 127.0.0.1
PidFile {folder}/pid
Listen 127.0.0.1:{port}
ErrorLog {folder}/error.log
User www-data
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule proxy_module {modules}/mod_proxy.so
LoadModule proxy_http_module {modules}/mod_proxy_http.so
LoadModule xsendfile_module {modules}/mod_xsendfile.so
XSendFile On
FileETag None
XSendFilePath {files}
ProxyPass / http://127.0.0.1:{behind}/
ProxyPreserveHost On
"""


@dataclass(frozen=True)
class Way:
    """One way of sending a file: the site's settings, gunicorn's options, and what stands in front."""

    name: str
    settings: str = FILES
    options: tuple[str, ...] = ()
    is_asgi: bool = False
    front: str = ""
    is_plain: bool = False


WAYS = [
    Way("Django’s `FileResponse`, sync workers", is_plain=True),
    Way("the file view, sync workers"),
    Way("the file view, gthread with 32 threads", options=THREADS),
    Way("the file view, ASGI", options=("--worker-class", "asgi"), is_asgi=True),
    Way("nginx sends (`X-Accel-Redirect`), sync workers", f"{FILES}_nginx", front="nginx"),
    Way("Apache sends (`X-Sendfile`), sync workers", f"{FILES}_apache", front="apache2"),
]


def main() -> None:
    options = read_options()
    databases = Databases()
    try:
        databases.add("files", partial(make_recording, options.size * MEGA), keep=options.keep)
        film = Recording.objects.get()
        cookie = {"Cookie": fetch("/maig-u/unlock/", form={"password": PASSWORD, "next": "/maig-u/"}).cookies}
        found: dict[str, list[dict[str, float]]] = {way.name: [] for way in WAYS}
        for number in range(options.rounds):
            for way in WAYS:
                say(f"\rRound {number + 1} of {options.rounds}: {way.name}{' ' * 30}")
                path = f"/plain-files/{film.uid}" if way.is_plain else address_of(film, film.download_name)
                found[way.name].append(measure(way, path, cookie, options))
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
    # Apache reads it as a user of its own.
    for place in (Path(film.file.path), *Path(film.file.path).parents[:2]):
        place.chmod(0o755)
    film.save()
    session = SessionPage.objects.get(slug="session-11")
    session.members_content = [("recording", film)]
    session.save()


def measure(way: Way, path: str, cookie: dict[str, str], options: argparse.Namespace) -> dict[str, float]:
    with (
        server(way.settings, options=way.options, is_asgi=way.is_asgi) as served,
        in_front(way.front, served.port) as port,
    ):
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
def in_front(kind: str, behind: int) -> Iterator[int]:
    """Have an nginx or an Apache stand before the server at ``behind``; gives its port. None where ``kind`` is empty."""
    if not kind:
        yield behind
        return
    program = shutil.which(kind, path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise SystemExit(f"{kind} is not installed.")
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        command, text = {
            "nginx": ([program, "-e", f"{folder}/error.log", "-c"], NGINX_CONFIGURATION),
            "apache2": ([program, "-D", "FOREGROUND", "-f"], APACHE_CONFIGURATION),
        }[kind]
        file = Path(folder) / "front.conf"
        file.write_text(
            text.format(
                folder=folder,
                port=port,
                behind=behind,
                files=settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER,
                user="user root;" if os.geteuid() == 0 else "",
                modules="/usr/lib/apache2/modules",
            )
        )
        process = subprocess.Popen([*command, file])  # noqa: S603 -- of our making
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
        "| | longest wait for another page | median | without viewers | viewers received | slowest viewer | worker’s memory | before |"
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
