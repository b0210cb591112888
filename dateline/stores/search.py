"""Asking the SQLite store. In: an open connection and what is wanted. Out: the rows of documents and records, in a fixed order.

Words are asked in the full-text indexes: whole words first, three-letter fragments when no report holds the words.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import Any

from dateline.types import Reading, Record

FRAGMENT = 3
QUERY_PART = re.compile(r'"([^"]+)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records are asked for; what is None is not asked. `source` and `place` are words; `since` and `until` are calendar days
    (ISO) that the record's own time must meet; `report` is the id of a report, its beginning, or its ref."""

    kind: str | None = None
    type: str | None = None
    stance: str | None = None
    modality: str | None = None
    source: str | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None
    report: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A record with the reading that it is part of."""

    reading: Reading
    record: Record


@dataclass(frozen=True, slots=True)
class Hit:
    """A report that holds the words, a snippet of its text with the words in brackets, and the records whose evidence holds them."""

    reading: Reading
    snippet: str
    records: tuple[Record, ...]


ALL = Wanted()


def documents_like(db: sqlite3.Connection, ident: str) -> list[int]:
    """The rows of the reports with that id or ref, else of those whose id begins so."""
    exact = db.execute("SELECT row FROM documents WHERE id = ? OR ref = ? ORDER BY id", (ident, ident)).fetchall()
    if exact or not ident:
        return [row["row"] for row in exact]
    start = ident if ident.startswith("sha256:") else f"sha256:{ident}"
    return [row["row"] for row in db.execute("SELECT row FROM documents WHERE id >= ? AND id < ? ORDER BY id", _beginning(start))]


def records_like(db: sqlite3.Connection, ident: str) -> list[sqlite3.Row]:
    """Document and position of the records with that id, else of those whose id begins so."""
    query = "SELECT document, position FROM records WHERE id >= ? AND id < ? ORDER BY id LIMIT 2"
    exact = db.execute("SELECT document, position FROM records WHERE id = ?", (ident,)).fetchall()
    return exact or (db.execute(query, _beginning(ident)).fetchall() if ident else [])


def _beginning(start: str) -> tuple[str, str]:
    return start, start + "\U0010ffff"


def records(db: sqlite3.Connection, wanted: Wanted) -> list[sqlite3.Row]:
    """Document and position of the records that are wanted."""
    tests, arguments = _tests(db, wanted)
    where = f"WHERE {' AND '.join(tests)}" if tests else ""
    query = f"SELECT r.document, r.position FROM records r JOIN documents d ON d.row = r.document {where}"
    limit = -1 if wanted.limit is None else wanted.limit
    return db.execute(f"{query} ORDER BY d.published, d.id, r.position LIMIT ?", (*arguments, limit)).fetchall()


def _tests(db: sqlite3.Connection, wanted: Wanted) -> tuple[list[str], list[Any]]:
    tests, arguments = [], list[Any]()
    for name in ("kind", "type", "stance", "modality"):
        if (asked := getattr(wanted, name)) is not None:
            tests.append(f"r.{name} = ?")
            arguments.append(asked)
    if wanted.since or wanted.until:
        tests.append("coalesce(r.first, r.last) IS NOT NULL AND coalesce(r.first, '') <= ? AND coalesce(r.last, '9999-12-31') >= ?")
        arguments += [wanted.until or "9999-12-31", wanted.since or ""]
    if wanted.report is not None:
        rows = documents_like(db, wanted.report)
        tests.append(f"r.document IN ({', '.join('?' * len(rows))})")
        arguments += rows
    asked_words = [f"{column} : ({query})" for column in ("source", "place") if (query := match(getattr(wanted, column) or ""))]
    if asked_words:
        tests.append("r.row IN (SELECT rowid FROM quotes WHERE quotes MATCH ?)")
        arguments.append(" AND ".join(asked_words))
    return tests, arguments


def match(words: str) -> str:
    """What a person types, as a full-text query: all words, "quoted words" together, wor* as a beginning. Nothing else is a command."""
    parts = []
    for phrase, word in QUERY_PART.findall(words):
        bare = (phrase or word).replace('"', "")
        if any(c.isalnum() for c in bare):
            parts.append(f'"{bare.rstrip("*")}"' + ("*" if word.endswith("*") else ""))
    return " AND ".join(parts)


def hits(db: sqlite3.Connection, words: str, limit: int) -> list[tuple[int, str, list[int]]]:
    """Document, snippet and positions of the records whose evidence holds the words; best first."""
    query = match(words)
    if not query:
        return []
    found = _matching(db, "words", query, limit) or _matching(db, "fragments", _fragments(words), limit)
    return [(row["row"], row["snippet"], _quoting(db, row["row"], query)) for row in found]


def _fragments(words: str) -> str:
    """The query for the index of fragments, which knows no word of fewer than three letters."""
    bare = [(phrase or word).replace('"', "").strip("*") for phrase, word in QUERY_PART.findall(words)]
    return " AND ".join(f'"{part}"' for part in bare if len(part) >= FRAGMENT)


def _matching(db: sqlite3.Connection, index: str, query: str, limit: int) -> list[sqlite3.Row]:
    if not query:
        return []
    shown = f"SELECT rowid AS row, snippet({index}, -1, '[', ']', ' ... ', 24) AS snippet FROM {index}"
    return db.execute(f"{shown} WHERE {index} MATCH ? ORDER BY rank, rowid LIMIT ?", (query, limit)).fetchall()


def _quoting(db: sqlite3.Connection, document: int, query: str) -> list[int]:
    asked = "SELECT r.position FROM quotes q JOIN records r ON r.row = q.rowid WHERE quotes MATCH ? AND r.document = ? ORDER BY r.position"
    return [row["position"] for row in db.execute(asked, (query, document))]
