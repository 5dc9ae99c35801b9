"""
Make an empty database on a server, in place of one with this name: ``python -m tests.new_database MAIGU_MARIADB test_maigu``.

The first argument is the environment variable with the server's address.
"""

import os
import sys
from urllib.parse import unquote, urlsplit

EXAMPLES = {"MAIGU_POSTGRESQL": "postgres://postgres@127.0.0.1:5432", "MAIGU_MARIADB": "mysql://root@127.0.0.1:3306"}


def main(variable: str, name: str) -> None:
    server = os.environ.get(variable)
    if not server:
        sys.exit(
            f"Set {variable} to a server, such as {EXAMPLES[variable]}, or to sqlite://:memory: to do without one."
        )
    parts = urlsplit(server)
    if parts.scheme == "sqlite":
        return
    # Only the driver of the server in question has to be installed.
    if parts.scheme == "mysql":
        import MySQLdb

        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        connection = MySQLdb.connect(host=parts.hostname, port=parts.port or 3306, user=user, password=password)
        character_set = " CHARACTER SET utf8mb4"
    else:
        import psycopg

        connection = psycopg.connect(f"{server}/postgres", autocommit=True)
        character_set = ""
    cursor = connection.cursor()
    cursor.execute(f"DROP DATABASE IF EXISTS {name}")
    cursor.execute(f"CREATE DATABASE {name}{character_set}")
    connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
