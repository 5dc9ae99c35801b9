"""The programs that the cluster needs: where they are, and how to install what is missing."""

import os
import shutil
import socket
from importlib.util import find_spec
from pathlib import Path

# Each program, and the Debian package that has it.
PACKAGES = {"nginx": "nginx", "redis-server": "redis-server", "initdb": "postgresql", "pg_ctl": "postgresql"}
# Each module, and what installs it.
MODULES = {
    "psycopg": "pip install --editable '.[postgres]'",
    "django_redis": "pip install --group example",
    "ministack": "pip install --group test",
}


class MissingPrograms(Exception):
    """Says what the machine lacks."""


def program(name):
    """Return the path of a program, also where Debian does not put it on the path; ``None`` if it is not there."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return str(versions[-1]) if versions else shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def require_programs():
    """Raise ``MissingPrograms`` with a line for each program or module that is missing."""
    lines = [
        f"  {name} is missing. Debian and Ubuntu: apt-get install {package}"
        for name, package in PACKAGES.items()
        if not program(name)
    ]
    lines += [f"  {name} is missing. Run: {command}" for name, command in MODULES.items() if not find_spec(name)]
    if lines:
        raise MissingPrograms("\n".join(["The cluster can’t start:", *lines]))


def as_user(name, command):
    """Return ``command``, run as the user ``name`` if we are root: PostgreSQL refuses to run as root."""
    return ["runuser", "-u", name, "--", *command] if os.getuid() == 0 else command


def free_port():
    """Return a port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
