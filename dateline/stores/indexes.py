"""The tables that are asked. In: a document's row with its reading as it stands. Out: the rows of its records, spots and names, or none
of them any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from dateline.gazetteer.index import open_gazetteer
from dateline.stores.database import Connection
from dateline.stores.indexed import PLACES, Label, index, row_of, rows_of
from dateline.stores.reviews import Stands
from dateline.stores.search import LISTED

RECORD = ("row", "label", "confidence")
SPOT = ("row", "first", "last", "south", "north", "west", "east")
Cells = tuple[Any, ...]
LABEL = f"INSERT INTO labels ({', '.join(LISTED)}) VALUES ({', '.join('?' * len(LISTED))}) ON CONFLICT DO NOTHING"
LABEL_ROW = f"SELECT row FROM labels WHERE {' AND '.join(f'{name} = ?' for name in LISTED)}"


@cache
def country_names() -> Mapping[str, str]:
    """The name of each country, with its code, by its code."""
    return {e.country: f"{e.name} {e.country}" for e in open_gazetteer().countries()}


class Indexes:
    """What is asked for, of one open database. It writes inside the transaction of its caller."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self._sql = connection.dialect
        self._labels: dict[Label, int] = {}

    def forget(self) -> None:
        """After a transaction that failed: what it made is not there."""
        self._labels.clear()

    def add(self, items: Iterable[tuple[int, Stands]]) -> None:
        """Write the rows of the records of documents."""
        records, ids, spots, names = list[Cells](), list[tuple[str, int]](), list[Cells](), list[tuple[int, str, str, str]]()
        for document, stands in items:
            reading, decided = stands.reading, {ident: review.verdict for ident, review in stands.reviews.items() if review.verdict}
            made = index(reading, decided, country_names() if reading.places else {})
            for position, (record, item) in enumerate(zip(reading.records, made, strict=True)):
                row = row_of(document, position)
                records.append((row, self._label(item.label), round(record.confidence * 1000)))
                ids.append((record.id, row))
                spots += [(row << PLACES | n, *spot) for n, spot in enumerate(item.spots)]
                names += [(row, item.source, item.place, item.actor)] if item.source or item.place or item.actor else []
        self._sql.add_rows(self._db, "records", RECORD, records)
        self._sql.add_rows(self._db, "record_ids", ("id", "row"), sorted(ids))
        self._sql.add_rows(self._db, "spots", SPOT, spots)
        self._sql.add_names(self._db, names)

    def _label(self, label: Label) -> int:
        """The row of a combination of listed values, made where it is new."""
        if label not in self._labels:
            self._db.execute(LABEL, label)
            self._labels[label] = self._db.execute(LABEL_ROW, label).fetchone()["row"]
        return self._labels[label]

    def drop(self, document: int, ids: Iterable[str]) -> None:
        """Take the rows of a document's records out; `ids` are theirs."""
        self._sql.drop_spots(self._db, rows_of(document))
        self._sql.drop_names(self._db, rows_of(document))
        self._db.execute("DELETE FROM records WHERE row BETWEEN ? AND ?", rows_of(document))
        self._db.executemany("DELETE FROM record_ids WHERE id = ? AND row BETWEEN ? AND ?", [(i, *rows_of(document)) for i in ids])

    def make_anew(self) -> None:
        """Empty all of them but the labels: other programs may remember their numbers."""
        self._sql.empty_names(self._db)
        self._db.execute("DELETE FROM spots")
        self._db.execute("DELETE FROM record_ids")
        self._db.execute("DELETE FROM records")
