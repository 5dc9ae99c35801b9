"""
Speakers as plain values, for lists of many sessions.

Reads the stream's stored data directly: in a list of twenty sessions, building blocks would take
longer than everything else together.
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
    """A speaker or moderator: their name, role and organisation."""

    name: str
    role: str
    organisation: str
    is_moderator: bool

    @property
    def key(self) -> str:
        """The name as used in URLs; "" if it has no letters or digits."""
        return speaker_key(self.name)

    @property
    def affiliation(self) -> str:
        """The role and organisation, if known."""
        return ", ".join(part for part in (self.role, self.organisation) if part)


def speaker_key(name: str) -> str:
    """
    Return ``name`` in the form that the ``speaker`` filter uses: ``Raúl Torrez`` becomes ``raul-torrez``.

    Accents are removed so that all databases compare keys in the same way, and visitors can leave
    them out. Other scripts keep their letters.
    """
    return slugify(plain_letters(name), allow_unicode=True)[:KEY_LENGTH].strip("-")


def speaker_lines(stream: Iterable[Mapping[str, Any]]) -> list[SpeakerLine]:
    """Return the people in ``stream``, a ``StreamValue.raw_data``, except those without a name."""
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
    """Return ``stream`` with the renditions of all its photos prefetched in one query."""
    photos = [photo for block in stream if (photo := block.value.get("photo"))]
    prefetch_related_objects(photos, "renditions")
    return stream
