"""A program that is killed while it keeps reports: what it had kept is there and whole, and nothing is half-written."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dateline import output
from dateline.stores import open_store
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
