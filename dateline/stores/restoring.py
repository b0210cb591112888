"""Putting a copy in the place of a database. In: the path of a database, and a copy that `backup` made. Out: the copy, looked at and
whole, in its place; what was there lies beside it under another name.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from dateline.errors import StoreError
from dateline.stores import care, open_store
from dateline.stores.dialect import told

BESIDE = ("", "-wal", "-shm")


def restore(path: Path, source: Path) -> Path | None:
    """Put a copy in the place of the database, damaged or not, and return where the old one lies now; None where there was none. No other
    program may have it open. Raises StoreError for a copy that is not sound, and then nothing is changed."""
    if not source.is_file():
        raise StoreError(f"{source}: there is no such copy")
    if path.exists() and path.samefile(source):
        raise StoreError(f"{source}: this is the database itself")
    part = path.with_name(f"{path.name}.part")
    try:
        _copied(source, part)
        with open_store(part) as store:
            problems = [f"{check.name}: {problem}" for check in care.check(store) for problem in check.problems]
        if problems:
            raise StoreError(f"{source}: this copy is not sound: {'; '.join(problems)}")
        with part.open("rb") as file:
            os.fsync(file.fileno())
        old = _set_aside(path)
        part.replace(path)  # what belongs to the old one went with it, and would have been taken for this one's
        return old
    finally:
        for end in BESIDE:
            part.with_name(part.name + end).unlink(missing_ok=True)


def _copied(source: Path, part: Path) -> None:
    """The copy as one file of its own: the source stays what it is."""
    part.unlink(missing_ok=True)
    uri = f"{source.absolute().as_uri()}?mode=ro"
    with told(source), closing(sqlite3.connect(uri, uri=True)) as read, closing(sqlite3.connect(part)) as written:
        read.backup(written)


def _set_aside(path: Path) -> Path | None:
    """Move a database, with the files that belong to it, to the first name that is free."""
    if not path.exists():
        return None
    number = next(n for n in range(1, 10_000) if not path.with_name(f"{path.name}.replaced{n}").exists())
    old = path.with_name(f"{path.name}.replaced{number}")
    for end in BESIDE:
        file = path.with_name(path.name + end)
        if file.exists():
            file.replace(old.with_name(old.name + end))
    return old
