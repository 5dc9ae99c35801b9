"""
Files that a browser has uploaded straight to S3 and that are not saved yet.

Anyone with the upload form can replace the file while the form is valid. So the file is staged
below ``FOLDER``, which no row refers to, and copied to a new key when it is saved. The copy is
examined again, because no form can write to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File

from . import s3
from .codecs import codecs_of
from .kinds import Kind, RefusedFile, kind_of

# Relative to the storage's location. A lifecycle rule on the bucket may empty it.
FOLDER = "uploads/"


class ChangedFile(Exception):
    """The file is no longer the one that was examined."""


@dataclass(frozen=True)
class Examined:
    """The result of examining a file: its kind, its size in bytes, and its codecs."""

    kind: Kind
    size: int
    codecs: str


def examine(storage: Any, key: str, name: str, kinds: Mapping[str, Kind]) -> Examined:
    """
    Examine the file at ``key``, which was uploaded as ``name``.

    Raises ``RefusedFile`` if it is none of ``kinds``, and boto3's errors if there is no such file.
    """
    with s3.opened(storage, key) as file:
        kind = kind_of(file, name, kinds)
        return Examined(kind, file.raw.size, codecs_of(file))


class StagedFile(File):
    """A file staged at ``key``. ``name`` is the name it was uploaded with, ``found`` the result of examining it."""

    def __init__(self, storage: Any, key: str, name: str, found: Examined) -> None:
        super().__init__(None, name)
        self.storage, self.key, self.found = storage, key, found

    def copy_to(self, key: str) -> None:
        """Copy the file to ``key`` in the same storage. Raises ``ChangedFile`` if it is no longer the one examined."""
        kind = self.found.kind
        s3.copy(self.storage, self.key, key, content_type=kind.content_type)
        try:
            copied = examine(self.storage, key, self.name or "", {kind.extension: kind})
        except RefusedFile as error:
            raise ChangedFile(self.key) from error
        if copied != self.found:
            raise ChangedFile(self.key)
