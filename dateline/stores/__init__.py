"""Where readings are kept. In: a path. Out: a store that is open. SQLite is the one there is; `ports.Store` says what each must offer."""

from __future__ import annotations

from pathlib import Path

from dateline.stores.sqlite import SqliteStore


def open_store(path: str | Path = "dateline.db", *, write: bool = True) -> SqliteStore:
    """Open the database at `path`; with `write` it is made when it is not there, without it nothing on the disk is changed.
    Raises StoreError when it cannot be opened, is not one of dateline's, or was written by a newer version."""
    return SqliteStore.open(Path(path), write=write)
