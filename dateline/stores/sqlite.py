"""The store in one SQLite file. In: readings with the bytes they came from. Out: the same readings, their records, and a content hash.

One transaction a report, so that a run that is stopped leaves whole reports and nothing else. A second program may read while one
writes. Whatever SQLite refuses is told as a StoreError that names the file and the reason.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dateline import output
from dateline.errors import StoreError
from dateline.stores import rows, search
from dateline.stores.dialect import connect, prepare, told, transaction
from dateline.stores.ledger import Ledger
from dateline.stores.search import Found, Wanted
from dateline.types import Reading

APPLICATION = int.from_bytes(b"dtln")
SCHEMA = 2


class SqliteStore:
    """Readings in one file. Use `open_store`; close it, or use it in a `with`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._db = connection
        self.ledger = Ledger(path, connection)

    @classmethod
    def open(cls, path: Path, *, write: bool = True) -> Self:
        """Open the file, and make it when it is to be written. Raises StoreError."""
        with told(path):
            return cls(path, _writable(path) if write else _readable(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. What was put is kept."""
        self._db.close()

    def put(self, reading: Reading, raw: bytes) -> bool:
        """Keep a reading with the bytes it came from; True when anything changed. A reading of the same report replaces the one
        that was kept, in one transaction. Raises StoreError."""
        if output.HALF_PAIR.search(reading.text):
            raise StoreError(f"{self.path}: the text holds half a surrogate pair, which no database keeps")
        digest = hashlib.sha256(output.dumps(output.as_json(reading)).encode("utf-8")).hexdigest()
        with told(self.path), transaction(self._db):
            return self._put(reading, raw, digest)

    def _put(self, reading: Reading, raw: bytes, digest: str) -> bool:
        kept = self._db.execute("SELECT row, digest FROM documents WHERE id = ?", (reading.report.id,)).fetchone()
        if kept and kept["digest"] == digest:
            return False
        cells = rows.document_cells(reading, raw, digest)
        if kept:
            self._clear(kept["row"])
            self._update(kept["row"], cells)
        self._add_parts(kept["row"] if kept else self._insert("documents", cells), reading)
        return True

    def _clear(self, document: int) -> None:
        for table in (*rows.PARTS, "records"):
            self._db.execute(f'DELETE FROM "{table}" WHERE document = ?', (document,))

    def _update(self, document: int, cells: Mapping[str, Any]) -> None:
        names = ", ".join(f'"{name}" = ?' for name in cells)
        self._db.execute(f"UPDATE documents SET {names} WHERE row = ?", (*cells.values(), document))

    def _insert(self, table: str, cells: Mapping[str, Any]) -> int:
        return self._db.execute(_insertion(table, tuple(cells)), tuple(cells.values())).lastrowid or 0

    def _insert_all(self, table: str, items: Sequence[Mapping[str, Any]]) -> None:
        if items:
            self._db.executemany(_insertion(table, tuple(items[0])), [tuple(cells.values()) for cells in items])

    def _add_parts(self, document: int, reading: Reading) -> None:
        for table, items in rows.part_cells(reading).items():
            self._insert_all(table, [_at(document, n) | cells for n, cells in enumerate(items)])
        kept = [(self._insert("records", _at(document, n) | rows.record_cells(r)), r) for n, r in enumerate(reading.records)]
        self._insert_all("quotes", [{"rowid": row} | rows.quote_cells(reading, record) for row, record in kept])
        values = [{"record": row, "position": n} | cells for row, record in kept for n, cells in enumerate(rows.value_cells(record))]
        self._insert_all("values", values)

    def reading(self, ident: str) -> Reading:
        """The reading of the report with that id, or of the only one whose id begins so (with or without `sha256:`), or with that
        ref. Raises StoreError when there is none, or more than one."""
        with told(self.path):
            return self._reading(self._one(search.documents_like(self._db, ident), "report", ident))

    def record(self, ident: str) -> Found:
        """The record with that id, or the only one whose id begins so, with its reading. Raises StoreError."""
        with told(self.path):
            row = self._one(search.records_like(self._db, ident), "record", ident)
            reading = self._reading(row["document"])
            return Found(reading, reading.records[row["position"]])

    def raw(self, ident: str) -> bytes:
        """The bytes that a report came from. Raises StoreError as `reading` does."""
        with told(self.path):
            document = self._one(search.documents_like(self._db, ident), "report", ident)
            row = self._db.execute("SELECT raw, text FROM documents WHERE row = ?", (document,)).fetchone()
            return bytes(row["raw"]) if row["raw"] is not None else str(row["text"]).encode("utf-8")

    def _one(self, found: Sequence[Any], what: str, ident: str) -> Any:
        if len(found) == 1:
            return found[0]
        raise StoreError(f"{self.path}: {'no' if not found else 'more than one'} {what} with the id {ident!r}")

    def readings(self) -> Iterator[Mapping[str, Any]]:
        """Every kept reading in the form of the output contract, in the order of their ids. Raises StoreError."""
        with told(self.path):
            documents = [row["row"] for row in self._db.execute("SELECT row FROM documents ORDER BY id")]
            for document in documents:
                yield output.as_json(self._reading(document))

    def excerpts(self) -> Iterator[Reading]:
        """Every kept report in the order of ids, as a reading of what links and lists ask for: the report's facts, text, entities, places,
        voices and records; without mentions, sections and doubts. Raises StoreError."""
        with told(self.path):
            for row in self._all("SELECT row FROM documents ORDER BY id"):
                yield replace(self._reading(row["row"]), mentions=(), sections=(), doubts=())

    def records(self, wanted: Wanted = search.ALL) -> Iterator[Found]:
        """The kept records that are wanted, by the day of their report, then in the order of its text. Raises StoreError."""
        with told(self.path):
            for document, found in groupby(search.records(self._db, wanted), lambda row: row["document"]):
                reading = self._reading(document)
                yield from (Found(reading, reading.records[row["position"]]) for row in found)

    def search(self, words: str, *, limit: int = 20) -> Iterator[search.Hit]:
        """The reports that hold all the words ("quoted words" stand together, wor* begins a word), best first, each with the
        records whose evidence holds them too. Raises StoreError."""
        with told(self.path):
            for document, snippet, positions in search.hits(self._db, words, limit):
                reading = self._reading(document)
                yield search.Hit(reading, snippet, tuple(reading.records[p] for p in positions))

    def content_hash(self) -> str:
        """A SHA-256 over everything that is kept, whatever the order in which it came."""
        digest = hashlib.sha256()
        for reading in self.readings():
            digest.update(output.dumps(reading).encode("utf-8"))
            digest.update(hashlib.sha256(self.raw(reading["report"]["id"])).digest())
        return digest.hexdigest()

    def count(self) -> tuple[int, int]:
        """How many reports and records are kept."""
        with told(self.path):
            row = self._db.execute("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM records)").fetchone()
            return row[0], row[1]

    def _reading(self, document: int) -> Reading:
        row = self._db.execute("SELECT * FROM documents WHERE row = ?", (document,)).fetchone()
        parts = {table: self._all(f'SELECT * FROM "{table}" WHERE document = ? ORDER BY position', document) for table in rows.PARTS}
        records = self._all("SELECT * FROM records WHERE document = ? ORDER BY position", document)
        values = [(r, self._all('SELECT * FROM "values" WHERE record = ? ORDER BY position', r["row"])) for r in records]
        return rows.reading_of(row, parts, values)

    def _all(self, query: str, *arguments: Any) -> list[sqlite3.Row]:
        return self._db.execute(query, arguments).fetchall()


def _at(document: int, position: int) -> dict[str, Any]:
    return {"document": document, "position": position}


@cache
def _insertion(table: str, names: tuple[str, ...]) -> str:
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    return f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'


# ---------------------------------------------------------------- opening


def _writable(path: Path) -> sqlite3.Connection:
    connection = connect(path, "mode=rwc")
    try:
        _claim(path, connection)
        prepare(connection)
    except (sqlite3.Error, StoreError):
        connection.close()
        raise
    return connection


def _readable(path: Path) -> sqlite3.Connection:
    if not path.exists():
        raise StoreError(f"{path}: there is no such database; `dateline read` makes one")
    try:
        return _filled(path, "mode=ro")
    except sqlite3.OperationalError:
        # Reading beside a writer needs a file beside the database. On a disk that nothing can be written to there is no writer.
        if path.with_name(path.name + "-wal").exists():
            raise
        return _filled(path, "mode=ro&immutable=1")


def _filled(path: Path, options: str) -> sqlite3.Connection:
    connection = connect(path, options)
    try:
        if not _is_ours(path, connection):
            raise StoreError(f"{path}: this database is empty; `dateline read` fills it")
    except (sqlite3.Error, StoreError):
        connection.close()
        raise
    return connection


def _claim(path: Path, connection: sqlite3.Connection) -> None:
    """Make the tables in a new file; refuse one that is not ours. Two programs may come at the same time."""
    if _is_ours(path, connection):
        return
    connection.execute("BEGIN IMMEDIATE")
    if not _is_ours(path, connection):
        _create(connection)
    connection.execute("COMMIT")


def _create(connection: sqlite3.Connection) -> None:
    for statement in _statements(resources.files("dateline.stores").joinpath("schema.sql").read_text(encoding="utf-8")):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {SCHEMA}")


def _statements(script: str) -> Iterator[str]:
    """The statements one by one: `executescript` would end the transaction they stand in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _header(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """Application, schema version and number of tables, as they stand at one moment: another program may be making them."""
    asked = ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_schema")
    alone = not connection.in_transaction
    if alone:
        connection.execute("BEGIN")
    try:
        application, version, tables = (connection.execute(statement).fetchone()[0] for statement in asked)
    finally:
        if alone:
            connection.execute("ROLLBACK")
    return application, version, tables


def _is_ours(path: Path, connection: sqlite3.Connection) -> bool:
    """Whether the tables are there; False for an empty file. Raises StoreError for a database that is not ours or newer."""
    application, version, tables = _header(connection)
    if application != APPLICATION:
        if tables:
            raise StoreError(f"{path}: this is an SQLite database, but not one of dateline's")
        return False
    if version > SCHEMA:
        raise StoreError(f"{path}: a newer dateline wrote it (schema {version}, this one knows {SCHEMA})")
    if tables and version < SCHEMA:
        raise StoreError(
            f"{path}: an older dateline wrote it (schema {version}, this one writes {SCHEMA}); `dateline db upgrade` brings it up"
        )
    return bool(tables)
