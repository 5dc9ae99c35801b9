"""Real threads, each with a database connection of its own, as the workers of a site are."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections


class Workers:
    """
    Runs work at the same moment in many threads.

    SQLite's database of the tests is in memory, and what two connections do with that is not what
    they do with a file; so the committed rows are copied into one, which all threads share.
    """

    def __init__(self, folder):
        self.settings = None
        database = connections["default"]
        if database.vendor == "sqlite":
            file = str(folder / "shared.sqlite3")
            with sqlite3.connect(file) as copy:
                database.connection.backup(copy)
            copy.close()
            self.settings = {**database.settings_dict, "NAME": file}

    def at_once(self, number, work):
        """Return what ``work(0)``, ``work(1)`` and so on returned, begun at the same moment."""
        barrier = Barrier(number)

        def run(position):
            if self.settings:
                connections["default"] = connections.create_connection("default")
                connections["default"].settings_dict = self.settings
            barrier.wait(60)
            try:
                return work(position)
            finally:
                connections["default"].close()

        with ThreadPoolExecutor(number) as pool:
            return list(pool.map(run, range(number)))

    def alone(self, work):
        """Return what ``work()`` returned, in a thread of its own."""
        return self.at_once(1, lambda _: work())[0]
