"""
Files that a browser has put into an S3 store by itself, on their way to where members' files are kept.

Anyone who has the upload form can replace the file for as long as the form is valid. So such a
file waits below ``FOLDER``, where no row ever names it, and is copied to a key of its own when it is saved. The copy is
checked again: no form can write it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File

from . import s3
from .codecs import codecs_of
from .kinds import Kind, RefusedFile, kind_of

# Below the storage's own location. A lifecycle rule of the bucket may empty it.
FOLDER = "uploads/"


class ChangedFile(Exception):
    """A file that is not the one that was checked."""


@dataclass(frozen=True)
class Examined:
    """What a file in the store is: its kind, its size in bytes, and what it is coded in."""

    kind: Kind
    size: int
    codecs: str


def examine(storage: Any, key: str, name: str, kinds: Mapping[str, Kind]) -> Examined:
    """
    Return what the file at ``key``, which its uploader called ``name``, is.

    Raises ``RefusedFile``, and what boto3 raises where there is no such file.
    """
    with s3.opened(storage, key) as file:
        kind = kind_of(file, name, kinds)
        return Examined(kind, file.raw.size, codecs_of(file))


class StagedFile(File):
    """A file that waits in the store at ``key``; ``name`` is what its uploader called it, ``found`` what it was."""

    def __init__(self, storage: Any, key: str, name: str, found: Examined) -> None:
        super().__init__(None, name)
        self.storage, self.key, self.found = storage, key, found

    def copy_to(self, key: str) -> None:
        """Copy the file to ``key`` of the same store. Raises ``ChangedFile`` where it is no longer the one that was examined."""
        kind = self.found.kind
        s3.copy(self.storage, self.key, key, content_type=kind.content_type)
        try:
            found = examine(self.storage, key, self.name or "", {kind.extension: kind})
        except RefusedFile as error:
            raise ChangedFile(self.key) from error
        if found != self.found:
            raise ChangedFile(self.key)
