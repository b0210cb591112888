"""The tables that are asked. In: a document's row with its reading as it stands. Out: the rows of its records, spots and names, or none
of them any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from dateline.gazetteer.index import open_gazetteer
from dateline.stores.dialect import empty, spots_of
from dateline.stores.indexed import PLACES, Indexed, Label, index, row_of, rows_of
from dateline.stores.reviews import Stands
from dateline.stores.search import LISTED
from dateline.types import Record

RECORD = "INSERT INTO records (row, label, confidence) VALUES (?, ?, ?)"
IDS = "INSERT INTO record_ids (id, row) VALUES (?, ?)"
SPOT = "INSERT INTO spots VALUES (?, ?, ?, ?, ?, ?, ?)"
NAMES = "INSERT INTO names (rowid, source, place, actor) VALUES (?, ?, ?, ?)"
LABEL = f"INSERT INTO labels ({', '.join(LISTED)}) VALUES ({', '.join('?' * len(LISTED))}) ON CONFLICT DO NOTHING"
LABEL_ROW = f"SELECT row FROM labels WHERE {' AND '.join(f'{name} = ?' for name in LISTED)}"


@cache
def country_names() -> Mapping[str, str]:
    """The name of each country, with its code, by its code."""
    return {e.country: f"{e.name} {e.country}" for e in open_gazetteer().countries()}


class Indexes:
    """What is asked for, of one open database. It writes inside the transaction of its caller."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._labels: dict[Label, int] = {}

    def forget(self) -> None:
        """After a transaction that failed: what it made is not there."""
        self._labels.clear()

    def add(self, document: int, stands: Stands) -> None:
        """Write the rows of a document's records."""
        decided = {ident: review.verdict for ident, review in stands.reviews.items() if review.verdict}
        made = list(index(stands.reading, decided, country_names() if stands.reading.places else {}))
        rows = [row_of(document, position) for position in range(len(made))]
        self._add_records(rows, stands.reading.records, made)
        spots = [(row << PLACES | n, *spot) for row, item in zip(rows, made, strict=True) for n, spot in enumerate(item.spots)]
        self._db.executemany(SPOT, spots)
        names = [(row, item.source, item.place, item.actor) for row, item in zip(rows, made, strict=True)]
        self._db.executemany(NAMES, [item for item in names if any(item[1:])])

    def _add_records(self, rows: Sequence[int], records: Sequence[Record], made: Sequence[Indexed]) -> None:
        cells = [(row, self._label(item.label), round(r.confidence * 1000)) for row, r, item in zip(rows, records, made, strict=True)]
        self._db.executemany(RECORD, cells)
        self._db.executemany(IDS, sorted((r.id, row) for row, r in zip(rows, records, strict=True)))

    def _label(self, label: Label) -> int:
        """The row of a combination of listed values, made where it is new."""
        if label not in self._labels:
            self._db.execute(LABEL, label)
            self._labels[label] = self._db.execute(LABEL_ROW, label).fetchone()["row"]
        return self._labels[label]

    def drop(self, document: int, ids: Iterable[str]) -> None:
        """Take the rows of a document's records out; `ids` are theirs. Their names stay in an index that only grows, under numbers that
        never come back."""
        self._db.executemany("DELETE FROM spots WHERE row = ?", spots_of(self._db, rows_of(document)))
        self._db.execute("DELETE FROM records WHERE row BETWEEN ? AND ?", rows_of(document))
        self._db.executemany("DELETE FROM record_ids WHERE id = ? AND row BETWEEN ? AND ?", [(i, *rows_of(document)) for i in ids])

    def make_anew(self) -> None:
        """Empty all of them but the labels: other programs may remember their numbers."""
        empty(self._db, "names")
        self._db.execute("DELETE FROM spots")
        self._db.execute("DELETE FROM record_ids")
        self._db.execute("DELETE FROM records")
