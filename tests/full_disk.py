"""A disk that is full: the system refuses what goes beyond a limit, in the middle of a file."""

import resource
from contextlib import contextmanager

ROOM = 1024 * 1024


@contextmanager
def no_room():
    """Let no file of this process become larger than ``ROOM`` bytes; what was written of it before stays, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
