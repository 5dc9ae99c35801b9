"""One app server: gunicorn in a process group of its own, on a port of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from .programs import free_port
from .services import PATIENCE, wait_until

REPOSITORY = Path(__file__).resolve().parents[2]


class AppServer:
    """A server of the site; ``code`` is the folder whose code it runs, for a rolling update."""

    def __init__(self, name, folder, environ, code=REPOSITORY, *, workers=2, threads=4):
        self.name, self.folder, self.environ, self.code = name, folder, environ, code
        self.workers, self.threads = workers, threads
        self.port = free_port()
        self.process = None

    @property
    def log(self):
        return self.folder / f"{self.name}.log"

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", str(self.workers), "--threads", str(self.threads), "--worker-class", "gthread"]
        command += ["--graceful-timeout", "10", "--log-level", "warning", "example_site.wsgi"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 -- the site's own server
                command, cwd=self.code, env=self.environ, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(self._answers, f"{self.name} does not answer: see {self.log}.")

    def stop(self):
        """Finish the requests in progress, then end."""
        self._end(signal.SIGTERM)

    def kill(self):
        """End at once, as a machine that loses its power does."""
        self._end(signal.SIGKILL)

    def _end(self, how):
        if self.process and self.process.poll() is None:
            if how == signal.SIGKILL:
                os.killpg(self.process.pid, how)
            else:
                self.process.send_signal(how)
            self.process.wait(PATIENCE)

    def _answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.name} ended: see {self.log}.")
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=5) as response:
                return response.status == 200
        except (URLError, OSError):
            return False
