"""A database of an older schema is refused by name, brought over all at once with a backup, and left as it was when that fails."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from dateline import output
from dateline.errors import StoreError
from dateline.stores import open_store, upgrades, version1
from dateline.stores.care import check
from dateline.stores.opening import SCHEMA
from dateline.types import Reading

VERSION_1 = Path(__file__).with_name("version1.sql")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(VERSION_1.read_text(encoding="utf-8"))
    connection.close()
    return path


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize("write", [True, False])
def test_an_older_schema_is_refused_with_the_way_on(old: Path, write: bool) -> None:
    with pytest.raises(StoreError, match=r"older dateline wrote it \(schema 1; .*`dateline db upgrade`"):
        open_store(old, write=write)
    assert version(old) == 1


def test_everything_is_brought_over(old: Path, port_reading: Reading, river_reading: Reading) -> None:
    told: list[str] = []
    kept = upgrades.upgrade(old, told.append)
    assert told == ["1 reports brought over", "2 reports brought over"]
    assert kept == old.with_name("old.db.schema1.bak")
    assert version(kept) == 1
    with open_store(old) as store:
        assert {r["report"]["id"]: r for r in store.readings()} == {r.report.id: output.as_json(r) for r in (port_reading, river_reading)}
        assert store.reading(port_reading.report.id) == port_reading
        assert store.raw(port_reading.report.id) == port_reading.text.encode("utf-16")
        assert store.put(port_reading, port_reading.text.encode("utf-16")) is False
        assert [h.reading.report.id for h in store.search("hospital")] == [port_reading.report.id]
        assert [c for c in check(store) if c.problems] == []
    assert upgrades.upgrade(old) is None


def test_what_fails_halfway_leaves_the_old_one(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(db: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(version1, "drop", fail)
    with pytest.raises(StoreError, match="the disk is full"):
        upgrades.upgrade(old)
    assert version(old) == 1
    connection = sqlite3.connect(old)
    assert connection.execute("SELECT count(*) FROM mentions").fetchone() == (5,)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    with pytest.raises(StoreError, match="is there already"):
        upgrades.upgrade(old)


def test_there_is_a_step_for_every_older_schema() -> None:
    assert set(upgrades.UPGRADES) == set(range(1, SCHEMA))


def test_a_program_that_has_the_old_one_open_writes_nothing_into_the_new(tmp_path: Path, port_reading: Reading) -> None:
    with open_store(tmp_path / "x.db") as store:
        other = sqlite3.connect(store.path)
        other.execute(f"PRAGMA user_version = {SCHEMA + 1}")
        other.close()
        with pytest.raises(StoreError, match=rf"newer dateline wrote it \(dateline .*, schema {SCHEMA + 1}"):
            store.put(port_reading, b"")
        assert store.count() == (0, 0)
