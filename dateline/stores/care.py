"""Looking after a database. In: an open store. Out: what is wrong with it, a copy of it, or the same without anything of no use."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import StoreError
from dateline.stores import packed, upgrades
from dateline.stores.indexed import rows_of
from dateline.stores.sqlite import SqliteStore, document_cells

Tell = Callable[[str], None]
MOST = 10


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, and what is wrong with it, in words; empty when it is sound."""

    name: str
    problems: tuple[str, ...]


def check(store: SqliteStore, tell: Tell = lambda words: None) -> Iterator[Check]:
    """Look at everything: the file, the indexes, that each reading comes back as it was put, and the ledger. The store must be open for
    writing, for the indexes look at themselves only then."""
    db = store.connection
    with db.dialect.told(store.path):
        for name, problems in db.dialect.integrity(db):
            tell(name)
            yield Check(name, tuple(problems[:MOST]))
        tell("readings")
        yield Check("readings", tuple(_short(_damaged(store))))
        tell("ledger")
        broken = store.ledger.verify()
        yield Check("ledger", (f"entry {broken.number}: {broken.reason}",) if broken else ())


def _short(problems: Iterator[str]) -> Iterator[str]:
    for number, problem in enumerate(problems):
        if number == MOST:
            yield "and more"
            return
        yield problem


def _damaged(store: SqliteStore) -> Iterator[str]:
    """Readings that do not come back as they were put, or whose records are not all in the indexes."""
    db = store.connection
    for row in db.execute("SELECT row, id, digest FROM documents ORDER BY row"):
        try:
            reading = store.unpacked(row["row"])
        except (ValueError, TypeError, LookupError, packed.SqueezeError) as error:
            yield f"{row['id']}: {type(error).__name__}: {error}"
            continue
        if document_cells(reading, b"", packed.pack(reading))["digest"] != row["digest"]:
            yield f"{row['id']}: is not what was put"
        indexed = db.execute("SELECT count(*) FROM records WHERE row BETWEEN ? AND ?", rows_of(row["row"])).fetchone()[0]
        if indexed != len(reading.records):
            yield f"{row['id']}: {len(reading.records)} records, {indexed} in the index"


def sizes(store: SqliteStore) -> Mapping[str, int]:
    """The bytes of the whole database, and of each table of it where the database can tell, the largest first."""
    sql = store.connection.dialect
    with sql.told(store.path):
        tables = sql.table_sizes(store.connection)
        return {"file": _size(store)} | tables


def _size(store: SqliteStore) -> int:
    """The bytes of the file, or of all tables on a server."""
    return (
        store.path.stat().st_size if isinstance(store.path, Path) else sum(store.connection.dialect.table_sizes(store.connection).values())
    )


def backup(store: SqliteStore, target: Path) -> Path:
    """Copy the database as it is at one moment, though others may be writing to it. Raises StoreError."""
    if not isinstance(store.path, Path) or not isinstance(store.connection, sqlite3.Connection):
        raise StoreError(f"{store.path}: a server's database is copied with `dateline db copy`, or with the server's own pg_dump")
    if not target.parent.is_dir():
        raise StoreError(f"{target}: there is no such folder")
    return upgrades.backup(store.path, store.connection, target)


def compact(store: SqliteStore, tell: Tell = lambda words: None) -> tuple[int, int]:
    """Make every index anew and the database as small as it can be; the bytes before and after. Raises StoreError."""
    before, sql = _size(store), store.connection.dialect
    store.index_anew(tell)
    with sql.told(store.path):
        tell("putting it together")
        sql.shrink(store.connection)
    return before, _size(store)
