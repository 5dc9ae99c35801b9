"""
Pairs files by name: a recording with its captions, poster and handouts.

``voca-funds.mp4`` goes with ``voca-funds.en.vtt``, ``voca-funds.jpg`` and ``voca-funds-slides.pdf``.
Only the names matter, without regard to case.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.conf.locale import LANG_INFO

from . import kinds

RECORDING, CAPTIONS, POSTER, HANDOUT = "recording", "captions", "poster", "handout"
CAPTION_EXTENSIONS = ("vtt", "srt")
PART_BY_EXTENSION = {
    **dict.fromkeys(kinds.RECORDINGS, RECORDING),
    **dict.fromkeys(CAPTION_EXTENSIONS, CAPTIONS),
    **dict.fromkeys(kinds.POSTERS, POSTER),
    **dict.fromkeys(kinds.HANDOUTS, HANDOUT),
}
_SEPARATORS = re.compile(r"[\s._-]+")
# Codes and names, in English and in the language itself: "es", "spanish", "español".
_LANGUAGES = {
    word.casefold().replace(" ", "-"): code
    for code, info in LANG_INFO.items()
    if "name" in info
    for word in (code, info["name"], info["name_local"])
}


@dataclass
class Group:
    """
    Files that belong together. ``name`` is what their names have in common.

    ``captions`` are pairs of a file and the code of its language, "" if the name does not say.
    """

    name: str
    recording: Any = None
    captions: list[tuple[Any, str]] = field(default_factory=list)
    poster: Any = None
    handouts: list[Any] = field(default_factory=list)

    @property
    def files(self) -> list[Any]:
        """All files, the recording first."""
        captions = [file for file, _language in self.captions]
        return [file for file in (self.recording, *captions, self.poster, *self.handouts) if file is not None]


def part_of(filename: str) -> str:
    """Return what a file is by its extension: one of ``PART_BY_EXTENSION``'s values, or ""."""
    return PART_BY_EXTENSION.get(kinds.extension_of(filename), "")


def stem_of(filename: str) -> str:
    """Return a name without its extension, in lower case and with hyphens for spaces, dots and underscores."""
    text = unicodedata.normalize("NFKC", PurePath(filename).stem).casefold()
    return _SEPARATORS.sub("-", text).strip("-")


def pair(files: Iterable[Any]) -> list[Group]:
    """Return ``files``, which have a ``name``, in groups sorted by name. Files of no accepted kind are left out."""
    by_name = sorted(files, key=lambda file: (stem_of(file.name), file.name))
    recordings = [Group(stem_of(file.name), file) for file in by_name if part_of(file.name) == RECORDING]
    stems = {group.name for group in recordings}
    groups: dict[str, Group] = {group.name: group for group in reversed(recordings)}
    others = [group for group in recordings if groups[group.name] is not group]
    for file in by_name:
        part, stem, language = part_of(file.name), stem_of(file.name), ""
        if part in ("", RECORDING):
            continue
        if part == CAPTIONS:
            stem, language = _split_language(file.name, stems)
        key = _longest_beginning(stem, stems)
        group = groups.setdefault(key, Group(key))
        if part == POSTER and group.poster is not None:
            # A recording has one poster.
            others.append(Group(stem, poster=file))
        else:
            _add(group, file, part, language)
    return sorted([*groups.values(), *others], key=lambda group: group.name)


def _add(group: Group, file: Any, part: str, language: str) -> None:
    if part == CAPTIONS:
        group.captions.append((file, language))
    elif part == POSTER:
        group.poster = file
    else:
        group.handouts.append(file)


def _split_language(filename: str, stems: set[str]) -> tuple[str, str]:
    """Return the stem of a caption file without the language at its end, and the language's code, "" if there is none."""
    stem = stem_of(filename)
    beginning, _dot, end = PurePath(filename).stem.rpartition(".")
    after_dot = stem_of(f"{end}.vtt") if beginning else ""
    if stem in stems:
        return stem, _LANGUAGES.get(after_dot, "")
    # After a dot it is a language in any case; after a hyphen only if a recording has the rest of the name.
    words = [word for word in _LANGUAGES if stem.endswith(f"-{word}") and stem[: -len(word) - 1] in stems]
    word = after_dot if after_dot in _LANGUAGES else max(words, key=len, default="")
    return (stem[: -len(word) - 1], _LANGUAGES[word]) if word else (stem, "")


def _longest_beginning(stem: str, stems: set[str]) -> str:
    """Return the longest of ``stems`` that ``stem`` is or begins with, otherwise ``stem`` itself."""
    beginnings = [other for other in stems if stem == other or stem.startswith(f"{other}-")]
    return max(beginnings, key=len, default=stem)
