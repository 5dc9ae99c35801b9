"""Checks of a folder with members' files: not served, not readable by other users, writable, and on a lasting disk."""

import os
import stat
from pathlib import Path

from django.core.checks import CheckMessage, Error, Warning
from django.core.files.storage import FileSystemStorage, InMemoryStorage, Storage
from django.core.files.storage.handler import InvalidStorageError

from maigu_wagtail.conf import conf
from maigu_wagtail.recordings.storage import PrivateFileSystemStorage


def check_folder(alias: str, storage: FileSystemStorage, others: dict[str, Storage]) -> list[CheckMessage]:
    """Check the folder of ``storage``; ``others`` maps the aliases of the site's other storages to them."""
    try:
        # Resolve symbolic links, as the web server does.
        folder = Path(os.path.realpath(storage.location))
    except InvalidStorageError as error:
        return [
            Warning(
                f"The folder for members’ files is not usable: {error}",
                hint="Set MAIGU_WAGTAIL_RECORDINGS_FOLDER to a folder that no web server serves. Until then nothing can be uploaded.",
                id="maigu_wagtail.W010",
            )
        ]
    return [
        *_check_served(folder, others),
        *_check_modes(alias, storage),
        *_check_writable(folder),
        *_check_chosen(alias, folder, others),
    ]


def _check_served(folder: Path, others: dict[str, Storage]) -> list[CheckMessage]:
    return [
        Error(
            f"Members’ files are in {folder}, which is inside {name} ({served}) or contains it, so anyone can get them.",
            hint="Set MAIGU_WAGTAIL_RECORDINGS_FOLDER (or the alias’s “location”) to a folder that no web server serves.",
            id="maigu_wagtail.E015",
        )
        for name, served in _served_folders(others).items()
        if folder.is_relative_to(served) or served.is_relative_to(folder)
    ]


def _served_folders(others: dict[str, Storage]) -> dict[str, Path]:
    folders = {name: Path(os.path.realpath(path)) for name, path in conf.SERVED_FOLDERS.items()}
    for alias, other in others.items():
        if not isinstance(other, FileSystemStorage) or isinstance(other, PrivateFileSystemStorage):
            continue
        # Skip an empty location, such as an unset STATIC_ROOT.
        if other.base_location:
            path = Path(os.path.realpath(other.location))
            if path not in folders.values():
                folders[f"STORAGES[{alias!r}]"] = path
    return folders


def _check_modes(alias: str, storage: FileSystemStorage) -> list[CheckMessage]:
    if isinstance(storage, PrivateFileSystemStorage) and not _is_open_to_all(storage):
        return []
    return [
        Error(
            f"The storage {alias!r} for members’ files gives them an address under MEDIA_URL, or lets every user of the "
            "machine read them.",
            hint="Use the backend “maigu_wagtail.recordings.storage.PrivateFileSystemStorage”, with permissions "
            "that give other users no access.",
            id="maigu_wagtail.E016",
        )
    ]


def _is_open_to_all(storage: FileSystemStorage) -> bool:
    modes = (storage.file_permissions_mode, storage.directory_permissions_mode)
    return any(mode is None or mode & stat.S_IRWXO for mode in modes)


def _check_writable(folder: Path) -> list[CheckMessage]:
    # The first upload creates missing folders.
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return []
    return [
        Warning(
            f"Members’ files are stored in {folder}, which this user cannot write to, so nothing can be uploaded.",
            hint="Create the folder, and make the user that runs the site its owner.",
            id="maigu_wagtail.W006",
        )
    ]


def _check_chosen(alias: str, folder: Path, others: dict[str, Storage]) -> list[CheckMessage]:
    if alias in conf.STORAGES or conf.IS_RECORDINGS_FOLDER_SET:
        return []
    # Settings for tests have one in memory.
    if isinstance(others.get("default"), FileSystemStorage | InMemoryStorage | None):
        return []
    return [
        Warning(
            f"STORAGES['default'] stores public files remotely, but members’ files are stored in {folder}, on this "
            "server’s disk. Other servers do not have them, and the next deployment may lose them.",
            hint=f"Add {alias!r} to STORAGES (docs/how-to/s3.md). If that folder stays and is backed up, or is on a "
            f'volume, say so: MAIGU_WAGTAIL_RECORDINGS_FOLDER = "{folder}".',
            id="maigu_wagtail.W019",
        )
    ]
