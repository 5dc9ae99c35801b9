"""One database for each size of section, all open at once, one of them in use."""

import copy
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.db.utils import load_backend


class Databases:
    """Databases that take turns as Django's default one; connections stay open."""

    def __init__(self) -> None:
        self._wrappers: dict[str, Any] = {}
        self._original = connections["default"]

    @property
    def names(self) -> list[str]:
        """The names of the databases, as they were added."""
        return list(self._wrappers)

    def add(self, name: str, fill: Callable[[], None], *, keep: bool = False) -> None:
        """Make the database ``name``, migrate it and ``fill`` it; with ``keep``, use one that is there already."""
        wrapper = self._wrappers[name] = self._connect(name)
        connections["default"] = wrapper
        cache.clear()
        ContentType.objects.clear_cache()
        say(f"Database {wrapper.settings_dict['TEST']['NAME']}: migrating")
        wrapper.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
        if not _is_filled():
            say(", filling")
            with transaction.atomic():
                fill()
            # What the upkeep of these two does by itself within minutes.
            _analyse("postgresql", "mysql")
        say(".\n")

    def use(self, name: str) -> None:
        """Let every query go to the database ``name``."""
        connections["default"] = self._wrappers[name]
        cache.clear()
        ContentType.objects.clear_cache()

    def analyse(self) -> None:
        """Have the statistics of all databases up to date, SQLite's too."""
        for name in self.names:
            self.use(name)
            _analyse("postgresql", "mysql", "sqlite")

    def close(self, *, keep: bool = False) -> None:
        """Close all connections and, unless told to ``keep`` them, remove the databases."""
        for wrapper in self._wrappers.values():
            connections["default"] = wrapper
            wrapper.creation.destroy_test_db(self._original.settings_dict["NAME"], verbosity=0, keepdb=keep)
        connections["default"] = self._original

    def _connect(self, name: str) -> Any:
        values = copy.deepcopy(self._original.settings_dict)
        file = settings.BENCHMARK_FILES / f"{name}.sqlite3"
        file.parent.mkdir(parents=True, exist_ok=True)
        values["TEST"]["NAME"] = str(file) if self._original.vendor == "sqlite" else f"maigu_benchmark_{name}"
        return load_backend(values["ENGINE"]).DatabaseWrapper(values, "default")


def _is_filled() -> bool:
    from maigu_wagtail.models import SessionPage

    return SessionPage.objects.exists()


def _analyse(*vendors: str) -> None:
    """Have the statistics of the database up to date, on servers of these ``vendors``."""
    if connection.vendor not in vendors:
        return
    tables = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names()))
    statements = {"postgresql": "VACUUM ANALYZE", "mysql": f"ANALYZE TABLE {tables}", "sqlite": "ANALYZE"}
    with connection.cursor() as cursor:
        cursor.execute(statements[connection.vendor])
        cursor.fetchall() if cursor.description else None


def say(text: str) -> None:
    """Tell the person who waits how far the run is."""
    sys.stderr.write(text)
    sys.stderr.flush()
