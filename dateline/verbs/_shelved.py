"""The shelf of a database brought up to date. In: an open store. Out: the shelf with the accounts of all that is kept, and the decisions.

The shelf is a file beside the database, made by its first use. Where none can be written it is made in memory, and costs as much each time.
Only reports that came, changed or went since are read; a decision of people makes the reports anew that it parts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.link.incidents import Decisions
    from dateline.link.shelf import Shelf
    from dateline.stores.sqlite import SqliteStore

SUFFIX = ".links"


@contextmanager
def shelved(store: SqliteStore, tell: Callable[[str], None]) -> Iterator[tuple[Shelf, Decisions]]:
    """The shelf of an open store, as that is now, with the decisions of people. Raises StoreError."""
    from dateline.link import overview
    from dateline.link.shelf import Shelf

    entries = list(store.ledger.standing(machine=False))
    decided = overview.decisions(entries)
    with Shelf.open(_place(store)) as shelf:
        _brought_up(shelf, store, decided, overview.rejected(entries), tell)
        yield shelf, decided


def _place(store: SqliteStore) -> Path | None:
    """The file of the shelf; None where nothing can be written beside the database."""
    path = store.path.with_name(f"{store.path.name}{SUFFIX}")
    try:
        with closing(sqlite3.connect(path, timeout=30)) as rows:
            rows.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return None
    except sqlite3.DatabaseError:
        path.unlink()  # it is no database: what stood in it can be made again
    return path


def _brought_up(shelf: Shelf, store: SqliteStore, decided: Decisions, rejected: frozenset[str], tell: Callable[[str], None]) -> None:
    """Bring the shelf up to date."""
    from dateline.link import overview
    from dateline.link.accounts import account_of

    if not _is_of(shelf, store):
        shelf.clear()
    now = json.dumps([list(store.state()), sorted(decided.different), sorted(rejected)])
    if shelf.noted("state") == now:
        return
    there = {row["id"]: int(row["row"]) for row in store.connection.execute("SELECT id, row FROM documents")}
    kept = shelf.versions()
    parted = _reports(store, _changed(shelf.noted("state"), decided, rejected))
    for report in sorted(kept.keys() - there.keys()):
        shelf.drop(report)
    new = sorted(report for report, row in there.items() if kept.get(report) != row or report in parted)
    for number, report in enumerate(new, start=1):
        (reading,) = overview.without([store.excerpt(there[report])], rejected)
        shelf.put(account_of(reading, decided.different), there[report])
        tell(f"{number} of {len(new)} reports")
    shelf.note("state", now)
    shelf.note("ledger", json.dumps(_head(store)))


def _is_of(shelf: Shelf, store: SqliteStore) -> bool:
    """Whether the shelf was made of this database: the last decision that it knows of is there."""
    number, told = json.loads(shelf.noted("ledger") or "[0, null]")
    found = store.connection.execute("SELECT hash FROM ledger WHERE number = ?", (number,)).fetchone()
    return not number or bool(found and found["hash"] == told)


def _head(store: SqliteStore) -> list[object]:
    found = store.connection.execute("SELECT number, hash FROM ledger ORDER BY number DESC LIMIT 1").fetchone()
    return [found["number"], found["hash"]] if found else [0, None]


def _changed(noted: str | None, decided: Decisions, rejected: frozenset[str]) -> set[str]:
    """The records about which people decided otherwise since."""
    _, different, gone = json.loads(noted) if noted else (None, [], [])
    parted = decided.different ^ {(one, other) for one, other in different}
    return {ident for pair in parted for ident in pair} | (rejected ^ frozenset(gone))


def _reports(store: SqliteStore, records: set[str]) -> set[str]:
    """The reports of the records that are still there."""
    return {store.record(record).reading.report.id for record in records if store.has_record(record)}
