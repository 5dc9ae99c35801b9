"""
Stores and removes members' files along with their database rows, completely or not at all.

File storage has no transactions. A new file is stored first and removed again if its row cannot be
saved; an old file is only removed once its row's change is committed. ``maigu_files`` finds what a
crash leaves behind.
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
from .uploads import Upload

logger = logging.getLogger(__name__)

REPLACED = "_maigu_replaced"
# The disk is full, or a quota or file size limit is reached.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StoreFailed(Exception):
    """The storage did not accept a file, and nothing was stored. ``message`` explains it to an editor."""

    @property
    def message(self) -> str:
        """The explanation for an editor."""
        if isinstance(self.__cause__, ChangedFile):
            return gettext("The file was replaced while it was being saved, so nothing was saved. Try again.")
        if getattr(self.__cause__, "errno", None) in _NO_ROOM:
            return gettext(
                "File storage is full, so nothing was saved. Tell the people who run this site, then try again."
            )
        return gettext("File storage is not responding, so nothing was saved. Try again.")


@contextmanager
def keeping_files(instance: PrivateFileMixin | Upload) -> Iterator[None]:
    """
    Store the new files of ``instance``, and remove them again if the block fails.

    Raises ``StoreFailed`` if the storage does not accept one of them.
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
            # Ignore errors here: the exception being raised matters more.
            with suppress(Exception):
                private_storage().delete(key)
        raise
    remove_when_certain(staged)


def _put(file: Any, key: str) -> str:
    """Store a field's new file, at ``key`` if that is free, and return its key."""
    try:
        if isinstance(file.file, StagedFile):
            file.file.copy_to(key)
        else:
            key = file.storage.save(key, file.file, max_length=file.field.max_length)
    except Exception as error:
        # Each storage raises its own errors: for the disk, the network, the credentials.
        logger.exception("The store did not take a file for %s %s.", type(file.instance).__name__, file.instance.pk)
        raise StoreFailed(key) from error
    setattr(file.instance, file.field.attname, key)
    return key


def file_fields(model: type[models.Model]) -> list[str]:
    """Return the names of the file fields of ``model``."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, models.FileField)]


def note_replaced_files(
    sender: type[PrivateFileMixin], instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Remember which files of a row are about to be replaced; a ``pre_save`` handler."""
    names = [name for name in file_fields(sender) if update_fields is None or name in update_fields]
    before = sender._default_manager.filter(pk=instance.pk).values(*names).first() if names and not raw else None
    current = {getattr(instance, name).name for name in names}
    setattr(instance, REPLACED, {key for key in (before or {}).values() if key} - current)


def remove_replaced_files(instance: Any, **kwargs: Any) -> None:
    """Remove, after commit, the files that ``note_replaced_files`` found; a ``post_save`` handler."""
    remove_when_certain(instance.__dict__.pop(REPLACED, ()))


def remove_files_of_deleted(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    """Remove, after commit, the files of a deleted row; a ``post_delete`` handler."""
    remove_when_certain(file.name for name in file_fields(sender) if (file := getattr(instance, name)))


def remove_when_certain(keys: Iterable[str]) -> None:
    """Remove the files at ``keys`` once the transaction is committed. Storage errors are logged, not raised."""
    for key in keys:
        transaction.on_commit(partial(_remove, key), robust=True)


def named_keys(keys: Iterable[str] | None = None) -> set[str]:
    """Return the storage keys that rows refer to; if ``keys`` is given, only those among them."""
    candidates = None if keys is None else list(keys)
    named: set[str] = set()
    models_with_files: tuple[type[models.Model], ...] = (Recording, Handout, Upload)
    for model in models_with_files:
        for name in file_fields(model):
            rows = model._default_manager.exclude(**{name: ""})
            rows = rows if candidates is None else rows.filter(**{f"{name}__in": candidates})
            named.update(rows.order_by().values_list(name, flat=True))
    return named


def _remove(key: str) -> None:
    # Another row may refer to the same file, such as one restored from a backup.
    if not named_keys([key]):
        private_storage().delete(key)
