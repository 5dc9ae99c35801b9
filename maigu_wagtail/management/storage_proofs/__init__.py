"""
Proofs that the storage of members' files works and that a stranger gets nothing from it.

Each writes nothing but one canary, a small file of random name, and asks for it as a stranger
would: with an address and nothing else. Decides nothing about access, and may not import views.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage

from maigu_wagtail.recordings.s3 import is_s3

from . import folder, s3, site
from .canary import Canary, Proof


def prove(storage: Storage, site_address: str = "") -> Iterator[Proof]:
    """
    Yield what was tried with ``storage`` and how it went; the canary is gone afterwards, whatever came.

    ``site_address``: where the site is served, such as ``https://www.example.org``; empty: it is not asked.
    """
    canary = Canary()
    written = _write(storage, canary)
    yield written
    if not written.holds:
        return
    try:
        yield from _prove_kind(storage, canary)
        yield from site.prove_site(canary, site_address)
    except Exception as error:  # noqa: BLE001 -- whatever a backend raises is what has to be said
        yield Proof("All proofs can be carried out.", holds=False, seen=_described(error))
    finally:
        removed = _remove(storage, canary)
    yield removed


def _write(storage: Storage, canary: Canary) -> Proof:
    claim = "A file can be written."
    try:
        canary.name = storage.save(canary.name, ContentFile(canary.content))
    except Exception as error:  # noqa: BLE001 -- see above
        # A part of it may have arrived.
        with suppress(Exception):
            storage.delete(canary.name)
        return Proof(claim, holds=False, seen=_described(error))
    return Proof(claim, holds=True, seen=canary.name)


def _prove_kind(storage: Any, canary: Canary) -> Iterator[Proof]:
    if is_s3(storage):
        return s3.prove_s3(storage, canary)
    if isinstance(storage, FileSystemStorage):
        return folder.prove_folder(storage, canary)
    return site.prove_own_address(storage, canary)


def _remove(storage: Any, canary: Canary) -> Proof:
    claim = "The file can be removed."
    try:
        storage.delete(canary.name)
        is_gone = s3.is_gone(storage, canary) if is_s3(storage) else not storage.exists(canary.name)
    except Exception as error:  # noqa: BLE001 -- see above
        return Proof(claim, holds=False, seen=_described(error))
    return Proof(claim, holds=is_gone, seen="" if is_gone else f"{canary.name} is still there")


def _described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
