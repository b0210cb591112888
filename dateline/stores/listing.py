"""Reports as a list, records as a spread. In: an open connection and what is wanted. Out: reports with how much they hold, and how many
records are where and when.

Nothing is unpacked: rows and indexes answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dateline.stores.database import Connection
from dateline.stores.indexed import NOWHERE, OPEN_END, PLACES, rows_of
from dateline.stores.search import one_of
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


def reports(db: Connection, words: str | None, publisher: str | None, limit: int, offset: int) -> Iterator[Listed]:
    """The reports that hold all the words and are of that publisher, the newest first."""
    tests, values = _tests(db, words, publisher)
    columns = f"row, id, ref, title, published, facts, substr(text, 1, {OPENING}) AS opening, length(text) AS characters"
    asked = f"SELECT {columns} FROM documents d {tests} ORDER BY published DESC NULLS LAST, id LIMIT ? OFFSET ?"
    undecided = [row["row"] for row in db.execute("SELECT row FROM labels WHERE decision = 'none'")]
    for row in db.execute(asked, (*values, limit, offset)).fetchall():
        yield _listed(db, row, undecided)


def count(db: Connection, words: str | None, publisher: str | None) -> int:
    """How many reports `reports` has in all."""
    tests, values = _tests(db, words, publisher)
    return int(db.execute(f"SELECT count(*) FROM documents d {tests}", values).fetchone()[0])


def _tests(db: Connection, words: str | None, publisher: str | None) -> tuple[str, list[Any]]:
    tests, values = list[str](), list[Any]()
    if held := db.dialect.documents_with_words(db, words or ""):
        tests.append(f"d.row IN ({held[0]})")
        values += held[1]
    if publisher is not None:
        tests.append(db.dialect.PUBLISHER_IS)
        values.append(publisher)
    return (f"WHERE {' AND '.join(tests)}" if tests else ""), values


def _listed(db: Connection, row: Any, undecided: list[int]) -> Listed:
    asked = f"SELECT count(*), count(*) FILTER (WHERE label IN {one_of(undecided)}) FROM records WHERE row BETWEEN ? AND ?"
    records, left = db.execute(asked, rows_of(row["row"])).fetchone()
    facts = json.loads(row["facts"])
    facts |= {name: tuple(facts.get(name, ())) for name in ("authors", "tables")} | {"given": frozenset(facts.get("given", ()))}
    report = Report(**{name: row[name] for name in ("id", "ref", "title", "published")}, **facts)
    return Listed(report, row["opening"], row["characters"], records, left)


# ---------------------------------------------------------------- where and when


@dataclass(frozen=True, slots=True)
class Spread:
    """Where and when the wanted records are: how many lie in each cell (latitude and longitude of its middle), how many begin on each day
    (counted from the year 1), how many places with a point they name, and how many of them have a day."""

    cells: tuple[tuple[float, float, int], ...]
    days: tuple[tuple[int, int], ...]
    placed: int
    dated: int


def spread(db: Connection, inside: str, values: tuple[Any, ...], size: float) -> Spread:
    """How records are spread; `inside` is a query for their rows, empty for all. `size` is the width of a cell in degrees."""
    test = f"AND row >> {PLACES} IN ({inside})" if inside else ""
    middle = [
        f"{db.dialect.whole(f'({low} + {high}) / 2 / {size} + 10000')} - 10000" for low, high in (("south", "north"), ("west", "east"))
    ]
    asked = f"SELECT {', '.join(middle)}, count(*) FROM spots WHERE south < {NOWHERE} {test} GROUP BY 1, 2"
    cells = [((lat + 0.5) * size, (lon + 0.5) * size, count) for lat, lon, count in db.execute(asked, values)]
    day = f"CASE WHEN first > 0 THEN first WHEN last < {OPEN_END} THEN last ELSE 0 END"
    asked = f"SELECT {db.dialect.whole(day)}, count(*) FROM spots WHERE row & {(1 << PLACES) - 1} = 0 {test} GROUP BY 1"  # one a record
    days = [(int(day), count) for day, count in db.execute(asked, values) if day > 0]
    return Spread(tuple(cells), tuple(days), sum(count for _, _, count in cells), sum(count for _, count in days))
