"""A site as a person runs it: its own process, its own database, a free port of this machine."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 90


def free_port():
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def environment(**more):
    """Return this process's environment without what would decide about the site's settings or database."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST_"))}
    for name in ("DATABASE_URL", "CACHE_URL", "DEBUG", "ADMIN_BASE_URL"):
        ours.pop(name, None)
    return {**ours, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **more}


def run(*command, cwd=ROOT, env=None):
    """Run a command to its end and return what it printed; what went wrong is in the failure."""
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, env=env or environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@contextmanager
def served(manage, *, port, log, env, cwd=ROOT, options=()):
    """Serve the site of ``manage`` while the block runs, and give its address."""
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, str(manage), "runserver", "--noreload", f"127.0.0.1:{port}", *options]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_for(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(address, process, log):
    """Return as soon as something answers at ``address``."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(address, timeout=5):  # noqa: S310 -- an address of this machine
                return
        except URLError:
            time.sleep(0.1)
    raise AssertionError(f"The site did not start.\n{log.read_text(errors='replace')}")
