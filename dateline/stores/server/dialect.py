"""What is PostgreSQL's own. In: a connection, or what is asked for. Out: transactions, loading, conditions on words and places, errors
told.

`database.Dialect` says what each function is for. One writer at a time holds a lock of the schema for its transaction; readers never wait.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import psycopg

from dateline.errors import StoreError
from dateline.settings import Where
from dateline.stores.areas import turns
from dateline.stores.database import Cells, Test
from dateline.stores.dialect import like
from dateline.stores.indexed import PLACES, Box
from dateline.stores.server import words as vectors
from dateline.stores.server.connection import ASKED_SECONDS, WAIT_SECONDS, ServerConnection

SCHEMA = 1
NOT_FIRST = "JOIN"
PUBLISHER_IS = 'lower(d.publisher COLLATE "C") = lower(CAST(? AS text) COLLATE "C")'
LOWER_TEXT, LOWER_TITLE = 'lower(d.text COLLATE "C")', 'lower(d.title COLLATE "C")'
NOTHING = "SELECT 0 WHERE FALSE"
EXTENT = "ST_MakeLine(ST_MakePoint(west, south, first), ST_MakePoint(east, north, last))"
BOUND = "ST_MakeLine(ST_MakePoint(?, ?, ?), ST_MakePoint(?, ?, ?))"
PLAIN_BOX, PLAIN_BOUND = "box(point(west, south), point(east, north))", "box(point(?, ?), point(?, ?))"
FARTHEST, LAST_DAY = 2000.0, 5_000_000
REASONS = {
    "55P03": f"another program is writing to it (waited {WAIT_SECONDS:.0f} seconds)",
    "57014": f"the answer took longer than {ASKED_SECONDS} seconds, or was stopped at the server",
    "25006": "it cannot be written to (opened for reading only, or the server is a copy)",
    "53100": "the disk of the server is full",
    "53300": "the server has no connection left",
    "57P01": "the server was stopped",
}
SECRET = re.compile(r"://[^@\s]*@")


# ---------------------------------------------------------------- connections


@contextmanager
def told(where: Where) -> Iterator[None]:
    """Whatever PostgreSQL refuses inside, as a StoreError that names the database and the reason."""
    try:
        yield
    except psycopg.Error as error:
        _tell(where, error)


def _tell(where: Where, error: psycopg.Error) -> NoReturn:
    raise StoreError(f"{where}: {reason(error)}") from error


def reason(error: psycopg.Error) -> str:
    """Why PostgreSQL refused, in words."""
    if error.sqlstate in REASONS:
        return REASONS[error.sqlstate]
    said = error.diag.message_primary or str(error) or type(error).__name__
    words = SECRET.sub("://", " ".join(said.split()))
    return f"this account may not do that ({words})" if error.sqlstate == "42501" else words


@contextmanager
def transaction(db: ServerConnection, *, durable: bool = False) -> Iterator[None]:
    """All of it or nothing, one writer of a schema at a time. With `durable` it is on the server's disk when this ends."""
    if not db.write:
        raise psycopg.errors.ReadOnlySqlTransaction
    with db.keeping(begin="BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE") as session:
        session.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"dateline {db.schema}",))
        session.execute(f"SET LOCAL synchronous_commit = {'on' if durable else 'off'}")
        yield


@contextmanager
def snapshot(db: ServerConnection) -> Iterator[None]:
    """What is read inside is read at one moment; inside a transaction it is that transaction's."""
    if db.in_transaction:
        yield
        return
    with db.keeping(begin="BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"):
        yield


answering = snapshot


def streamed(db: ServerConnection, query: str, values: Sequence[Any] = ()) -> Iterator[Any]:
    """The rows of a query, some at a time."""
    with snapshot(db):
        yield from db.streamed(query, values)


def schema_version(db: ServerConnection) -> int:
    """The number of the schema that the database has; 0 where it has none."""
    if not db.execute("SELECT to_regclass(?) IS NOT NULL", (f"{db.schema}.facts",)).fetchone()[0]:
        return 0
    row = db.execute("SELECT value FROM facts WHERE name = 'schema'").fetchone()
    return int(row[0]) if row else 0


def maker(db: ServerConnection) -> str | None:
    """What made the tables."""
    row = db.execute("SELECT value FROM facts WHERE name = 'schema_by'").fetchone()
    return str(row[0]) if row else None


def has_postgis(db: ServerConnection) -> bool:
    """Whether days and boxes were indexed by PostGIS when the tables were made."""
    if not db.facts:
        db.facts = dict(tuple(row) for row in db.execute("SELECT name, value FROM facts").fetchall())
    return db.facts.get("areas") == "postgis"


# ---------------------------------------------------------------- writing


