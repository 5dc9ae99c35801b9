"""The storage for members' files, which only the file view serves."""

from contextlib import suppress
from functools import cache
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.files.storage.handler import InvalidStorageError
from django.utils.deconstruct import deconstructible
from django.utils.functional import cached_property

from maigu_wagtail.conf import conf

LONGEST_EXTENSION = 10


@deconstructible(path="maigu_wagtail.recordings.storage.PrivateFileSystemStorage")
class PrivateFileSystemStorage(FileSystemStorage):
    """
    Stores files in a folder that no web server serves, readable only by the site's own user.

    ``location`` defaults to ``MAIGU_WAGTAIL_RECORDINGS_FOLDER``. Set the modes if a web server
    sends the files and runs as another user in the same group. Django's ``FileSystemStorage`` would
    give files a URL under ``MEDIA_URL``, and let every user of the machine read them.
    """

    def __init__(
        self,
        location: str | None = None,
        file_permissions_mode: int = 0o600,
        directory_permissions_mode: int = 0o700,
    ) -> None:
        super().__init__(
            location=location,
            file_permissions_mode=file_permissions_mode,
            directory_permissions_mode=directory_permissions_mode,
        )
        self.own_location = location

    @cached_property
    def base_location(self) -> str:
        location = self.own_location or conf.MAIGU_WAGTAIL_RECORDINGS_FOLDER
        if not location:
            # An empty path would mean the current directory.
            raise InvalidStorageError("Set MAIGU_WAGTAIL_RECORDINGS_FOLDER: without MEDIA_ROOT it has no default.")
        return str(location)

    @cached_property
    def base_url(self) -> None:  # type: ignore[override]  # may be None, although the types say otherwise
        """None, because the default is ``MEDIA_URL``."""
        return None

    def _save(self, name: str, content: Any) -> str:
        """Save the whole file or nothing: Django would leave a partial file behind if the disk is full."""
        is_new = not self.exists(name)
        try:
            return super()._save(name, content)  # type: ignore[misc]  # documented, but missing from the types
        except BaseException:
            if is_new:
                with suppress(OSError):
                    self.delete(name)
            raise

    def url(self, name: str | None) -> str:
        raise ValueError("A members' file has no public address. Members get it from the site's own file view.")


@cache
def _folder(location: str) -> PrivateFileSystemStorage:
    return PrivateFileSystemStorage(location)


def configured_storage() -> Storage:
    """
    Return the storage that the settings name for members' files, or else the private folder.

    Raises whatever its backend raises for wrong options or a missing package.
    """
    alias = conf.MAIGU_WAGTAIL_RECORDINGS_STORAGE
    return storages[alias] if alias in conf.STORAGES else _folder(conf.MAIGU_WAGTAIL_RECORDINGS_FOLDER)


class PrivateStorage(Storage):
    """
    Passes everything on to the configured storage, which it looks up each time.

    File fields need a storage while models are loading. With this one a site with invalid settings
    starts, and the system checks can report them.
    """

    def __getattribute__(self, name: str) -> Any:
        # Even ``__class__``, so that ``isinstance`` is told of the configured storage.
        return getattr(configured_storage(), name)


def private_storage() -> Storage:
    """
    Return the storage for members' files.

    File fields take this function, so that migrations contain no folder or bucket.
    """
    return PrivateStorage()


def random_key(instance: Any, filename: str) -> str:
    """
    Return a storage key for a new file: 32 random hexadecimal digits and the extension.

    The first two digits are also its folder. The original name is not used: it may reveal too much,
    and two files can have the same one.
    """
    key = uuid4().hex
    extension = filename.rpartition(".")[2].lower() if "." in filename else ""
    is_plain = extension.isascii() and extension.isalnum() and len(extension) <= LONGEST_EXTENSION
    return f"{key[:2]}/{key}.{extension}" if is_plain else f"{key[:2]}/{key}"
