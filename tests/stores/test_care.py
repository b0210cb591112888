"""What is damaged is found by name; a copy is whole; to compact changes nothing but the size."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dateline.errors import StoreError
from dateline.stores import care, open_store
from dateline.stores.sqlite import SqliteStore
from dateline.types import Judgement, Reading

CHECKS = ["file", "references", "words", "fragments", "names", "spots", "readings", "ledger"]


@pytest.fixture
def store(tmp_path: Path, port_reading: Reading, river_reading: Reading) -> SqliteStore:
    opened = open_store(tmp_path / "kept.db")
    for reading in (port_reading, river_reading):
        opened.put(reading, reading.text.encode())
    opened.ledger.add(Judgement("r1", "", "accept", "Ana", "2026-01-31T12:00:00Z"))
    return opened


def wrong(store: SqliteStore) -> dict[str, tuple[str, ...]]:
    checks = list(care.check(store))
    assert [c.name for c in checks] == CHECKS
    return {c.name: c.problems for c in checks if c.problems}


def test_a_sound_database_is_sound(store: SqliteStore) -> None:
    assert wrong(store) == {}
    sizes = care.sizes(store)
    assert sizes["file"] == store.path.stat().st_size
    assert "documents" in sizes


@pytest.mark.parametrize(
    ("statement", "part", "words"),
    [
        ("UPDATE documents SET main = rest", "readings", "sha256:"),
        ("UPDATE documents SET main = x'00' WHERE row = 1", "readings", "Error"),
        ("UPDATE documents SET facts = '{}' WHERE row = 1", "readings", "is not what was put"),
        ("DELETE FROM records WHERE row % 1048576 = 0", "readings", "in the index"),
        ("DELETE FROM words", "words", "malformed"),
        ("DELETE FROM spots_rowid WHERE rowid % 8388608 = 0", "spots", "%_rowid"),
    ],
)
def test_damage_is_found(store: SqliteStore, statement: str, part: str, words: str) -> None:
    if "words" in statement:
        statement = "INSERT INTO words (words, rowid, title, text) VALUES ('delete', 1, 'never', 'there')"
    store.connection.execute(statement)
    found = wrong(store)
    assert part in found
    assert words in " ".join(found[part])


def test_a_copy_is_whole_and_takes_nobodys_place(store: SqliteStore, tmp_path: Path) -> None:
    with open_store(store.path) as other, other.connection:
        other.connection.execute("BEGIN IMMEDIATE")
        target = care.backup(store, tmp_path / "copy.db")
        other.connection.execute("ROLLBACK")
    with open_store(target) as copy:
        assert list(copy.readings()) == list(store.readings())
        assert copy.ledger.head() == store.ledger.head()
    assert sorted(p.name for p in tmp_path.iterdir() if "part" in p.name) == []
    with pytest.raises(StoreError, match="is there already"):
        care.backup(store, target)
    with pytest.raises(StoreError, match="no such folder"):
        care.backup(store, tmp_path / "none" / "copy.db")


def test_to_compact_takes_out_what_meets_nothing(store: SqliteStore, port_reading: Reading) -> None:
    for number in range(40):
        store.put(replace(port_reading, doubts=port_reading.doubts * (number % 2)), port_reading.text.encode())
    hashed, counted = store.content_hash(), store.facets()
    stale = "SELECT count(*) FROM names WHERE names MATCH 'marsa'"
    assert store.connection.execute(stale).fetchone()[0] > 1
    before, after = care.compact(store)
    assert after <= before
    assert store.connection.execute(stale).fetchone()[0] == 1
    assert (store.content_hash(), store.facets()) == (hashed, counted)
    assert wrong(store) == {}


def test_a_program_that_remembers_numbers_of_labels_goes_on_after_compacting(store: SqliteStore, port_reading: Reading) -> None:
    with open_store(store.path) as other:
        other.put(replace(port_reading, records=port_reading.records[2:]), port_reading.text.encode())
        care.compact(store)
        other.put(port_reading, port_reading.text.encode())
    assert store.facets()["type"] == {"captures": 1, "displaced": 1, "health": 1, "killed": 1, "loses": 1}
    assert wrong(store) == {}
