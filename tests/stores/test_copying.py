"""Everything is brought from one database to another, of either kind and either way, with the same content and the same ledger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.errors import StoreError
from dateline.stores import open_store, reviews
from dateline.stores.copying import copy
from dateline.stores.sqlite import SqliteStore
from dateline.types import Judgement, Reading

Place = Path | str
AT = "2026-01-31T12:00:00Z"


@pytest.fixture
def filled(tmp_path: Path, port_reading: Reading, river_reading: Reading) -> SqliteStore:
    """A file with readings, bytes, decisions, an undoing, a proposal of a machine and a view."""
    store = open_store(tmp_path / "filled.db")
    store.put(port_reading, port_reading.text.encode("utf-16"))
    store.put(river_reading, river_reading.text.encode())
    accept = reviews.decision(port_reading, port_reading.records[0], "accept", by="Ana", at=AT, reason="“Bešić” said so")
    proposal = Judgement("r1", "r2", "same", "dateline", AT, score=0.1 + 0.2, machine=True, extra={"why": "день", "far": "3 km"})
    (first, _) = store.judge([accept, proposal])
    store.judge([store.ledger.undoing(first.number, by="Bo", at=AT)])
    store.judge([reviews.decision(port_reading, port_reading.records[1], "reject", by="Bo", at=AT)])
    store.save_view("tolls", {"kind": "toll"})
    return store


def everything(store: SqliteStore) -> object:
    return store.content_hash(), list(store.ledger.entries()), store.views(), store.facets(), [f.record for f in store.records()]


def test_there_and_back(filled: SqliteStore, places: Callable[[], Place], tmp_path: Path) -> None:
    with open_store(places()) as there, open_store(tmp_path / "back.db") as back:
        assert copy(filled, there) == filled.content_hash()
        assert copy(there, back) == filled.content_hash()
        assert everything(filled) == everything(there) == everything(back)
        assert back.raw(next(filled.readings())["report"]["id"]) == filled.raw(next(filled.readings())["report"]["id"])


def test_a_copy_is_gone_on_with(filled: SqliteStore, database: Place, port_reading: Reading) -> None:
    with open_store(database) as target:
        copy(filled, target)
        filled.judge([reviews.decision(port_reading, port_reading.records[2], "accept", by="Cem", at=AT)])
        filled.put(Reading(port_reading.report, port_reading.text, (), (), (), (), (), port_reading.records[1:], ()), b"x")
        copy(filled, target)
        assert everything(filled) == everything(target)


def test_what_holds_something_else_is_refused(filled: SqliteStore, database: Place, port_reading: Reading) -> None:
    with open_store(database) as target:
        target.ledger.add(Judgement("r9", "", "accept", "Dan", AT))
        with pytest.raises(StoreError, match="its ledger is another"):
            copy(filled, target)
        assert target.count() == (0, 0)


def test_more_than_was_copied_is_told(filled: SqliteStore, database: Place, tmp_path: Path, river_reading: Reading) -> None:
    with open_store(tmp_path / "less.db") as less, open_store(database) as target:
        target.put(river_reading, river_reading.text.encode())
        with pytest.raises(StoreError, match="held other reports before"):
            copy(less, target)
