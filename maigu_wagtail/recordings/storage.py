"""
Where members' files are kept: in a storage of their own, which only the file view serves.

Decides which storage that is and under which names files are kept.
"""

from contextlib import suppress
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.files.storage.handler import InvalidStorageError
from django.core.signals import setting_changed
from django.utils.deconstruct import deconstructible
from django.utils.functional import LazyObject, cached_property, empty

from maigu_wagtail.conf import conf

LONGEST_EXTENSION = 10


@deconstructible(path="maigu_wagtail.recordings.storage.PrivateFileSystemStorage")
class PrivateFileSystemStorage(FileSystemStorage):
    """
    Keeps files in a folder that no web server serves, readable by the site's own user alone.

    Takes the folder as ``location``; without one it is ``MAIGU_WAGTAIL_RECORDINGS_FOLDER``. The
    modes are for a web server that sends the files itself and runs as another user of the same group. Django's
    own storage would give each file an address below ``MEDIA_URL`` and let every user of the
    machine read it.
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
            # An empty path would be the folder that the site was started in.
            raise InvalidStorageError("Set MAIGU_WAGTAIL_RECORDINGS_FOLDER: without MEDIA_ROOT it has no default.")
        return str(location)

    @cached_property
    def base_url(self) -> None:  # type: ignore[override]  # Django's own may be None too, its types say otherwise
        """No address: without it, Django's own would be ``MEDIA_URL``."""
        return None

    def _save(self, name: str, content: Any) -> str:
        """Keep all of a file or, where the disk is full, nothing of it: Django's own would leave what it has written."""
        is_new = not self.exists(name)
        try:
            return super()._save(name, content)  # type: ignore[misc]  # documented, but not in the types
        except BaseException:
            if is_new:
                with suppress(OSError):
                    self.delete(name)
            raise

    def url(self, name: str | None) -> str:
        raise ValueError("A members' file has no address of its own; it is served at the gate.")


class PrivateStorage(LazyObject):
    """
    The storage that the settings name, looked up when it is first used.

    Not sooner, so that a site whose settings are wrong still starts far enough for the checks to say so.
    """

    @property
    def __class__(self) -> type:
        # A file field asks for it while models are loaded.
        return Storage if self._wrapped is empty else self._wrapped.__class__

    @__class__.setter
    def __class__(self, value: type) -> None:
        raise TypeError("The class of a storage can't be changed.")

    def _setup(self) -> None:
        alias = conf.MAIGU_WAGTAIL_RECORDINGS_STORAGE
        self._wrapped = storages[alias] if alias in conf.STORAGES else PrivateFileSystemStorage()


_storage: Any = PrivateStorage()


def private_storage() -> Storage:
    """Return the storage of members' files; what file fields take, so that no migration names a folder or a bucket."""
    storage: Storage = _storage
    return storage


def forget_storage(*, setting: str, **kwargs: Any) -> None:
    """Look the storage up again after a setting that it comes from was changed, as tests do."""
    if setting in {"STORAGES", "MEDIA_ROOT"} or setting.startswith("MAIGU_WAGTAIL_RECORDINGS_"):
        _storage._wrapped = empty


setting_changed.connect(forget_storage)


def random_key(instance: Any, filename: str) -> str:
    """
    Return the name under which a file is kept: 32 random hexadecimal digits and the extension.

    What the uploader called it is in no path: it may say too much, and two files may be called the same.
    """
    key = uuid4().hex
    extension = filename.rpartition(".")[2].lower() if "." in filename else ""
    is_plain = extension.isascii() and extension.isalnum() and len(extension) <= LONGEST_EXTENSION
    return f"{key[:2]}/{key}.{extension}" if is_plain else f"{key[:2]}/{key}"
