"""What the leak check looks for: a text that only members or staff may get, and what to do if a stranger gets it."""

from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """What a secret is: its name, and what to do if a stranger can read it."""

    PASSWORD = "shared password", "Change the password now. Then find what shows it: nothing but the CMS should."
    LINK = "unlock link", "Deactivate the link in the CMS now. Then find what shows it."
    JOIN = (
        "join details",
        "Change the meeting’s passcode, if it has one. Then find the template, field or view that shows it.",
    )
    EMBED = "video address", "Find the template, field or view that shows it, and make the video private at its host."
    FILE = "private file", "Find what shows its name. If the file itself is public, move it to private storage."
    TITLE = "title", "Find the template, field or view that shows it, or use a title that may be public."
    TEXT = (
        "text for members",
        "Find the template, field, feed or view that shows it, and show it on the watch page alone.",
    )
    PAGE = "page for members", "Find the list, search or template that shows it, and have it use only public pages."
    STAFF = "details of staff and members", "Find the template, field or view that shows it. Only staff may see it."

    def __init__(self, label: str, next_step: str) -> None:
        self.label = label
        self.next_step = next_step

    @property
    def is_never_public(self) -> bool:
        """Whether it is a leak even if an editor wrote it into a public text."""
        return self in (Kind.PASSWORD, Kind.LINK, Kind.JOIN)

    @property
    def is_prose(self) -> bool:
        """Whether it may consist of common words, which occur on a page by chance if it is short."""
        return self in (Kind.TITLE, Kind.TEXT, Kind.PAGE, Kind.FILE)

    @property
    def is_long(self) -> bool:
        """Whether it is mostly a text of many sentences."""
        return self in (Kind.TEXT, Kind.PAGE)


# Compared by identity: texts can be long, and two sessions can have the same.
@dataclass(frozen=True, slots=True, eq=False)
class Secret:
    """A text that no public response may contain, and whose it is, such as “Civil litigation”."""

    kind: Kind
    owner: str
    text: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.kind.label} of {self.owner}"
