"""From an older schema to this one. In: the path of a database. Out: the same file with the tables of this version, in one transaction,
and a backup beside it that was made before.

UPGRADES holds a step for every older schema; each brings a file to the next.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from dateline.errors import StoreError
from dateline.stores import opening, packed, version1
from dateline.stores.dialect import SCHEMA, Connection, connect, prepare, schema_version, told, transaction
from dateline.stores.sqlite import SqliteStore, is_current

Tell = Callable[[str], None]


def _from_1(path: Path, db: Connection, tell: Tell) -> None:
    """Schema 2 keeps readings as blobs, knows days and boxes, and has the ledger."""
    version1.set_aside(db)
    opening.create(db)
    store = SqliteStore(path, db)
    for number, (reading, raw) in enumerate(version1.readings(db), start=1):
        store.take(reading, raw, packed.pack(reading))
        tell(f"{number} reports brought over")
    version1.drop(db)


UPGRADES: Mapping[int, Callable[[Path, Connection, Tell], None]] = MappingProxyType({1: _from_1})


def upgrade(path: Path, tell: Tell = lambda words: None) -> Path | None:
    """Bring a database to the schema of this version, all or nothing. Returns the backup that was made before; None where there was nothing
    to do. Raises StoreError for a file that is not ours, newer, or in use."""
    if not path.exists():
        raise StoreError(f"{path}: there is no such database; `dateline read` makes one")
    with told(path):
        db = connect(path, "mode=rw")
        try:
            return _upgraded(path, db, tell)
        finally:
            db.close()


def _upgraded(path: Path, db: Connection, tell: Tell) -> Path | None:
    if not opening.is_ours(path, db):
        raise StoreError(f"{path}: this database is empty; `dateline read` fills it")
    version = schema_version(db)
    if version == SCHEMA:
        return None
    if version not in UPGRADES:
        is_current(path, db)
    prepare(db)
    kept = backup(path, db, path.with_name(f"{path.name}.schema{version}.bak"))
    db.execute("PRAGMA foreign_keys = OFF")
    with transaction(db, durable=True):
        if schema_version(db) != version:
            raise StoreError(f"{path}: another program is upgrading it")
        for step in range(version, SCHEMA):
            UPGRADES[step](path, db, tell)
        opening.sign(db)
    return kept


def backup(path: Path, db: sqlite3.Connection, target: Path) -> Path:
    """Copy a database that others may be using, as it is at one moment; the copy appears when it is whole. Raises StoreError where the
    target is there already or cannot be written."""
    if target.exists():
        raise StoreError(f"{target}: this file is there already; move it away first")
    part = target.with_name(target.name + ".part")
    with told(target):
        copy = sqlite3.connect(part)
        try:
            db.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
    part.replace(target)
    return target
