"""Looks for members' files at the addresses that their storage gives, and in folders that a web server serves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from maigu_wagtail.conf import conf
from maigu_wagtail.management.storage_proofs.asking import ask, without_query

from .addresses import Address
from .asking import MOST_READ
from .files import secret_of
from .walking import Walk

# All files of a storage are as public as the first ones.
TRIED = 20


def look_into_storage(walk: Walk) -> None:
    """Ask for the first files as a stranger would, at the site or at the host of its own storage, without a signature."""
    for file, address in _addresses(walk.files.files[:TRIED]):
        parts = urlsplit(address)
        if not parts.netloc or parts.hostname in walk.hosts:
            walk.run([Address(parts.path)], follow=False)
        elif walk.files.find(ask(address, most=MOST_READ)):
            walk.findings.add_leak(secret_of(file), f"GET at {parts.netloc}, the file itself")
        if setting := _served_folder(file.file):
            walk.findings.add_leak(secret_of(file), f"in the folder {setting}, which a web server serves")


def _addresses(files: list[Any]) -> Iterator[tuple[Any, str]]:
    for file in files:
        try:
            yield file, without_query(file.file.storage.url(file.file.name))
        except (NotImplementedError, ValueError):
            # The storage gives none, as it should be.
            continue


def _served_folder(stored: Any) -> str:
    """Return the setting that names a public folder with the file ``stored`` in it; "" if there is none."""
    try:
        path = Path(stored.path).resolve()
    except NotImplementedError:
        return ""
    folders = conf.SERVED_FOLDERS.items()
    return next((setting for setting, folder in folders if path.is_relative_to(Path(folder).resolve())), "")
