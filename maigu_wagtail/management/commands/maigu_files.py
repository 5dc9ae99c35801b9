"""List files in the storage that no row refers to, and missing files."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.storage import Storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maigu_wagtail.recordings.lifecycle import named_keys
from maigu_wagtail.recordings.storage import private_storage
from maigu_wagtail.recordings.uploads import abandoned, unfinished_keys

DAY = 24


class Command(BaseCommand):
    help = (
        "Lists files in the storage that belong to no recording or handout, such as an interrupted upload, and files that "
        "are missing from it. Removes nothing without --remove-orphans."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove-orphans", action="store_true", help="Remove the files that belong to nothing.")
        parser.add_argument(
            "--older-than",
            type=float,
            default=DAY,
            metavar="HOURS",
            help="Leave newer files alone, because an upload may still be running. Default: 24.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.handle_abandoned(is_removed=options["remove_orphans"])
        storage, named = private_storage(), named_keys()
        try:
            stored = set(all_keys(storage))
        except NotImplementedError as error:
            raise CommandError("The store of members' files cannot list what it holds.") from error
        # S3 has no file yet while its parts arrive.
        missing = named - stored - unfinished_keys()
        self.say_missing(sorted(missing))
        # Query again: a row may have been saved while the storage was listed.
        orphans = self.old_enough(storage, sorted(stored - named - named_keys()), options["older_than"])
        for key in orphans:
            self.stdout.write(f"No row names: {key}")
            if options["remove_orphans"]:
                storage.delete(key)
        counts = f"Files named: {len(named)}. Missing: {len(missing)}. "
        done = "removed" if options["remove_orphans"] else "left"
        self.stdout.write(f"{counts}Orphans {done}: {len(orphans)}.")

    def handle_abandoned(self, *, is_removed: bool) -> None:
        """Report uploads that an editor began and did not finish in time, and remove them with their files and parts."""
        for upload in abandoned():
            self.stdout.write(f"Abandoned upload: {upload.pk}")
            if is_removed:
                upload.delete()

    def say_missing(self, keys: list[str]) -> None:
        """Report files that rows refer to but the storage does not have."""
        for key in keys:
            self.stderr.write(self.style.WARNING(f"Missing in the store: {key}"))

    def old_enough(self, storage: Storage, keys: list[str], hours: float) -> list[str]:
        """Return those of ``keys`` that have not changed for ``hours`` hours."""
        before = timezone.now() - timedelta(hours=hours)
        return [key for key in keys if storage.get_modified_time(key) < before]


def all_keys(storage: Storage, folder: str = "") -> Iterator[str]:
    """Yield the key of every object in ``storage`` below ``folder``."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        # Nothing has been stored yet.
        return
    for name in files:
        # Some storages list a folder as an object with an empty name.
        if name:
            yield f"{folder}{name}"
    for name in folders:
        yield from all_keys(storage, f"{folder}{name}/")
