"""A real server on this machine: gunicorn with some workers, on a database that is there already."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30


class Server:
    """A gunicorn that runs: where it listens, and its workers."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in children.read_text().split()]

    def memory(self, kind: str = "Rss") -> list[float]:
        """Return how many megabytes each worker holds: all of it, or only its share of what is shared ("Pss")."""
        return [_held(worker, kind) / 1000 for worker in self.workers()]


@contextmanager
def server(
    settings: str, workers: int = 2, options: tuple[str, ...] = (), *, is_asgi: bool = False
) -> Iterator[Server]:
    """Serve the site with ``settings`` on the database that is in use, until the block is left; ``options`` are gunicorn's."""
    application = "django.core.asgi:get_asgi_application()" if is_asgi else "django.core.wsgi:get_wsgi_application()"
    port = _free_port()
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "DATABASE_URL": _database_url()}
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    command += ["--log-level", "warning", "--backlog", "2048", *options, application]
    process = subprocess.Popen(command, cwd=ROOT, env=environ)  # noqa: S603 -- a command of ours
    try:
        _wait_for(port, process)
        yield Server(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def _database_url() -> str:
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    user = values["USER"] + (f":{values['PASSWORD']}" if values["PASSWORD"] else "")
    port = f":{values['PORT']}" if values["PORT"] else ""
    return f"{connection.vendor}://{user}@{values['HOST']}{port}/{values['NAME']}"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("gunicorn does not listen.")


def _held(process: int, kind: str) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:"))
