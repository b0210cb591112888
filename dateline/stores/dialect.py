"""What is SQLite's own. In: a connection, or what is asked for. Out: pragmas, transactions, conditions on words and places, errors told.

`database.Dialect` says which of these every database offers; the others are about files.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import resources
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from dateline.errors import DamagedError, StoreError
from dateline.stores.areas import turns
from dateline.stores.database import Cells, Dialect, Test
from dateline.stores.indexed import PLACES, Box, distance_km

WAIT_SECONDS = 10.0
CACHE_KB = 64 * 1024
CHECKPOINT_PAGES = 4000
FRAGMENT = 3
QUERY_PART = re.compile(r'"([^"]+)"|(\S+)')
NO_WORD = re.compile(r"[^\w*\u0300-\u036f]|_")
SCHEMA = 2
DAMAGE = ("malformed", "decode to UTF-8")  # how SQLite, and what asks it, tell that bytes are not what was written
NOT_FIRST = "CROSS JOIN"  # SQLite keeps the order of tables that are joined so
PUBLISHER_IS = "d.publisher = ? COLLATE NOCASE"


class Connection(sqlite3.Connection):
    """A connection that knows its dialect."""

    @property
    def dialect(self) -> Dialect:
        """This module."""
        return cast(Dialect, sys.modules[__name__])


# ---------------------------------------------------------------- connections


def connect(path: Path, options: str) -> Connection:
    """Open a file; `options` is the query of an SQLite URI (`mode=ro`)."""
    uri = f"file:{quote(str(path.absolute()))}?{options}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=WAIT_SECONDS, factory=Connection)
    connection.row_factory = sqlite3.Row
    connection.create_function("km", 4, distance_km, deterministic=True)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    return connection


def prepare(connection: sqlite3.Connection) -> None:
    """Make a connection fit for writing beside readers. A report that is lost with the power is read again: NORMAL will do."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")


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
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """What is read inside is read at one moment; inside a transaction it is that transaction's."""
    alone = not connection.in_transaction
    if alone:
        connection.execute("BEGIN")
    try:
        yield
    finally:
        if alone:
            connection.execute("ROLLBACK")


def answering(connection: sqlite3.Connection) -> AbstractContextManager[None]:
    """Nothing: a statement that is not read to its end keeps the moment that it was begun at."""
    return nullcontext()


def streamed(connection: sqlite3.Connection, query: str, values: Sequence[Any] = ()) -> Iterator[sqlite3.Row]:
    """The rows of a query, as they are found."""
    return connection.execute(query, values)


def mark(connection: sqlite3.Connection, application: int, schema: int) -> None:
    """Write into the head of the file whose it is and which schema it has."""
    connection.execute(f"PRAGMA application_id = {application}")
    connection.execute(f"PRAGMA user_version = {schema}")


def application_of(connection: sqlite3.Connection) -> int:
    """The number of the application that the file belongs to; 0 where none has put its own."""
    return int(connection.execute("PRAGMA application_id").fetchone()[0])


