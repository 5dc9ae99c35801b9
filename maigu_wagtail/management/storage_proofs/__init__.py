"""
Proofs that the storage of members' files works, and that strangers get nothing from it.

Each proof uses a canary, a small file with a random name, and requests it as a stranger would, with
nothing but its URL. Must not depend on views.
"""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage

from maigu_wagtail.conf import conf
from maigu_wagtail.recordings.s3 import is_s3

from . import folder, parts, s3, site
from .canary import Canary, Proof


def prove(storage: Storage, site_address: str = "") -> Iterator[Proof]:
    """
    Run the proofs on ``storage`` and yield each ``Proof``. The canary is removed afterwards in any case.

    ``site_address`` is the site's URL, such as ``https://www.example.org``; with "", the site
    itself is not tested.
    """
    canary = Canary()
    written = _write(storage, canary)
    yield written
    if not written.holds:
        return
    try:
        yield from _prove_kind(storage, canary)
        yield from site.prove_site(canary, site_address)
    except Exception as error:  # noqa: BLE001 -- any error is a result to report
        yield Proof("All proofs can be carried out.", holds=False, seen=_describe(error))
    finally:
        removed = _remove(storage, canary)
    yield removed


def _write(storage: Storage, canary: Canary) -> Proof:
    claim = "A file can be written."
    try:
        canary.name = storage.save(canary.name, ContentFile(canary.content))
    except Exception as error:  # noqa: BLE001 -- see above
        # It may have been written in part.
        with suppress(Exception):
            storage.delete(canary.name)
        return Proof(claim, holds=False, seen=_describe(error))
    return Proof(claim, holds=True, seen=canary.name)


def _prove_kind(storage: Any, canary: Canary) -> Iterator[Proof]:
    if is_s3(storage):
        uploads = parts.prove_parts(storage) if conf.MAIGU_WAGTAIL_DIRECT_UPLOAD else ()
        return chain(s3.prove_s3(storage, canary), uploads)
    if isinstance(storage, FileSystemStorage):
        return folder.prove_folder(storage, canary)
    return site.prove_own_address(storage, canary)


def _remove(storage: Any, canary: Canary) -> Proof:
    claim = "The file can be removed."
    try:
        storage.delete(canary.name)
        is_gone = s3.is_gone(storage, canary) if is_s3(storage) else not storage.exists(canary.name)
    except Exception as error:  # noqa: BLE001 -- see above
        return Proof(claim, holds=False, seen=_describe(error))
    return Proof(claim, holds=is_gone, seen="" if is_gone else f"{canary.name} is still there")


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
