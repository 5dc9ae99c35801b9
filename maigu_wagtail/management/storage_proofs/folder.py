"""Proofs for a folder: which users of the machine can read it, and whether part of a file can be read."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .canary import Canary, Proof


def prove_folder(storage: Any, canary: Canary) -> Iterator[Proof]:
    """Yield the proofs for a folder that contains ``canary``."""
    path = Path(storage.path(canary.name))
    with storage.open(canary.name) as file:
        file.seek(100)
        part = file.read(100)
    yield Proof("A part of the file can be read.", holds=part == canary.content[100:200], seen=f"{len(part)} bytes")
    yield _prove_closed_to_others("Other users of this machine can’t read the file.", path)
    inside = [folder for folder in path.parents if folder.is_relative_to(storage.location)]
    for folder in inside:
        yield _prove_closed_to_others("Other users of this machine can’t look into the folder.", folder)
    yield _prove_no_address(storage, canary)


def _prove_closed_to_others(claim: str, path: Path) -> Proof:
    mode = stat.S_IMODE(path.stat().st_mode)
    # Windows has no permission bits.
    return Proof(claim, holds=os.name == "nt" or not mode & stat.S_IRWXO, seen=f"{mode:04o} {path}")


def _prove_no_address(storage: Any, canary: Canary) -> Proof:
    claim = "The storage gives the file no address of its own."
    try:
        address = storage.url(canary.name)
    except (ValueError, NotImplementedError):
        return Proof(claim, holds=True)
    return Proof(claim, holds=False, seen=address)
