"""The site as started by ``make run-s3``."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode

import pytest

from example_site.catalogue.media import MEDIA

REPOSITORY = Path(__file__).resolve().parents[2]
# Seconds. Creating the whole site takes a while on a busy machine.
PATIENCE = 600
WATCH = "/maig-u/mass-shooting-protocol-and-playbook/watch/"


class StaysHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def ask(opener, address, data=None):
    """Return status, headers and content of an answer."""
    form = urlencode(data).encode() if data else None
    try:
        with opener.open(address, form, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@pytest.fixture
def site(tmp_path):
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE", "CACHE_URL"}}
    command = [sys.executable, "-m", "example_site.run_on_s3", "--port", str(port)]
    environ = {**kept, "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    address = f"http://127.0.0.1:{port}"
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(command, cwd=REPOSITORY, env=environ, stdout=log, stderr=log) as process,  # noqa: S603 -- ours
    ):
        try:
            wait_for(address, process, tmp_path / "log")
            yield address, (tmp_path / "log").read_text(), process
        finally:
            process.send_signal(signal.SIGTERM)


def wait_for(address, process, log):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/robots.txt", timeout=5):  # noqa: S310 -- on this machine
                return
        except (URLError, OSError):
            time.sleep(0.5)
    raise AssertionError(log.read_text()[-3000:])


def test_member_gets_a_recording_from_the_store_and_a_visitor_does_not(site):
    address, said, process = site
    member = urllib.request.build_opener(StaysHere, urllib.request.HTTPCookieProcessor(CookieJar()))
    stranger = urllib.request.build_opener(StaysHere)
    opened = ask(member, f"{address}/maig-u/unlock/", {"password": "river lantern maple harbour", "next": WATCH})
    page = ask(member, address + WATCH)[2].decode()
    file = address + re.search(r'"(/maigu/files/[^"]+\.webm)"', page)[1]

    sent_on, refused = ask(member, file), ask(stranger, file)
    given = ask(stranger, sent_on[1]["Location"])
    store = re.search(r"The S3 server is at (\S+),", said)[1]

    assert opened[0] == 303
    assert (sent_on[0], sent_on[1]["Location"].startswith(f"{store}/")) == (302, True)
    assert (given[0], given[2]) == (200, (MEDIA / "mass-shooting-protocol-and-playbook.webm").read_bytes())
    assert (refused[0], refused[1]["Location"]) == (403, None)
    assert ask(stranger, sent_on[1]["Location"].partition("?")[0])[0] == 403
    assert "All 17 hold." in said

    process.send_signal(signal.SIGTERM)
    process.wait(30)
    with pytest.raises(URLError):
        ask(stranger, store)