def new_rows(db: ServerConnection, count: int) -> list[int]:
    """Numbers for new documents; no two programs get the same."""
    return [row[0] for row in db.execute("SELECT nextval('documents_row') FROM generate_series(1, ?)", (count,))]


def add_documents(db: ServerConnection, rows: Sequence[Cells]) -> None:
    """Add documents, with the vectors of their words."""
    if not rows:
        return
    db.copy("documents", tuple(rows[0]), (tuple(row.values()) for row in rows))
    db.copy("words", ("row", "vector", "whole"), ((row["row"], *vectors.vector(row["title"], row["text"])) for row in rows))


def drop_document(db: ServerConnection, row: int) -> None:
    """Take a document out, with its words."""
    db.execute("DELETE FROM words WHERE row = ?", (row,))
    db.execute("DELETE FROM documents WHERE row = ?", (row,))


def add_rows(db: ServerConnection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Add rows to a table."""
    if rows:
        db.copy(table, columns, rows)


def add_names(db: ServerConnection, rows: Sequence[tuple[int, str, str, str]]) -> None:
    """Add records' names: row, and the words of source, place and actor."""
    add_rows(db, "names", ("row", "vector"), [(row, vectors.labelled(source=s, place=p, actor=a)) for row, s, p, a in rows])


def drop_names(db: ServerConnection, rows: tuple[int, int]) -> None:
    """Take out the names of the records between two rows."""
    db.execute("DELETE FROM names WHERE row BETWEEN ? AND ?", rows)


def empty_names(db: ServerConnection) -> None:
    """Take all names out."""
    db.execute("DELETE FROM names")


def drop_spots(db: ServerConnection, rows: tuple[int, int]) -> None:
    """Take out the spots of the records between two rows."""
    db.execute("DELETE FROM spots WHERE row BETWEEN ? AND ?", (rows[0] << PLACES, (rows[1] + 1 << PLACES) - 1))


# ---------------------------------------------------------------- words


def documents_with_words(db: ServerConnection, words: str) -> Test | None:
    """A query for the rows of the documents that hold the words; None where there are no words."""
    asked = vectors.parts(words)
    if not asked:
        return None
    more = _looked_at(db, asked)
    return f"SELECT row FROM words WHERE {_match(asked)} UNION ALL SELECT unnest(CAST(? AS bigint[]))", [vectors.together(asked), more]


def _match(asked: Sequence[vectors.Part]) -> str:
    """A vector that was cut knows its words, but not all of their places."""
    return "vector @@ CAST(? AS tsquery)" + (" AND whole" if _has_phrase(asked) else "")


def _has_phrase(asked: Sequence[vectors.Part]) -> bool:
    return any(len(part.words) > 1 for part in asked)


def _looked_at(db: ServerConnection, asked: Sequence[vectors.Part]) -> list[int]:
    """The rows of the documents whose vectors cannot tell, looked at one by one."""
    doubtful = "w.vector IS NULL"
    values = []
    if _has_phrase(asked):
        doubtful += " OR (NOT w.whole AND w.vector @@ CAST(? AS tsquery))"
        values = [vectors.anywhere(asked)]
    query = f"SELECT d.row, d.title, d.text FROM words w JOIN documents d ON d.row = w.row WHERE NOT w.whole AND ({doubtful})"
    return [row["row"] for row in streamed(db, query, values) if vectors.holds(row["title"], row["text"], asked)]


def records_with_names(asked: Mapping[str, str]) -> Test | None:
    """A query for the rows of the records with words in their names, by column; None where none are asked for."""
    query = vectors.in_names(**asked)
    return ("SELECT row FROM names WHERE vector @@ CAST(? AS tsquery)", [query]) if query else None


def found_words(db: ServerConnection, words: str, limit: int) -> list[tuple[int, str | None]]:
    """Row and snippet of the documents that hold the words, best first (PostgreSQL's own rank, long texts weighed down)."""
    asked = vectors.parts(words)
    held = documents_with_words(db, words)
    if not held:
        return []
    rank = "ts_rank(w.vector, CAST(? AS tsquery), 1)"
    query = f"SELECT w.row FROM words w WHERE w.row IN ({held[0]}) ORDER BY {rank} DESC NULLS LAST, w.row LIMIT ?"
    rows = [row[0] for row in db.execute(query, (*held[1], vectors.anywhere(asked), limit))]
    return [(row, _snippet(db, row, asked)) for row in rows]


def _snippet(db: ServerConnection, row: int, asked: Sequence[vectors.Part]) -> str | None:
    title, text = db.execute("SELECT coalesce(title, ''), text FROM documents WHERE row = ?", (row,)).fetchone()
    return vectors.snippet((text, title), asked)


def found_fragments(db: ServerConnection, parts: Sequence[str], limit: int) -> list[int]:
    """The rows of the documents whose title or text holds all these parts of words, the newest report first."""
    if not parts:
        return []
    holds = " AND ".join(f"({LOWER_TEXT} LIKE ? OR {LOWER_TITLE} LIKE ?)" for _ in parts)
    likes = [pattern for part in parts for pattern in [like(_lower(part))] * 2]
    asked = f"SELECT d.row FROM documents d WHERE {holds} ORDER BY d.published DESC NULLS LAST, d.id LIMIT ?"
    return [row[0] for row in db.execute(asked, (*likes, limit))]


def _lower(words: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in words)


# ---------------------------------------------------------------- days and boxes


def overlaps(db: ServerConnection, days: tuple[int, int] | None, box: Box | None) -> list[Test]:
    """The tests that PostGIS answers from one index over boxes and days, or, where it is missing, PostgreSQL from one over boxes."""
    tests = [_overlap(db, days, box)] if box else [] if not days or not has_postgis(db) else [_met(days, -FARTHEST, FARTHEST, None)]
    if box:
        sides = " OR ".join("west <= ? AND east >= ?" for _ in turns(box))
        values = [box[1], box[0], *(edge for west, east in turns(box) for edge in (east, west))]
        tests.append((f"south <= ? AND north >= ? AND ({sides})", values))
    return tests


def _overlap(db: ServerConnection, days: tuple[int, int] | None, box: Box) -> Test:
    each = [_met(days, west, east, box) if has_postgis(db) else _crossed(west, east, box) for west, east in turns(box)]
    return f"({' OR '.join(test for test, _ in each)})", [value for _, values in each for value in values]


def _met(days: tuple[int, int] | None, west: float, east: float, box: Box | None) -> Test:
    south, north = box[:2] if box else (-FARTHEST, FARTHEST)
    first, last = (max(days[0], 0), days[1]) if days else (-1, LAST_DAY)
    return f"{EXTENT} &&& {BOUND}", [west, south, first, east, north, last]


def _crossed(west: float, east: float, box: Box) -> Test:
    return f"{PLAIN_BOX} && {PLAIN_BOUND}", [west, box[0], east, box[1]]


def whole(number: str) -> str:
    """A positive number without what stands behind its point."""
    return f"CAST(floor({number}) AS integer)"


# ---------------------------------------------------------------- care

REFERENCES = {
    "records without a label": "SELECT count(*) FROM records r WHERE NOT EXISTS (SELECT 1 FROM labels l WHERE l.row = r.label)",
    "records of no document": "SELECT count(*) FROM records r WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.row = r.row >> 20)",
    "ids of no record": "SELECT count(*) FROM record_ids i WHERE NOT EXISTS (SELECT 1 FROM records r WHERE r.row = i.row)",
    "names of no record": "SELECT count(*) FROM names n WHERE NOT EXISTS (SELECT 1 FROM records r WHERE r.row = n.row)",
    "spots of no record": "SELECT count(*) FROM spots s WHERE NOT EXISTS (SELECT 1 FROM records r WHERE r.row = s.row >> 3)",
}


def integrity(db: ServerConnection) -> Iterator[tuple[str, list[str]]]:
    """What refers to nothing, and documents whose words are not in the index."""
    counts = {what: db.execute(query).fetchone()[0] for what, query in REFERENCES.items()}
    yield "references", [f"{count} {what}" for what, count in counts.items() if count]
    yield "words", [f"{row['id']}: its words are not what its text holds" for row in _with_wrong_words(db)]
    asked = "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    invalid = f"{asked} WHERE NOT i.indisvalid AND c.relnamespace = ?::regnamespace"
    yield "indexes", [f"{row[0]} is not valid" for row in db.execute(invalid, (db.schema,))]


def _with_wrong_words(db: ServerConnection) -> Iterator[Any]:
    query = "SELECT d.id, d.title, d.text, w.whole, w.vector FROM documents d LEFT JOIN words w ON w.row = d.row"
    for row in streamed(db, query):
        vector, is_whole = vectors.vector(row["title"], row["text"])
        known = None if row["vector"] is None else set(re.findall(r"'(\w+)'", row["vector"]))
        made = None if vector is None else set(re.findall(r"'(\w+)'", vector))
        if (known, row["whole"]) != (made, is_whole):
            yield row


def table_sizes(db: ServerConnection) -> dict[str, int]:
    """The bytes of each table with its indexes, the largest first."""
    asked = "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND relnamespace = ?::regnamespace"
    return {row[0]: row[1] for row in db.execute(f"{asked} ORDER BY 2 DESC, 1", (db.schema,))}


def shrink(db: ServerConnection) -> None:
    """Give back what is not used, and let the server look anew at what is where."""
    for table in ("documents", "words", "records", "record_ids", "spots", "names", "labels", "ledger"):
        db.execute(f"VACUUM (ANALYZE) {table}")
