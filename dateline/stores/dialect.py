"""What is SQLite's own. In: a connection. Out: pragmas, transactions, errors in words.

Every other module of the store speaks plain SQL; another database would need another one of these.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from dateline.errors import StoreError

WAIT_SECONDS = 10.0


def connect(path: Path, options: str) -> sqlite3.Connection:
    """Open a file; `options` is the query of an SQLite URI (`mode=ro`)."""
    uri = f"file:{quote(str(path.absolute()))}?{options}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=WAIT_SECONDS)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def prepare(connection: sqlite3.Connection) -> None:
    """Make a connection fit for writing beside readers. A report that is lost with the power is read again: NORMAL will do."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


@contextmanager
def transaction(connection: sqlite3.Connection, *, durable: bool = False) -> Iterator[None]:
    """All of it or nothing. With `durable` it is on the disk, and not only safe from a crash of the program, when this ends."""
    if durable:
        connection.execute("PRAGMA synchronous = FULL")
    try:
        with _written(connection):
            yield
    finally:
        if durable:
            connection.execute("PRAGMA synchronous = NORMAL")


@contextmanager
def _written(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Whatever SQLite refuses inside, as a StoreError that names the file and the reason."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {reason(path, error)}") from error


def reason(path: Path, error: sqlite3.Error) -> str:
    """Why SQLite refused, in words."""
    words = str(error)
    if path.is_dir():
        return "this is a folder"
    if "not a database" in words:
        return "this file is no SQLite database"
    if "locked" in words:
        return f"another program is writing to it (waited {WAIT_SECONDS:.0f} seconds)"
    if "readonly" in words:
        return "it cannot be written to (read-only file or folder)"
    if "unable to open" in words:
        return "there is no such folder" if not path.parent.is_dir() else "it cannot be opened or made (no permission?)"
    return words
