"""What linking costs in CPU time. In: how many invented readings to keep. Out: an account, a report among all kept, everything at once.

The readings are those of `invented.py`, with days and places of their own; a report is linked as `dateline incidents --report` does it
when it has just come.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

from dateline.link.accounts import account_of
from dateline.link.overview import of_linked
from dateline.stores import open_store
from dateline.stores.sqlite import SqliteStore
from dateline.verbs._shelved import shelved

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
    begun = time.process_time()
    with shelved(store, _told) as (shelf, decided):
        made = time.process_time() - begun
        ids = [row["id"] for row in store.connection.execute("SELECT id FROM documents ORDER BY id")]
        asked = random.Random(7).sample(ids, min(ASKED, len(ids)))
        costs, found = [], []
        for ident in asked:
            shelf.drop(ident)
            before = time.process_time()
            shelf.put(account_of(store.excerpt(row_of(store, ident)), decided.different), row_of(store, ident))
            linked = shelf.linked_with(ident, decided, lambda record: None)
            of_linked(linked)
            costs.append(time.process_time() - before)
            found.append(len(linked.accounts) - 1)
    costs.sort()
    middle, high = costs[len(costs) // 2] * 1000, costs[int(len(costs) * 0.95)] * 1000
    told = f"{middle:.0f} ms CPU in the middle, {high:.0f} ms p95 (must: 100)"
    print(f"{'cost':12} one new report among {count:,}: {told}; {sum(found) / len(found):.1f} beside it")
    print(f"{'cost':12} all {count:,} the first time: {made / max(count, 1) * 1000:.1f} ms CPU a report")
    before = time.process_time()
    with shelved(store, _told) as (shelf, decided):
        of_linked(shelf.linked(decided))
    print(f"{'cost':12} all {count:,} the second time: {(time.process_time() - before) / max(count, 1) * 1000:.1f} ms CPU a report")


def _told(words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{words:<40}", end="", file=sys.stderr)


def row_of(store: SqliteStore, ident: str) -> int:
    return int(store.connection.execute("SELECT row FROM documents WHERE id = ?", (ident,)).fetchone()["row"])
