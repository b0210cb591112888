"""The ledger: machine proposals and people's decisions, one appended table. In: judgements. Out: entries, what stands, what is broken.

Nothing is ever changed or taken out (triggers refuse it); to take back a decision is an entry of its own. Each entry carries a SHA-256 over
itself and the hash before it, so that any later change shows. What people decide is on the disk before `add` returns.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.errors import DamagedError, StoreError
from dateline.settings import Where
from dateline.stores.database import Connection
from dateline.types import Entry, Judgement

UNDO = "undo"
START = "0" * 64
UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
FIELDS = ("left", "right", "verdict", "score", "by", "machine", "at", "reason", "undoes", "extra")
COLUMNS = ", ".join(f'"{name}"' for name in ("number", *FIELDS, "hash"))
INSERTION = f"INSERT INTO ledger ({COLUMNS}) VALUES ({', '.join('?' * (len(FIELDS) + 2))})"
STANDS = "undoes IS NULL AND NOT EXISTS (SELECT 1 FROM ledger AS later WHERE later.undoes = ledger.number)"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row of the ledger that is not what was written, and why that is known."""

    number: int
    reason: str


class Ledger:
    """The ledger of one open database; `store.ledger` gives it."""

    def __init__(self, path: Where, connection: Connection) -> None:
        self._path = path
        self._db = connection
        self._sql = connection.dialect

    def add(self, judgement: Judgement) -> Entry:
        """Append one judgement and return it with its number. Raises StoreError for one that is not whole, undoes what is not there or was
        undone before, or cannot be written."""
        return self.add_all([judgement])[0]

    def add_all(self, judgements: Iterable[Judgement]) -> list[Entry]:
        """Append judgements in their order, all or none. When one of them is a person's, they are on the disk when this returns."""
        items = list(judgements)
        with self._sql.told(self._path), self._sql.transaction(self._db, durable=any(not item.machine for item in items)):
            return self.append(items)

    def append(self, judgements: Sequence[Judgement]) -> list[Entry]:
        """As `add_all`, inside a transaction that the caller has begun."""
        last = self.head()
        number, before = (last.number, last.hash) if last else (0, START)
        entries = []
        for judgement in judgements:
            self._check(judgement)
            number += 1
            entry = Entry(number, judgement, chained(number, cells(judgement), before))
            self._db.execute(INSERTION, (number, *cells(judgement), entry.hash))
            entries.append(entry)
            before = entry.hash
        return entries

    def undo(self, number: int, *, by: str, at: str, reason: str | None = None) -> Entry:
        """Take back the entry of that number by a new one. Raises StoreError when it is not there, was undone, or is itself an undoing."""
        return self.add(self.undoing(number, by=by, at=at, reason=reason))

    def undoing(self, number: int, *, by: str, at: str, reason: str | None = None) -> Judgement:
        """The judgement that takes back the entry of that number. Raises StoreError when it is not there."""
        undone = self.entry(number).judgement
        return Judgement(undone.left, undone.right, UNDO, by, at, reason=reason, undoes=number)

    def _check(self, judgement: Judgement) -> None:
        for name in ("left", "verdict", "by"):
            if not getattr(judgement, name).strip():
                raise StoreError(f"{self._path}: a judgement without {name!r}")
        if not UTC.fullmatch(judgement.at):
            raise StoreError(f"{self._path}: {judgement.at!r} is no time in UTC; write it as 2026-01-31T12:00:00Z")
        if (judgement.verdict == UNDO) != (judgement.undoes is not None):
            raise StoreError(f"{self._path}: the verdict {UNDO!r} and the number of what is undone go together")
        if judgement.undoes is not None:
            self._check_undoes(judgement.undoes)

    def _check_undoes(self, number: int) -> None:
        if self.entry(number).judgement.undoes is not None:
            raise StoreError(f"{self._path}: entry {number} is itself an undoing; decide anew instead")
        if self._db.execute("SELECT 1 FROM ledger WHERE undoes = ?", (number,)).fetchone():
            raise StoreError(f"{self._path}: entry {number} was undone before")

    def entry(self, number: int) -> Entry:
        """The entry of that number. Raises StoreError when there is none."""
        with self._sql.told(self._path):
            row = self._db.execute(f"SELECT {COLUMNS} FROM ledger WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise StoreError(f"{self._path}: the ledger has no entry {number}")
        return _entry(row)

    def entries(self, *, about: str | None = None, verdicts: Iterable[str] | None = None, machine: bool | None = None) -> Iterator[Entry]:
        """Every entry in order, undone ones and undoings too; `about` is an id on either side."""
        return self._asked("TRUE", about, verdicts, machine)

    def standing(self, *, about: str | None = None, verdicts: Iterable[str] | None = None, machine: bool | None = None) -> Iterator[Entry]:
        """The entries in order that nobody took back. Where several speak of the same left and right, the last one counts, and a person's
        before a machine's: `latest` picks it."""
        return self._asked(STANDS, about, verdicts, machine)

    def standing_on(self, lefts: Sequence[str], verdicts: Sequence[str]) -> list[Entry]:
        """The entries of people on any of these, with one of these verdicts, that nobody took back, in order."""
        if not lefts:
            return []
        marks = ", ".join("?" * len(lefts)), ", ".join("?" * len(verdicts))
        test = f'{STANDS} AND machine = 0 AND "left" IN ({marks[0]}) AND verdict IN ({marks[1]})'
        return [_entry(row) for row in self._db.execute(f"SELECT {COLUMNS} FROM ledger WHERE {test} ORDER BY number", (*lefts, *verdicts))]

    def standing_within(self, first: str, end: str) -> list[Entry]:
        """The entries of people on whatever lies between two words (the second is outside), that nobody took back, in order."""
        test = f'{STANDS} AND machine = 0 AND "left" >= ? AND "left" < ?'
        return [_entry(row) for row in self._db.execute(f"SELECT {COLUMNS} FROM ledger WHERE {test} ORDER BY number", (first, end))]

    def is_empty(self) -> bool:
        """Whether nothing was ever judged."""
        return self._db.execute("SELECT 1 FROM ledger LIMIT 1").fetchone() is None

    def _asked(self, test: str, about: str | None, verdicts: Iterable[str] | None, machine: bool | None) -> Iterator[Entry]:
        tests, arguments = [test], list[Any]()
        if about is not None:
            tests.append('("left" = ? OR "right" = ?)')
            arguments += [about, about]
        if verdicts is not None:
            asked = tuple(verdicts)
            tests.append(f"verdict IN ({', '.join('?' * len(asked))})")
            arguments += asked
        if machine is not None:
            tests.append("machine = ?")
            arguments.append(int(machine))
        with self._sql.told(self._path):
            query = f"SELECT {COLUMNS} FROM ledger WHERE {' AND '.join(tests)} ORDER BY number"
            yield from map(_entry, self._sql.streamed(self._db, query, arguments))

    def head(self) -> Entry | None:
        """The last entry; None when nothing was judged. Who keeps its hash elsewhere can tell later that no entry was cut off."""
        with self._sql.told(self._path):
            row = self._db.execute(f"SELECT {COLUMNS} FROM ledger ORDER BY number DESC LIMIT 1").fetchone()
        return _entry(row) if row else None

    def hash_of(self, number: int) -> str | None:
        """The hash of the entry of that number; None where there is none."""
        with self._sql.told(self._path):
            row = self._db.execute("SELECT hash FROM ledger WHERE number = ?", (number,)).fetchone()
        return str(row["hash"]) if row else None

    def verify(self) -> Broken | None:
        """The first row that is not what was written; None when the whole chain holds."""
        last = 0
        try:
            with self._sql.told(self._path):
                before = START
                for row in self._sql.streamed(self._db, f"SELECT {COLUMNS} FROM ledger ORDER BY number"):
                    number, *cells, written = tuple(row)
                    if number != last + 1:
                        return Broken(
                            min(number, last + 1), "this row is missing" if number > last else "no row was ever given this number"
                        )
                    if chained(number, cells, before) != written:
                        return Broken(number, "this row, or the hash before it, is not what was written")
                    before, last = written, number
        except DamagedError:
            return Broken(last + 1, "this row cannot be read: it is not what was written")
        return None


def latest(entries: Iterable[Entry]) -> dict[tuple[str, str], Entry]:
    """What counts for each left and right: the last entry of a person, else the last of a machine."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        pair = entry.judgement.left, entry.judgement.right
        kept = found.get(pair)
        if kept is None or kept.judgement.machine or not entry.judgement.machine:
            found[pair] = entry
    return found


def cells(judgement: Judgement) -> tuple[Any, ...]:
    """A judgement as the cells of a row, in the order of FIELDS."""
    extra = json.dumps(dict(judgement.extra), ensure_ascii=False, sort_keys=True) if judgement.extra else None
    plain = {name: getattr(judgement, name) for name in FIELDS} | {"extra": extra, "machine": int(judgement.machine)}
    score = None if judgement.score is None else float(judgement.score)
    return tuple((plain | {"score": score}).values())


def chained(number: int, row: Sequence[Any], before: str) -> str:
    """The SHA-256 over an entry's cells and the hash before it."""
    written = json.dumps([before, number, *row], ensure_ascii=True)
    return hashlib.sha256(written.encode("ascii")).hexdigest()


def _entry(row: Any) -> Entry:
    plain = {name: row[name] for name in FIELDS} | {"machine": bool(row["machine"]), "extra": json.loads(row["extra"] or "{}")}
    return Entry(row["number"], Judgement(**plain), row["hash"])
