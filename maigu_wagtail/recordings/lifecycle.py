"""
How members' files come into their store and go from it: whole or not at all.

A store knows no transaction. So what comes is put there first and taken away again where its row cannot be saved, and
what goes is removed only when its row has gone for good. What a crash leaves behind, ``maigu_files`` finds.
"""

import errno
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext

from .models import Handout, PrivateFileMixin, Recording
from .staging import ChangedFile, StagedFile
from .storage import private_storage

logger = logging.getLogger(__name__)

REPLACED = "_maigu_replaced"
# The disk is full, or what one user or one file may have of it.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StoreFailed(Exception):
    """The store did not take a file; nothing of it was kept. ``message`` says why."""

    @property
    def message(self) -> str:
        """What an editor is told."""
        if isinstance(self.__cause__, ChangedFile):
            return gettext("The file was replaced while it was being saved, so nothing was saved. Try again.")
        if getattr(self.__cause__, "errno", None) in _NO_ROOM:
            return gettext(
                "File storage is full, so nothing was saved. Tell the people who run this site, then try again."
            )
        return gettext("File storage is not responding, so nothing was saved. Try again.")


@contextmanager
def keeping_files(instance: PrivateFileMixin) -> Iterator[None]:
    """
    Put the new files of ``instance`` into the store, and take them away again where the block fails.

    Raises ``StoreFailed`` where the store does not take one of them.
    """
    new = [file for name in file_fields(type(instance)) if (file := getattr(instance, name)) and not file._committed]
    staged = [file.file.key for file in new if isinstance(file.file, StagedFile)]
    put: list[str] = []
    try:
        for file in new:
            put.append(file.field.generate_filename(instance, file.name))
            put[-1] = _put(file, put[-1])
        yield
    except BaseException:
        for key in put:
            # Whatever a store answers: the failure that is on its way says more.
            with suppress(Exception):
                private_storage().delete(key)
        raise
    remove_when_certain(staged)


def _put(file: Any, key: str) -> str:
    """Put a field's new file into the store, at ``key`` if that is free, and return where it is."""
    try:
        if isinstance(file.file, StagedFile):
            file.file.copy_to(key)
        else:
            key = file.storage.save(key, file.file, max_length=file.field.max_length)
    except Exception as error:
        # Each store has failures of its own: of the disk, the network, the key.
        logger.exception("The store did not take a file for %s %s.", type(file.instance).__name__, file.instance.pk)
        raise StoreFailed(key) from error
    setattr(file.instance, file.field.attname, key)
    return key


def file_fields(model: type[models.Model]) -> list[str]:
    """Return the names of the fields of ``model`` that hold files."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, models.FileField)]


def note_replaced_files(
    sender: type[PrivateFileMixin], instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Note which files a row names that is about to be saved with others in their place; a handler of ``pre_save``."""
    names = [name for name in file_fields(sender) if update_fields is None or name in update_fields]
    before = sender._default_manager.filter(pk=instance.pk).values(*names).first() if names and not raw else None
    kept = {getattr(instance, name).name for name in names}
    setattr(instance, REPLACED, {key for key in (before or {}).values() if key} - kept)


def remove_replaced_files(instance: Any, **kwargs: Any) -> None:
    """Remove, once the change is certain, what ``note_replaced_files`` noted; a handler of ``post_save``."""
    remove_when_certain(instance.__dict__.pop(REPLACED, ()))


def remove_files_of_deleted(sender: type[PrivateFileMixin], instance: Any, **kwargs: Any) -> None:
    """Remove, once the deletion is certain, the files of a deleted row; a handler of ``post_delete``."""
    remove_when_certain(file.name for name in file_fields(sender) if (file := getattr(instance, name)))


def remove_when_certain(keys: Iterable[str]) -> None:
    """Remove what is kept under ``keys`` when the transaction is done; a failure of the store is logged, no more."""
    for key in keys:
        transaction.on_commit(partial(_remove, key), robust=True)


def named_keys(keys: Iterable[str] | None = None) -> set[str]:
    """Return the keys in the store that rows name: all of them, or those of ``keys``."""
    wanted = None if keys is None else list(keys)
    found: set[str] = set()
    for model in (Recording, Handout):
        for name in file_fields(model):
            rows = model._default_manager.exclude(**{name: ""})
            rows = rows if wanted is None else rows.filter(**{f"{name}__in": wanted})
            found.update(rows.order_by().values_list(name, flat=True))
    return found


def _remove(key: str) -> None:
    # Another row may have been made of the same file, by hand or by a restored copy.
    if not named_keys([key]):
        private_storage().delete(key)
