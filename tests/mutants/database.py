"""
A plugin of pytest that gives each run a database of its own in no time.

Every mutant is a test run of its own, and migrations take seconds. They are run once, and the
database they leave is kept in a file; each run works on a copy in memory.
"""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

TEMPLATE = Path(__file__).resolve().parents[2] / "var" / "template.sqlite3"
CONTENTS = TEMPLATE.with_suffix(".json")


class PreparedDatabase:
    @pytest.fixture(scope="session")
    @staticmethod
    def django_db_setup(django_test_environment: Any, django_db_blocker: Any) -> None:
        with django_db_blocker.unblock():
            connection.settings_dict["NAME"] = connection.creation._get_test_db_name()
            if TEMPLATE.exists():
                connection.ensure_connection()
                with sqlite3.connect(TEMPLATE) as template:
                    template.backup(connection.connection)
                # What tests of transactions are given back (``serialized_rollback``).
                connection._test_serialized_contents = CONTENTS.read_text("utf-8")
            else:
                connection.creation.create_test_db(verbosity=0)
                TEMPLATE.parent.mkdir(parents=True, exist_ok=True)
                CONTENTS.write_text(connection.creation.serialize_db_to_string(), "utf-8")
                with sqlite3.connect(TEMPLATE) as template:
                    connection.connection.backup(template)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: Any) -> None:
    # Later than pytest-django, whose fixture of that name it replaces.
    config.pluginmanager.register(PreparedDatabase(), "prepared-database")
