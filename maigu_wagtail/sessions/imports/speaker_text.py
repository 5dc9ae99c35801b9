"""
Speakers as text, one a line, for a cell or a form without a script.

A line is ``Name; Role; Organisation``. A moderator's begins with ``Moderator:``, in English or in the
active language.
"""

from collections.abc import Iterable

from django.utils.translation import gettext

from .found import FoundSpeaker

MODERATOR = "Moderator"


def speakers_text(speakers: Iterable[FoundSpeaker]) -> str:
    """Return ``speakers`` as text that ``read_speakers`` reads back."""
    return "\n".join(map(_line, speakers))


def read_speakers(text: str) -> tuple[FoundSpeaker, ...]:
    """Return the people in ``text``. Lines without a name are left out."""
    return tuple(speaker for line in text.splitlines() if (speaker := _speaker(line)).name)


def _line(speaker: FoundSpeaker) -> str:
    parts = [speaker.name, speaker.role, speaker.organisation]
    while not parts[-1] and len(parts) > 1:
        parts.pop()
    prefix = f"{gettext(MODERATOR)}: " if speaker.is_moderator else ""
    return prefix + "; ".join(" ".join(part.replace(";", ",").split()) for part in parts)


def _speaker(line: str) -> FoundSpeaker:
    start, colon, rest = line.partition(":")
    is_moderator = bool(colon) and start.strip().casefold() in {MODERATOR.casefold(), gettext(MODERATOR).casefold()}
    name, role, organisation = ((rest if is_moderator else line).split(";", 2) + ["", ""])[:3]
    return FoundSpeaker(name.strip(), role.strip(), organisation.strip(), is_moderator)
