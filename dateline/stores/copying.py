"""Moving what is kept from one database to another, of either kind. In: two open stores. Out: the other holds the same: the same readings
and bytes, the same ledger entry by entry, the same views; proved by the hash of the content and the head of the ledger.

What was stopped is gone on with: what is there already is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from dateline.errors import StoreError
from dateline.stores.sqlite import SqliteStore
from dateline.types import Entry, Reading

Tell = Callable[[str], None]
ENTRIES = 1000


def copy(source: SqliteStore, target: SqliteStore, tell: Tell = lambda words: None) -> str:
    """Copy everything, as it is at one moment though others may be writing to the source; the hash of the content. Raises StoreError where
    the ledger of the source is broken, or the target holds what the source does not."""
    with source.connection.dialect.told(source.path), source.connection.dialect.snapshot(source.connection):
        _fits(source, target)
        _copy_ledger(source, target, tell)
        for _ in target.put_all(_counted(source.originals(), tell)):
            pass
        for name, asked in source.views().items():
            target.save_view(name, asked)
        tell("comparing")
        return _proved(source, target)


def _fits(source: SqliteStore, target: SqliteStore) -> None:
    """Raises StoreError where what the target has decided is not what the source has, up to where it ends."""
    if broken := source.ledger.verify():
        raise StoreError(f"{source.path}: entry {broken.number} of the ledger: {broken.reason}; nothing was copied")
    head = target.ledger.head()
    if head and source.ledger.hash_of(head.number) != head.hash:
        raise StoreError(f"{target.path}: its ledger is another than that of {source.path}; copy into a database that is empty")


def _copy_ledger(source: SqliteStore, target: SqliteStore, tell: Tell) -> None:
    head = target.ledger.head()
    coming = (entry for entry in source.ledger.entries() if not head or entry.number > head.number)
    is_empty = target.count()[0] == 0
    while some := list(islice(coming, ENTRIES)):
        judgements = [entry.judgement for entry in some]
        # Where reports are there already, what was decided about them must be found anew.
        copied: list[Entry] = target.ledger.add_all(judgements) if is_empty else target.judge(judgements)
        tell(f"{copied[-1].number} decisions copied")


def _counted(items: Iterable[tuple[Reading, bytes]], tell: Tell) -> Iterator[tuple[Reading, bytes]]:
    for number, item in enumerate(items, start=1):
        tell(f"{number} reports copied")
        yield item


def _proved(source: SqliteStore, target: SqliteStore) -> str:
    heads = [head.hash if (head := store.ledger.head()) else None for store in (source, target)]
    if heads[0] != heads[1]:
        raise StoreError(f"{target.path}: the head of its ledger is not that of {source.path}")
    hashes = [store.content_hash() for store in (source, target)]
    if hashes[0] != hashes[1]:
        raise StoreError(f"{target.path}: it does not hold the same as {source.path} now; it held other reports before")
    return hashes[0]
