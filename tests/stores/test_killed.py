"""A program that is killed while it keeps reports: what it had kept is there and whole, and nothing is half-written."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dateline import output
from dateline.errors import StoreError
from dateline.stores import open_store, opening, reviews
from dateline.stores.care import check
from dateline.stores.search import Wanted
from dateline.stores.sqlite import SqliteStore
from dateline.types import Reading, content_id

KEEPER = """
import json, sys
from dateline import output
from dateline.stores import open_store

with open_store(sys.argv[1]) as store, open(sys.argv[2], encoding="utf-8") as lines:
    for number, line in enumerate(lines):
        reading = output.from_json(json.loads(line))
        store.put(reading, reading.text.encode())
        print(reading.report.id, flush=True)
"""


def variant(reading: Reading, number: int) -> Reading:
    text = reading.text + f"{number}\n"
    return replace(reading, text=text, sections=(), report=replace(reading.report, id=content_id(text.encode())))


@pytest.mark.parametrize("after", [1, 7, 40, 150])
def test_killed_while_keeping(tmp_path: Path, port_reading: Reading, after: int) -> None:
    readings = [variant(port_reading, number) for number in range(400)]
    lines = tmp_path / "readings.jsonl"
    lines.write_text("".join(output.dumps(output.as_json(r)) + "\n" for r in readings), encoding="utf-8")
    path = tmp_path / "kept.db"
    keeper = subprocess.Popen([sys.executable, "-c", KEEPER, str(path), str(lines)], stdout=subprocess.PIPE, text=True)
    assert keeper.stdout is not None
    told = [keeper.stdout.readline().strip() for _ in range(after)]
    keeper.kill()
    told += keeper.stdout.read().split()
    keeper.stdout.close()
    keeper.wait(30)
    with open_store(path) as store:
        kept = {r["report"]["id"]: r for r in store.readings()}
    assert set(told) <= set(kept)
    assert len(kept) <= len(told) + 1
    wanted = {r.report.id: output.as_json(r) for r in readings}
    assert all(reading == wanted[ident] for ident, reading in kept.items())
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_the_rest_may_be_read_after_a_kill(tmp_path: Path, port_reading: Reading) -> None:
    readings = [variant(port_reading, number) for number in range(30)]
    whole, broken = tmp_path / "whole.db", tmp_path / "broken.db"
    for path, items in ((whole, readings), (broken, readings[:11]), (broken, readings)):
        with open_store(path) as store:
            for reading in items:
                store.put(reading, json.dumps(reading.text).encode())
    with open_store(whole) as first, open_store(broken) as second:
        assert first.content_hash() == second.content_hash()


class Denied:
    """A connection whose n-th write fails, as on a disk that is full."""

    def __init__(self, connection: sqlite3.Connection, at: int) -> None:
        self._connection = connection
        self._left = at

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, statement: str, *values: Any) -> Any:
        return self._done("execute", statement, *values)

    def executemany(self, statement: str, *values: Any) -> Any:
        return self._done("executemany", statement, *values)

    def _done(self, how: str, statement: str, *values: Any) -> Any:
        if statement.startswith(("INSERT", "DELETE", "BEGIN", "COMMIT")):
            self._left -= 1
            if self._left == 0:
                raise sqlite3.OperationalError("database or disk is full")
        return getattr(self._connection, how)(statement, *values)


def work(store: SqliteStore, reading: Reading) -> None:
    """Keep two readings, decide about one, and keep a better one of it."""
    for other in (reading, variant(reading, 1)):
        store.put(other, other.text.encode())
    if store.ledger.is_empty():
        store.judge([reviews.decision(reading, reading.records[0], "accept", by="Ana", at="2026-01-31T12:00:00Z")])
    better = replace(reading, doubts=())
    store.put(better, better.text.encode())


def attempted(store: SqliteStore, reading: Reading) -> bool:
    """Whether the work came through."""
    try:
        work(store, reading)
    except StoreError:
        return False
    return True


def test_whichever_write_fails_the_rest_may_be_done_later(tmp_path: Path, port_reading: Reading) -> None:
    with open_store(tmp_path / "whole.db") as store:
        work(store, port_reading)
        expected = store.content_hash(), store.facets(), [e.hash for e in store.ledger.entries()]
    for at in range(1, 100):
        path = tmp_path / f"{at}.db"
        store = SqliteStore(path, Denied(opening.writable(path), at))  # type: ignore[arg-type]
        came_through = attempted(store, port_reading)
        store.close()
        if came_through:
            assert at > 40
            return
        with open_store(path) as again:
            assert at % 5 or [c for c in check(again) if c.problems] == []
            work(again, port_reading)
            assert (again.content_hash(), again.facets(), [e.hash for e in again.ledger.entries()]) == expected
    raise AssertionError("it never came through")


def test_a_second_process_reads_while_one_takes_in(tmp_path: Path, port_reading: Reading) -> None:
    readings = [variant(port_reading, number) for number in range(120)]
    lines = tmp_path / "readings.jsonl"
    lines.write_text("".join(output.dumps(output.as_json(r)) + "\n" for r in readings), encoding="utf-8")
    path = tmp_path / "kept.db"
    keeper = subprocess.Popen([sys.executable, "-c", KEEPER, str(path), str(lines)], stdout=subprocess.PIPE, text=True)
    assert keeper.stdout is not None
    keeper.stdout.readline()
    seen = 0
    with open_store(path, write=False) as reader:
        while keeper.poll() is None:
            for kept in reader.excerpts():
                assert len(kept.records) == 4
            assert len(list(reader.records(Wanted(kind="toll", limit=10)))) > 0
            assert len(list(reader.search("hospital", limit=3))) > 0
            now = reader.count()[0]
            assert now >= seen
            seen = now
        assert reader.count() == (120, 480)
    keeper.stdout.close()
