"""What a server and its children use, from /proc."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


class ProcessTree:
    """A process and all that it has started."""

    def __init__(self, root: int) -> None:
        self.root = root

    def pids(self) -> list[int]:
        found = [self.root]
        for pid in found:  # grows while it is read
            found += _children(pid)
        return found

    def cpu(self) -> float:
        """Return the seconds of CPU time so far, with those of children that have ended."""
        return sum(_ticks(pid) for pid in self.pids()) / TICKS

    def memory(self) -> float:
        """Return megabytes, with memory that several processes share divided among them (PSS)."""
        return sum(_shared_out(pid) for pid in self.pids()) / 1000


def _children(pid: int) -> list[int]:
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except FileNotFoundError:
        return []


def _ticks(pid: int) -> int:
    try:
        # The name of the program, in parentheses, may hold spaces.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return sum(int(field) for field in fields[11:15])


def _shared_out(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