def count_tables(connection: sqlite3.Connection, name: str | None = None) -> int:
    """How many tables and indexes there are, in all or of one name."""
    return int(connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = coalesce(?, name)", (name,)).fetchone()[0])


def schema_version(connection: sqlite3.Connection) -> int:
    """The number of the schema that the file has."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def maker(connection: sqlite3.Connection) -> str | None:
    """What wrote the file; None where it does not say."""
    known = count_tables(connection, "facts")
    row = connection.execute("SELECT value FROM facts WHERE name = 'schema_by'").fetchone() if known else None
    return str(row[0]) if row else None


def script(connection: sqlite3.Connection, name: str) -> None:
    """Run a file of statements one by one: `executescript` would end the transaction they stand in."""
    statement = ""
    for line in resources.files("dateline.stores").joinpath(name).read_text(encoding="utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Whatever SQLite refuses inside, as a StoreError that names the file and the reason."""
    try:
        yield
    except sqlite3.Error as error:
        kind = DamagedError if any(words in str(error) for words in DAMAGE) else StoreError
        raise kind(f"{path}: {reason(path, error)}") from error


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
    if "full" in words:
        return "the disk is full"
    if any(damage in words for damage in DAMAGE):
        return "it is damaged; `dateline db check` tells where"
    if "unable to open" in words:
        return "there is no such folder" if not path.parent.is_dir() else "it cannot be opened or made (no permission?)"
    return words


# ---------------------------------------------------------------- care


def integrity(db: sqlite3.Connection) -> Iterator[tuple[str, list[str]]]:
    """Each thing that SQLite can look at itself, and what it finds wrong."""
    yield "file", [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    yield "references", [f"{row[0]} {row[1]} refers to nothing in {row[2]}" for row in db.execute("PRAGMA foreign_key_check")]
    for index in ("words", "fragments", "names"):
        yield index, _full_text_problems(db, index)
    yield "spots", [row[0] for row in db.execute("SELECT rtreecheck('spots')") if row[0] != "ok"]


def _full_text_problems(db: sqlite3.Connection, index: str) -> list[str]:
    try:
        # With rank 1 an index is laid beside the texts that it was made from; one that keeps none can only look at itself.
        db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', ?)", (0 if index == "names" else 1,))
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return []


def table_sizes(db: sqlite3.Connection) -> dict[str, int]:
    """The bytes of each table and index, the largest first; nothing where this SQLite was built without the means to tell."""
    try:
        return {row[0]: row[1] for row in db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC, 1")}
    except sqlite3.OperationalError:
        return {}


def shrink(db: sqlite3.Connection) -> None:
    """Merge the full-text indexes, and write the file anew without gaps."""
    for index in ("words", "fragments", "names"):
        db.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
    db.execute("VACUUM")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# ---------------------------------------------------------------- writing


def new_rows(db: sqlite3.Connection, count: int) -> range:
    """Numbers for new documents, after the highest that was ever used."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'documents'").fetchone()
    last = int(row[0]) if row else 0
    return range(last + 1, last + 1 + count)


def add_documents(db: sqlite3.Connection, rows: Sequence[Cells]) -> None:
    """Add documents; triggers add their words."""
    if rows:
        add_rows(db, "documents", tuple(rows[0]), [tuple(row.values()) for row in rows])


def drop_document(db: sqlite3.Connection, row: int) -> None:
    """Take a document out; a trigger takes out its words."""
    db.execute("DELETE FROM documents WHERE row = ?", (row,))


def add_rows(db: sqlite3.Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Add rows to a table."""
    db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", rows)


def add_names(db: sqlite3.Connection, rows: Sequence[tuple[int, str, str, str]]) -> None:
    """Add records' names: row, and the words of source, place and actor."""
    add_rows(db, "names", ("rowid", "source", "place", "actor"), rows)


def drop_names(db: sqlite3.Connection, rows: tuple[int, int]) -> None:
    """Nothing: the index only grows, and numbers of rows never come back."""


def empty_names(db: sqlite3.Connection) -> None:
    """Take everything out of the index of names, which keeps no text of its own."""
    db.execute("INSERT INTO names (names) VALUES ('delete-all')")


def drop_spots(db: sqlite3.Connection, rows: tuple[int, int]) -> None:
    """Take out the spots of the records between two rows. The R*Tree itself would have to be read whole to find them."""
    asked = "SELECT rowid FROM spots_rowid WHERE rowid BETWEEN ? AND ?"
    found = db.execute(asked, (rows[0] << PLACES, (rows[1] + 1 << PLACES) - 1)).fetchall()
    db.executemany("DELETE FROM spots WHERE row = ?", [(row[0],) for row in found])


# ---------------------------------------------------------------- full text


def match(words: str) -> str:
    """What a person types, as a full-text query: all words, "quoted words" together, wor* as a beginning. Nothing else is a command."""
    parts = []
    for phrase, word in QUERY_PART.findall(words.replace("\0", " ")):  # which would end the query
        bare = (phrase or word).replace('"', "")
        if any(c.isalnum() for c in bare):
            parts.append(f'"{bare.rstrip("*")}"' + ("*" if word.endswith("*") else ""))
    return " AND ".join(parts)


def match_columns(asked: Mapping[str, str]) -> str:
    """A full-text query that asks each column for words of its own; empty when none asks for any. The index of names does not know which
    words stand together, so quoted words are only all words."""
    return " AND ".join(f"{column} : ({query})" for column, words in asked.items() if (query := match(_words_alone(words))))


def _words_alone(words: str) -> str:
    return NO_WORD.sub(" ", unicodedata.normalize("NFC", words))


def asked_parts(words: str) -> list[str]:
    """What a person types, part by part, without quotation marks and stars; parts too short for the index of fragments are left out."""
    bare = [(phrase or word).replace('"', "").strip("*") for phrase, word in QUERY_PART.findall(words.replace("\0", " "))]
    return [part for part in bare if len(part) >= FRAGMENT]


def documents_with_words(db: sqlite3.Connection, words: str) -> Test | None:
    """A query for the rows of the documents that hold the words; None where there are no words."""
    query = match(words)
    return ("SELECT rowid FROM words WHERE words MATCH ?", [query]) if query else None


def records_with_names(asked: Mapping[str, str]) -> Test | None:
    """A query for the rows of the records with words in their names, by column; None where none are asked for."""
    query = match_columns(asked)
    return ("SELECT rowid FROM names WHERE names MATCH ?", [query]) if query else None


def found_words(db: sqlite3.Connection, words: str, limit: int) -> list[tuple[int, str | None]]:
    """Row and snippet of the documents that hold the words, best first (BM25)."""
    shown = "SELECT rowid, snippet(words, -1, '[', ']', ' ... ', 24) FROM words"
    return [tuple(row) for row in db.execute(f"{shown} WHERE words MATCH ? ORDER BY rank, rowid LIMIT ?", (match(words), limit))]


def found_fragments(db: sqlite3.Connection, parts: Sequence[str], limit: int) -> list[int]:
    """The rows of the documents whose title or text holds all these parts of words, the newest report first. The index knows only which
    three letters a document holds, so what it gives is looked at again."""
    if not parts:
        return []
    threes = sorted({part[at : at + FRAGMENT] for part in parts for at in range(len(part) - FRAGMENT + 1)})
    query = " AND ".join('"{}"'.format(three.replace('"', '""')) for three in threes)
    holds = " AND ".join("(d.text LIKE ? ESCAPE '\\' OR d.title LIKE ? ESCAPE '\\')" for _ in parts)
    asked = f"SELECT d.row FROM fragments f JOIN documents d ON d.row = f.rowid WHERE fragments MATCH ? AND {holds}"
    likes = [pattern for part in parts for pattern in [like(part)] * 2]
    return [row["row"] for row in db.execute(f"{asked} ORDER BY d.published DESC, d.id LIMIT ?", (query, *likes, limit))]


def like(part: str) -> str:
    """A pattern for texts that hold the part."""
    escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


# ---------------------------------------------------------------- days and boxes


def overlaps(db: sqlite3.Connection, days: tuple[int, int] | None, box: Box | None) -> list[Test]:
    """The tests that the R*Tree answers. It rounds, and its boxes are wider than places: each is looked at again."""
    if not box:
        return []
    sides = " OR ".join("west <= ? AND east >= ?" for _ in turns(box))
    return [(f"south <= ? AND north >= ? AND ({sides})", [box[1], box[0], *(edge for west, east in turns(box) for edge in (east, west))])]


def whole(number: str) -> str:
    """A positive number without what stands behind its point."""
    return f"CAST({number} AS INTEGER)"
