"""Opening a database file. In: a path. Out: a connection to a file that is ours and of this version, or a StoreError that says why not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from dateline.errors import StoreError
from dateline.stores.dialect import SCHEMA, Connection, application_of, connect, count_tables, mark, prepare, script, snapshot
from dateline.stores.sqlite import THIS, is_current

APPLICATION = int.from_bytes(b"dtln")


def writable(path: Path) -> Connection:
    """Open a file for writing, and make the tables where it is new. Raises StoreError."""
    connection = connect(path, "mode=rwc")
    try:
        _claim(path, connection)
        prepare(connection)
    except (sqlite3.Error, StoreError):
        connection.close()
        raise
    return connection


def readable(path: Path) -> Connection:
    """Open a file for reading only: nothing on the disk is changed. Raises StoreError."""
    if not path.exists():
        raise StoreError(f"{path}: there is no such database; `dateline read` makes one")
    try:
        return _filled(path, "mode=ro")
    except sqlite3.OperationalError:
        # Reading beside a writer needs a file beside the database. On a disk that nothing can be written to there is no writer.
        if path.with_name(path.name + "-wal").exists():
            raise
        return _filled(path, "mode=ro&immutable=1")


def _filled(path: Path, options: str) -> Connection:
    connection = connect(path, options)
    try:
        if not is_ours(path, connection):
            raise StoreError(f"{path}: this database is empty; `dateline read` fills it")
        is_current(path, connection)
    except (sqlite3.Error, StoreError):
        connection.close()
        raise
    return connection


def _claim(path: Path, connection: Connection) -> None:
    """Make the tables in a new file; refuse one that is not ours. Two programs may come at the same time."""
    if not is_ours(path, connection):
        connection.execute("BEGIN IMMEDIATE")
        if not is_ours(path, connection):
            create(connection)
        connection.execute("COMMIT")
    is_current(path, connection)


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of this version, inside a transaction."""
    script(connection, "schema.sql")
    sign(connection)


def sign(connection: sqlite3.Connection) -> None:
    """Write into the file whose it is and of which version."""
    connection.execute("INSERT OR REPLACE INTO facts VALUES ('schema_by', ?)", (THIS,))
    mark(connection, APPLICATION, SCHEMA)


def is_ours(path: Path, connection: sqlite3.Connection) -> bool:
    """Whether tables of dateline are there; False for an empty file. Raises StoreError for a database that is not ours."""
    with snapshot(connection):
        application, tables = application_of(connection), count_tables(connection)
    if application != APPLICATION and tables:
        raise StoreError(f"{path}: this is an SQLite database, but not one of dateline's")
    return bool(tables)
