"""Reports as a list. In: an open connection and what is wanted. Out: reports with how much they hold.

Nothing is unpacked: rows and indexes answer.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.stores import dialect
from dateline.stores.dialect import match
from dateline.stores.indexed import rows_of
from dateline.types import Report

OPENING = 120


@dataclass(frozen=True, slots=True)
class Listed:
    """A kept report: its facts, how its text begins, how long it is, and how many records it has, of them without a decision."""

    report: Report
    opening: str
    characters: int
    records: int
    left: int


def reports(db: sqlite3.Connection, words: str | None, publisher: str | None, limit: int, offset: int) -> Iterator[Listed]:
    """The reports that hold all the words and are of that publisher, the newest first."""
    tests, values = _tests(words, publisher)
    columns = f"row, id, ref, title, published, facts, substr(text, 1, {OPENING}) AS opening, length(text) AS characters"
    asked = f"SELECT {columns} FROM documents {tests} ORDER BY published DESC, id LIMIT ? OFFSET ?"
    undecided = [row["row"] for row in db.execute("SELECT row FROM labels WHERE decision = 'none'")]
    for row in db.execute(asked, (*values, limit, offset)).fetchall():
        yield _listed(db, row, undecided)


def count(db: sqlite3.Connection, words: str | None, publisher: str | None) -> int:
    """How many reports `reports` has in all."""
    tests, values = _tests(words, publisher)
    return int(db.execute(f"SELECT count(*) FROM documents {tests}", values).fetchone()[0])


def _tests(words: str | None, publisher: str | None) -> tuple[str, list[str]]:
    tests, values = list[str](), list[str]()
    if query := match(words or ""):
        tests.append(f"row IN ({dialect.DOCUMENTS_WITH_WORDS})")
        values.append(query)
    if publisher is not None:
        tests.append("publisher = ? COLLATE NOCASE")
        values.append(publisher)
    return (f"WHERE {' AND '.join(tests)}" if tests else ""), values


def _listed(db: sqlite3.Connection, row: sqlite3.Row, undecided: list[int]) -> Listed:
    asked = f"SELECT count(*), coalesce(sum(label IN ({', '.join(map(str, undecided))})), 0) FROM records WHERE row BETWEEN ? AND ?"
    records, left = db.execute(asked, rows_of(row["row"])).fetchone()
    facts = json.loads(row["facts"])
    facts |= {name: tuple(facts.get(name, ())) for name in ("authors", "tables")} | {"given": frozenset(facts.get("given", ()))}
    report = Report(**{name: row[name] for name in ("id", "ref", "title", "published")}, **facts)
    return Listed(report, row["opening"], row["characters"], records, left)
