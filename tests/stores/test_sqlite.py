"""The store in a file: nothing is changed without need, others read meanwhile, and a file that is not ours is refused with its reason."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.errors import StoreError
from dateline.stores import open_store
from dateline.stores.dialect import match, transaction
from dateline.stores.opening import SCHEMA
from dateline.stores.packed import pack
from dateline.stores.sqlite import SqliteStore
from dateline.types import Reading, Report


@pytest.fixture
def filled(tmp_path: Path, port_reading: Reading, river_reading: Reading) -> Iterator[SqliteStore]:
    with open_store(tmp_path / "dateline.db") as opened:
        for reading in (port_reading, river_reading):
            opened.put(reading, reading.text.encode())
        yield opened


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name").fetchall()
        return [repr(row) for (name,) in tables for row in connection.execute(f'SELECT * FROM "{name}"')]
    finally:
        connection.close()


def test_the_same_reading_twice_changes_no_byte(filled: SqliteStore, port_reading: Reading) -> None:
    before, hashed = dump(filled.path), filled.content_hash()
    assert filled.put(port_reading, port_reading.text.encode()) is False
    assert dump(filled.path) == before
    assert filled.content_hash() == hashed


def test_match_keeps_phrases_and_beginnings() -> None:
    assert match('"army officer" libya tripol*') == '"army officer" AND "libya" AND "tripol"*'


def test_a_second_program_reads_while_one_writes(filled: SqliteStore, port_reading: Reading) -> None:
    with transaction(filled.connection), open_store(filled.path, write=False) as other:
        other_reading = replace(port_reading, records=())
        filled.take(other_reading, b"", pack(other_reading))
        assert other.count() == (2, 5)
    with open_store(filled.path, write=False) as other:
        assert other.count() == (2, 1)


def test_many_begin_a_new_database_at_once(tmp_path: Path, port_reading: Reading) -> None:
    counted: list[tuple[int, int]] = []

    def put() -> None:
        with open_store(tmp_path / "new.db") as opened:
            opened.put(port_reading, b"x")
            counted.append(opened.count())

    threads = [threading.Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted == [(1, 4)] * 8


def test_the_database_says_what_it_is(filled: SqliteStore) -> None:
    connection = sqlite3.connect(filled.path)
    assert connection.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"dtln"),)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    for index in ("words", "fragments"):
        connection.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
    connection.close()


def not_sqlite(path: Path) -> None:
    path.write_bytes(b"a letter, and no database at all\n" * 40)


def foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (a)")
    connection.commit()
    connection.close()


def newer(path: Path) -> None:
    open_store(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize(
    ("make", "reason"),
    [(not_sqlite, "no SQLite database"), (foreign, "not one of dateline's"), (newer, "newer dateline"), (Path.mkdir, "this is a folder")],
)
def test_what_is_not_ours_is_refused_with_its_reason(tmp_path: Path, make: object, reason: str, write: bool) -> None:
    path = tmp_path / "x.db"
    make(path)  # type: ignore[operator]
    with pytest.raises(StoreError, match=reason) as caught:
        open_store(path, write=write)
    assert str(path) in str(caught.value)


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such folder"):
        open_store(tmp_path / "none" / "x.db")
    with pytest.raises(StoreError, match="no such database"):
        open_store(tmp_path / "x.db", write=False)
    assert not (tmp_path / "x.db").exists()
    (tmp_path / "x.db").touch()
    with pytest.raises(StoreError, match="this database is empty"):
        open_store(tmp_path / "x.db", write=False)


def test_reading_changes_nothing_on_the_disk(filled: SqliteStore, tmp_path: Path) -> None:
    filled.close()
    folder = tmp_path / "archive"
    folder.mkdir()
    shutil.copy(filled.path, folder / "x.db")
    before = (folder / "x.db").read_bytes()
    with open_store(folder / "x.db", write=False) as opened:
        assert opened.count() == (2, 5)
        with pytest.raises(StoreError, match="cannot be written to"):
            opened.put(Reading(Report("new"), "t", (), (), (), (), (), (), ()), b"t")
    assert (folder / "x.db").read_bytes() == before
