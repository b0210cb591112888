"""What linking costs in CPU time. In: how many invented readings to keep. Out: an account, a report among all kept, everything at once.

The readings are those of `invented.py`, with days and places of their own; a report is linked as `dateline incidents --report` does it.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from pathlib import Path

from dateline.link.accounts import account_of
from dateline.link.overview import Decisions, overview
from dateline.stores import open_store
from dateline.stores.sqlite import SqliteStore
from dateline.verbs._neighbours import neighbours

ASKED = 200
KEPT = os.environ.get("DATELINE_BENCH_DB")  # a database that bench/store.py made and kept


def measure(reports: int) -> None:
    """Print the figures for so many kept reports."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(KEPT) if KEPT else filled(Path(folder) / "bench.db", reports)
        with open_store(path, write=False) as store:
            _figures(store)


def filled(path: Path, reports: int) -> Path:
    """A database of so many invented readings."""
    from invented import readings

    with open_store(path) as store:
        for _ in store.put_all((r, r.text.encode()) for r in readings(reports)):
            pass
    return path


def _figures(store: SqliteStore) -> None:
    count, _ = store.count()
    ids = [row["id"] for row in store.connection.execute("SELECT id FROM documents ORDER BY id")]
    asked = random.Random(7).sample(ids, min(ASKED, len(ids)))
    linked, found = [], []
    for ident in asked:
        before = time.process_time()
        beside = neighbours(store, store.reading(ident))
        overview(beside, Decisions())
        linked.append(time.process_time() - before)
        found.append(len(beside) - 1)
    linked.sort()
    middle, high = linked[len(linked) // 2] * 1000, linked[int(len(linked) * 0.95)] * 1000
    beside = sum(found) / len(found)
    told = f"{middle:.0f} ms CPU in the middle, {high:.0f} ms p95 (must: 100)"
    print(f"{'cost':12} one report among {count:,}: {told}; {beside:.1f} beside it")
    readings = [store.reading(ident) for ident in asked]
    before = time.process_time()
    for reading in readings:
        account_of(reading)
    print(f"{'cost':12} an account: {(time.process_time() - before) / len(readings) * 1000:.1f} ms CPU")
    before = time.process_time()
    overview(readings, Decisions())
    print(f"{'cost':12} {len(readings)} reports at once: {(time.process_time() - before):.2f} s CPU")
