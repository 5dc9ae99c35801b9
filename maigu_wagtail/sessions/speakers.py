"""
Speakers as plain values, for lists of many sessions.

Reads a stream's stored form and builds no block, because a list of twenty sessions
spends more time on building blocks than on everything else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.text import slugify

from .search_words import plain_letters

KEY_LENGTH = 100


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """One person in a line of text: the name, and who they represent."""

    name: str
    role: str
    organisation: str
    is_moderator: bool

    @property
    def key(self) -> str:
        """The name as it stands in an address; empty if nothing of it can."""
        return speaker_key(self.name)

    @property
    def affiliation(self) -> str:
        """Role and organisation, as far as they are known."""
        return ", ".join(part for part in (self.role, self.organisation) if part)


def speaker_key(name: str) -> str:
    """
    Return ``name`` in the form the ``speaker`` filter uses: ``Raúl Torrez`` gives ``raul-torrez``.

    Letters are plain so that every database compares keys alike and a reader may type the name
    without accents; other scripts keep their letters.
    """
    return slugify(plain_letters(name), allow_unicode=True)[:KEY_LENGTH].strip("-")


def speaker_lines(stream: Iterable[Mapping[str, Any]]) -> list[SpeakerLine]:
    """Return the people in ``stream``, a ``StreamValue.raw_data``; those without a name are left out."""
    lines = []
    for block in stream:
        value = block.get("value") or {}
        name = (value.get("name") or "").strip()
        if name:
            lines.append(
                SpeakerLine(
                    name=name,
                    role=value.get("role") or "",
                    organisation=value.get("organisation") or "",
                    is_moderator=block["type"] == "moderator",
                )
            )
    return lines


def with_renditions(stream: Iterable[Any]) -> Iterable[Any]:
    """Return the blocks of ``stream``, with the sizes of all their photos looked up in one query."""
    photos = [photo for block in stream if (photo := block.value.get("photo"))]
    prefetch_related_objects(photos, "renditions")
    return stream
