"""Say which members' files nobody names any more, and which are missing."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.storage import Storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maigu_wagtail.recordings.lifecycle import named_keys
from maigu_wagtail.recordings.storage import private_storage

DAY = 24


class Command(BaseCommand):
    help = (
        "Lists the objects in the store of members' files that no recording and no handout names, such as an upload that "
        "was cut off, and the files that are missing there. Changes nothing unless it is told to."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove-orphans", action="store_true", help="Removes what nobody names.")
        parser.add_argument(
            "--older-than",
            type=float,
            default=DAY,
            metavar="HOURS",
            help="Leaves alone what was put there in the last hours: an upload may be under way. A day unless given.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        storage, named = private_storage(), named_keys()
        try:
            found = set(all_keys(storage))
        except NotImplementedError as error:
            raise CommandError("The store of members' files cannot list what it holds.") from error
        self.say_missing(sorted(named - found))
        # Asked for again: a row may have been saved while the store was read.
        orphans = self.old_enough(storage, sorted(found - named - named_keys()), options["older_than"])
        for key in orphans:
            self.stdout.write(f"No row names: {key}")
            if options["remove_orphans"]:
                storage.delete(key)
        counts = f"Files named: {len(named)}. Missing: {len(named - found)}. "
        done = "removed" if options["remove_orphans"] else "left"
        self.stdout.write(f"{counts}Orphans {done}: {len(orphans)}.")

    def say_missing(self, keys: list[str]) -> None:
        """Say which files rows name that are not in the store."""
        for key in keys:
            self.stderr.write(self.style.WARNING(f"Missing in the store: {key}"))

    def old_enough(self, storage: Storage, keys: list[str], hours: float) -> list[str]:
        """Return those of ``keys`` that have not changed for so many hours."""
        before = timezone.now() - timedelta(hours=hours)
        return [key for key in keys if storage.get_modified_time(key) < before]


def all_keys(storage: Storage, folder: str = "") -> Iterator[str]:
    """Give the key of every object in ``storage`` below ``folder``."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        # Nothing was ever put there.
        return
    for name in files:
        # A store may list a folder as an object without a name.
        if name:
            yield f"{folder}{name}"
    for name in folders:
        yield from all_keys(storage, f"{folder}{name}/")
