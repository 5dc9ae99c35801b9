"""The canary that proofs use, and the result of a proof."""

from dataclasses import dataclass, field
from uuid import uuid4

from maigu_wagtail.recordings.storage import random_key

LENGTH = 4096


@dataclass
class Canary:
    """A file that nobody may get: ``name`` is its key in the storage, ``mark`` a random text in its ``content``."""

    mark: str = field(default_factory=lambda: uuid4().hex)
    name: str = ""
    content: bytes = b""

    def __post_init__(self) -> None:
        # Named like any other file, so that ``maigu_files`` finds it if it cannot be removed.
        self.name = random_key(None, "canary.txt")
        line = f"canary of maigu_check_storage {self.mark}\n".encode()
        self.content = (line * LENGTH)[:LENGTH]

    def is_in(self, body: bytes) -> bool:
        """Return whether ``body`` contains any of the canary's content."""
        return self.mark.encode() in body


@dataclass(frozen=True)
class Proof:
    """A claim about the storage, whether it holds, and what was observed. ``seen`` must not contain a signed URL."""

    claim: str
    holds: bool
    seen: str = ""
