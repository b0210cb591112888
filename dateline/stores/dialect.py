"""What is SQLite's own. In: a connection, or what is asked for. Out: pragmas, transactions, conditions on words and places, errors told.

Every other module of the store speaks plain SQL; another database would need another one of these, and another schema.sql.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dateline.errors import StoreError
from dateline.stores.indexed import KM_A_DEGREE, PLACES, REACH_KM, SHIFT, Box, box_around, distance_km

WAIT_SECONDS = 10.0
CACHE_KB = 64 * 1024
CHECKPOINT_PAGES = 4000
FRAGMENT = 3
QUERY_PART = re.compile(r'"([^"]+)"|(\S+)')
NO_WORD = re.compile(r"[^\w*\u0300-\u036f]|_")
POINT = "(south + north) / 2, (west + east) / 2"
CLOSE_KM = REACH_KM[2] + 1  # a place known to within this many kilometres is in an area when its point is
DOCUMENT_OF_RECORD = f"(r.row >> {SHIFT})"
RECORDS_OF_DOCUMENT = f"r.row BETWEEN d.row << {SHIFT} AND (d.row + 1 << {SHIFT}) - 1"
FIRST_DAY = f"(SELECT nullif(s.first, -1) FROM spots s WHERE s.row = r.row << {PLACES})"


# ---------------------------------------------------------------- connections


def connect(path: Path, options: str) -> sqlite3.Connection:
    """Open a file; `options` is the query of an SQLite URI (`mode=ro`)."""
    uri = f"file:{quote(str(path.absolute()))}?{options}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=WAIT_SECONDS)
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
    if "full" in words:
        return "the disk is full"
    if "malformed" in words:
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


def empty(db: sqlite3.Connection, index: str) -> None:
    """Take everything out of a full-text index that keeps no text of its own."""
    db.execute(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")


def shrink(db: sqlite3.Connection) -> None:
    """Merge the full-text indexes, and write the file anew without gaps."""
    for index in ("words", "fragments", "names"):
        db.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
    db.execute("VACUUM")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# ---------------------------------------------------------------- full text


def match(words: str) -> str:
    """What a person types, as a full-text query: all words, "quoted words" together, wor* as a beginning. Nothing else is a command."""
    parts = []
    for phrase, word in QUERY_PART.findall(words):
        bare = (phrase or word).replace('"', "")
        if any(c.isalnum() for c in bare):
            parts.append(f'"{bare.rstrip("*")}"' + ("*" if word.endswith("*") else ""))
    return " AND ".join(parts)


def match_columns(asked: dict[str, str]) -> str:
    """A full-text query that asks each column for words of its own; empty when none asks for any. The index of names does not know which
    words stand together, so quoted words are only all words."""
    return " AND ".join(f"{column} : ({query})" for column, words in asked.items() if (query := match(_words_alone(words))))


def _words_alone(words: str) -> str:
    return NO_WORD.sub(" ", unicodedata.normalize("NFC", words))


def asked_parts(words: str) -> list[str]:
    """What a person types, part by part, without quotation marks and stars; parts too short for the index of fragments are left out."""
    bare = [(phrase or word).replace('"', "").strip("*") for phrase, word in QUERY_PART.findall(words)]
    return [part for part in bare if len(part) >= FRAGMENT]


def found_words(db: sqlite3.Connection, query: str, limit: int) -> list[sqlite3.Row]:
    """Row and snippet of the documents that match a full-text query, best first (BM25)."""
    shown = "SELECT rowid AS row, snippet(words, -1, '[', ']', ' ... ', 24) AS snippet FROM words"
    return db.execute(f"{shown} WHERE words MATCH ? ORDER BY rank, rowid LIMIT ?", (query, limit)).fetchall()


def found_fragments(db: sqlite3.Connection, parts: list[str], limit: int) -> list[int]:
    """The rows of the documents whose title or text holds all these parts of words, the newest report first. The index knows only which
    three letters a document holds, so what it gives is looked at again."""
    if not parts:
        return []
    threes = sorted({part[at : at + FRAGMENT] for part in parts for at in range(len(part) - FRAGMENT + 1)})
    query = " AND ".join('"{}"'.format(three.replace('"', '""')) for three in threes)
    holds = " AND ".join("(d.text LIKE ? ESCAPE '\\' OR d.title LIKE ? ESCAPE '\\')" for _ in parts)
    asked = f"SELECT d.row FROM fragments f JOIN documents d ON d.row = f.rowid WHERE fragments MATCH ? AND {holds}"
    likes = [like for part in parts for like in [_like(part)] * 2]
    return [row["row"] for row in db.execute(f"{asked} ORDER BY d.published DESC, d.id LIMIT ?", (query, *likes, limit))]


def _like(part: str) -> str:
    escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


DOCUMENTS_WITH_WORDS = "SELECT rowid FROM words WHERE words MATCH ?"
RECORDS_WITH_NAMES = "SELECT rowid FROM names WHERE names MATCH ?"


# ---------------------------------------------------------------- days and boxes


def within(days: tuple[int, int] | None, box: Box | None, near: tuple[float, float, float] | None) -> tuple[str, list[Any]]:
    """A query for the rows of the records that meet days (first and last) and lie in a box, or within kilometres of a point (lat, lon, km),
    with what is put in its marks. The R*Tree rounds and its boxes are wider than places, so each is looked at again."""
    tests, values = [], list[Any]()
    if days:
        tests.append("first <= ? AND last >= max(?, 0)")
        values += [days[1], days[0]]
    if near:
        lat, lon, km = near
        _add(tests, values, _meets(box_around(lat, lon, km)))
        _add(tests, values, (f"km({POINT}, ?, ?) <= ? AND {_reach()} <= ?", [lat, lon, km, max(km, CLOSE_KM)]))
    if box:
        high = (box[1] - box[0]) * KM_A_DEGREE / 2
        _add(tests, values, _meets(box))
        _add(tests, values, _inside(box))
        _add(tests, values, (f"{_reach()} <= ?", [max(high, CLOSE_KM)]))
    return f"SELECT row >> {PLACES} FROM spots WHERE {' AND '.join(tests)}", values


def _add(tests: list[str], values: list[Any], more: tuple[str, list[Any]]) -> None:
    tests.append(more[0])
    values += more[1]


def _reach() -> str:
    return f"(north - south) / 2 * {KM_A_DEGREE}"


def _turns(box: Box) -> list[tuple[float, float]]:
    """West and east of a box, and of the same box once around the world either way."""
    west, east = box[2], box[3] if box[3] >= box[2] else box[3] + 360
    return [(west + turn, east + turn) for turn in (-360, 0, 360)]


def _meets(box: Box) -> tuple[str, list[Any]]:
    ways = _turns(box)
    sides = " OR ".join("west <= ? AND east >= ?" for _ in ways)
    return f"south <= ? AND north >= ? AND ({sides})", [box[1], box[0], *(edge for west, east in ways for edge in (east, west))]


def _inside(box: Box) -> tuple[str, list[Any]]:
    ways = _turns(box)
    sides = " OR ".join("(west + east) / 2 BETWEEN ? AND ?" for _ in ways)
    return f"(south + north) / 2 BETWEEN ? AND ? AND ({sides})", [box[0], box[1], *(edge for pair in ways for edge in pair)]


def spots_of(db: sqlite3.Connection, rows: tuple[int, int]) -> list[tuple[int]]:
    """The rows of the spots of the records between two rows. The R*Tree itself would have to be read whole for this."""
    asked = "SELECT rowid FROM spots_rowid WHERE rowid BETWEEN ? AND ?"
    return [(row[0],) for row in db.execute(asked, (rows[0] << PLACES, (rows[1] + 1 << PLACES) - 1))]
