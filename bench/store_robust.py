"""The store under ill treatment: killed, denied writes, read meanwhile. In: nothing (invented readings). Out: what was lost, which must be
nothing.

- kill -9 while it takes in, so many times: every report that was told is there, nothing is half there, every check is sound;
- the n-th write fails, and the n-th page finds no room, for every n of a run of 50 reports: what was kept before is there and nothing
  more, and after the run is taken up again the content is the same;
- a second process asks while one takes in: no error, and how long answers take by the clock.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from invented import readings

from dateline.errors import StoreError
from dateline.stores import care, open_store, opening
from dateline.stores.search import Wanted
from dateline.stores.sqlite import SqliteStore
from dateline.types import Reading

HERE = Path(__file__).parent
WRITES = ("INSERT", "DELETE", "UPDATE", "BEGIN", "COMMIT")
TAKER = """
import sys
from invented import readings
from dateline.stores import open_store
from dateline.types import Judgement

with open_store(sys.argv[1]) as store:
    for number, reading in enumerate(readings(int(sys.argv[2]), first=int(sys.argv[3]))):
        store.put(reading, reading.text.encode())
        print(reading.report.id, flush=True)
        if number % 5 == 0:
            entry = store.ledger.add(Judgement(reading.records[0].id, "", "accept", "Ana", "2026-01-31T12:00:00Z"))
            print(f"entry {entry.number}", flush=True)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, metavar="N", help="how often it is killed (100)")
    parser.add_argument("--reports", type=int, default=50, metavar="N", help="reports of the run whose writes fail (50)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(f"killed {options.kills} times: {killed(Path(folder) / 'killed.db', options.kills)}", flush=True)
        print(f"every n-th write of {options.reports} reports failed: {denied(Path(folder), options.reports)}", flush=True)
        print(f"read meanwhile: {read_meanwhile(Path(folder) / 'meanwhile.db')}", flush=True)


def killed(path: Path, times: int) -> str:
    """Kill the taker so many times, each time somewhere else, and look at what it left."""
    chance = random.Random(1)
    told: set[str] = set()
    entries = first = 0
    for _ in range(times):
        taker = taking_in(path, first)
        told_to = taker.stdout or io.StringIO()
        lines = [told_to.readline().strip() for _ in range(chance.randrange(1, 12))]
        time.sleep(chance.random() / 200)
        os.kill(taker.pid, signal.SIGKILL)
        lines += told_to.read().split("\n")[:-1]
        taker.wait()
        told |= {line for line in lines if line.startswith("sha256:") and len(line) == 71}
        entries = max([entries, *(int(line.split()[1]) for line in lines if line.startswith("entry ") and line.split()[1:])])
        first += len(lines) // 2
        problem = what_is_lost(path, told, entries)
        if problem:
            return problem
    return f"{len(told)} reports told and kept, {entries} decisions, every check sound"


def taking_in(path: Path, first: int) -> subprocess.Popen[str]:
    """A process that takes in reports and tells each one that is kept."""
    paths = os.pathsep.join([str(HERE), str(HERE.parent), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-c", TAKER, str(path), "100000", str(first)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths})


def what_is_lost(path: Path, told: set[str], entries: int) -> str:
    """What is not as it was told; empty when nothing is lost."""
    with open_store(path) as store:
        kept = {reading.report.id for reading in store.excerpts()}
        head = store.ledger.head()
        wrong = [check for check in care.check(store) if check.problems]
    if told - kept:
        return f"LOST {len(told - kept)} reports"
    if (head.number if head else 0) < entries:
        return f"LOST decisions after {head.number if head else 0} of {entries}"
    return f"DAMAGED {wrong}" if wrong else ""


class Denied:
    """A connection whose n-th write fails."""

    def __init__(self, connection: sqlite3.Connection, at: int) -> None:
        self._connection = connection
        self._left = at

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        return self._done("execute", statement, *values)

    def executemany(self, statement: str, *values: Any) -> sqlite3.Cursor:
        return self._done("executemany", statement, *values)

    def _done(self, how: str, statement: str, *values: Any) -> Any:
        if statement.startswith(WRITES):
            self._left -= 1
            if self._left == 0:
                raise sqlite3.OperationalError("database or disk is full")
        return getattr(self._connection, how)(statement, *values)


def denied(folder: Path, reports: int) -> str:
    """Of every report fail every write, one after the other, with the file opened anew each time: what was kept before must be there and
    nothing of the report, until it comes through. Then the same with pages that the disk has no room for. The content at the end is that of
    a run that never failed."""
    items = list(readings(reports))
    expected = content(folder / "whole.db", items)
    statements = failing(folder / "denied.db", items, lambda path, n: SqliteStore(path, Denied(opening.writable(path), n)))  # type: ignore[arg-type]
    pages = failing(folder / "full.db", items, cramped)
    for path, count_ in ((folder / "denied.db", statements), (folder / "full.db", pages)):
        if count_ < 0:
            return f"HALF a report in {path.name} after failure {-count_}"
        if content(path, items) != expected:
            return f"DIFFERENT content in {path.name}"
    return f"the same content after each of {statements} failed statements, and {pages} pages that had no room"


def failing(path: Path, items: list[Reading], opened: Callable[[Path, int], SqliteStore]) -> int:
    """Keep the reports, each as often as it takes; how many times it failed, less than none where a failure left something."""
    failures = 0
    open_store(path).close()
    for reading in items:
        before = kept_in(path)
        for n in count(1):
            with opened(path, n) as store:
                if attempted(store, reading):
                    break
            failures += 1
            if kept_in(path) != before:
                return -failures
    return failures


def attempted(store: SqliteStore, reading: Reading) -> bool:
    """Whether the report could be kept."""
    try:
        return store.put(reading, reading.text.encode())
    except StoreError:
        return False


def cramped(path: Path, n: int) -> SqliteStore:
    """A database that can grow by less than n pages."""
    store = open_store(path)
    pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
    store.connection.execute(f"PRAGMA max_page_count = {pages + n - 1}")
    return store


def kept_in(path: Path) -> list[tuple[object, ...]]:
    """What the tables hold, as far as a half-written report would show."""
    with open_store(path, write=False) as store:
        documents = [tuple(row) for row in store.connection.execute("SELECT id, digest FROM documents ORDER BY id")]
        tables = ("records", "record_ids", "spots", "words", "fragments", "labels")
        return [*documents, *(tuple(store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()) for table in tables)]


def content(path: Path, items: list[Reading]) -> str:
    """Keep what is not there yet; the hash of everything."""
    with open_store(path) as store:
        for reading in items:
            store.put(reading, reading.text.encode())
        return store.content_hash()


def read_meanwhile(path: Path) -> str:
    """Ask for ten seconds while another process takes in."""
    taker = taking_in(path, 0)
    told = taker.stdout or io.StringIO()
    told.readline()
    try:
        times = sorted(asking(path, time.monotonic() + 10))
    finally:
        taker.kill()
        with suppress(OSError):
            told.read()
        taker.wait()
    return f"{len(times)} questions, no error, p95 {times[int(len(times) * 0.95)] * 1000:.1f} ms by the clock"


def asking(path: Path, until: float) -> Iterator[float]:
    """How long each question took, of several kinds, in a process of its own connection."""
    with open_store(path, write=False) as store:
        for number in count():
            if time.monotonic() > until:
                return
            begun = time.perf_counter()
            (store.count, lambda: list(store.search("water", limit=5)), lambda: list(store.records(Wanted(kind="toll", limit=20))))[
                number % 3
            ]()
            yield time.perf_counter() - begun


if __name__ == "__main__":
    main()
