"""What the check has found out: leaks, texts that editors made public themselves, and warnings."""

from dataclasses import dataclass, field

from .kinds import Secret
from .searching import Match

# How many places are named for each leak.
NAMED = 5
# Warnings about what was not looked at.
LIMITED = "The site refused to answer because of too many requests"
NO_ANSWER = "The site did not answer"
NOT_ALL_READ = "A response could not be searched as a whole"
GAPS = (LIMITED, NO_ANSWER, NOT_ALL_READ)


@dataclass
class Finding:
    """A secret, and the places where a stranger can read it."""

    secret: Secret
    places: list[str] = field(default_factory=list)
    number: int = 0

    def add(self, place: str) -> None:
        """Add a place; only the first few are named."""
        self.number += 1
        if len(self.places) < NAMED:
            self.places.append(place)


@dataclass
class Findings:
    """All that was found. ``seconds``, ``requests`` and so on say how much was checked."""

    leaks: dict[Secret, Finding] = field(default_factory=dict)
    also_public: dict[Secret, Finding] = field(default_factory=dict)
    warnings: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    requests: int = 0
    not_asked: int = 0
    queries_left_out: int = 0
    stopped: str = ""
    secrets: int = 0
    too_short: int = 0
    seconds: float = 0.0

    @property
    def is_complete(self) -> bool:
        """Whether all that was to be asked was asked, and all responses could be searched."""
        return not (self.stopped or self.not_asked or any(text.startswith(GAPS) for text in self.warnings))

    def add(self, match: Match, place: str) -> None:
        """Add what was found at ``place``."""
        group = self.also_public if match.is_public else self.leaks
        group.setdefault(match.secret, Finding(match.secret)).add(place)

    def add_leak(self, secret: Secret, place: str) -> None:
        """Add a leak that is not in the text of a response."""
        same = (known for known in self.leaks if str(known) == str(secret))
        self.leaks.setdefault(next(same, secret), Finding(secret)).add(place)

    def warn(self, warning: str, where: str) -> None:
        """Add ``where`` to the places that ``warning`` is about."""
        self.warnings.setdefault(warning, []).append(where)
