"""PostgreSQL and Redis on ports of their own, with data in the cluster's folder. They can be stopped and started again."""

import os
import shutil
import socket
import subprocess
import time

from .programs import as_user, free_port, program

# Seconds. Much more than anything takes on a machine that is not busy.
PATIENCE = 90


class PostgreSQL:
    """A database server whose data ends with the cluster, so it need not survive a power cut."""

    name = "PostgreSQL"

    def __init__(self, folder):
        self.folder = folder / "postgresql"
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.folder.mkdir()
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync")

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self):
        """End all connections, as a failover does."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-w", "-m", "fast", "stop")

    def _run(self, name, *arguments):
        command = as_user("postgres", [program(name), "-D", str(self.folder / "data"), *arguments])
        subprocess.run(command, cwd="/", check=True, stdout=subprocess.DEVNULL)  # noqa: S603 -- PostgreSQL's own programs


class Redis:
    """A cache that writes nothing to disk."""

    name = "Redis"

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process = None

    def start(self):
        command = [program("redis-server"), "--bind", "127.0.0.1", "--port", str(self.port), "--save", ""]
        with (self.folder / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)  # noqa: S603 -- Redis
        wait_until(self._answers, f"Redis does not answer: see {self.folder / 'redis.log'}.")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE)
            self.process = None

    def _answers(self):
        with socket.socket() as caller:
            return caller.connect_ex(("127.0.0.1", self.port)) == 0


def wait_until(is_ready, failure, patience=PATIENCE):
    """Wait until ``is_ready()``; raise ``failure`` as an error if it never is."""
    until = time.monotonic() + patience
    while not is_ready():
        if time.monotonic() > until:
            raise RuntimeError(failure)
        time.sleep(0.05)
