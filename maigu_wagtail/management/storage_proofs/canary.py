"""The file that proofs are made with, and what a proof is."""

from dataclasses import dataclass, field
from uuid import uuid4

from maigu_wagtail.recordings.storage import random_key

LENGTH = 4096


@dataclass
class Canary:
    """A file that nobody may get: its ``name`` in the storage, and what is in it."""

    mark: str = field(default_factory=lambda: uuid4().hex)
    name: str = ""
    content: bytes = b""

    def __post_init__(self) -> None:
        # As of any other file, so that one that could not be removed is an orphan like others.
        self.name = random_key(None, "canary.txt")
        line = f"canary of maigu_check_storage {self.mark}\n".encode()
        self.content = (line * LENGTH)[:LENGTH]

    def is_in(self, body: bytes) -> bool:
        """Return whether an answer gives it away."""
        return self.mark.encode() in body


@dataclass(frozen=True)
class Proof:
    """A sentence about the storage, whether it holds, and what was seen; never a signed address."""

    claim: str
    holds: bool
    seen: str = ""
