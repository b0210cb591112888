"""What linking worked out, kept beside the database: accounts of reports, what they are found by, and how likely pairs are one happening.

In: accounts that came, changed or went. Out: `Linked`, equal to that of `incidents.link` over the same accounts. All of it can be made
again from the database, and is, whenever another linker made it. A report that comes is compared with those that share a key with it, and
with no others.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Self

from dateline.errors import StoreError
from dateline.link import blocks, copies, incidents, kept, near, stories
from dateline.link.accounts import Account
from dateline.link.incidents import Decisions, Linked, Proposal
from dateline.link.themes import table
from dateline.link.version import linker

TOLD, TERM, COPY = 0, 1, 2  # what a key is of
HELD = 2000  # accounts that are held unpacked
SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE accounts (number INTEGER PRIMARY KEY, report TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, kept BLOB NOT NULL) STRICT;
CREATE TABLE keys (of INTEGER, key INTEGER, number INTEGER, PRIMARY KEY (of, key, number)) STRICT, WITHOUT ROWID;
CREATE TABLE pairs (
    one INTEGER, other INTEGER, copied INTEGER NOT NULL, found TEXT NOT NULL, PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX pairs_other ON pairs (other);
"""

Pair = tuple[int, int]


class Shelf:
    """An open shelf. Use it in a `with`: what was changed is kept at the end, or nothing of it."""

    def __init__(self, rows: sqlite3.Connection) -> None:
        self._rows = rows
        self._held: OrderedDict[int, Account] = OrderedDict()
        if self._about("linker") != linker():
            self._empty()

    @classmethod
    def open(cls, path: Path | None) -> Self:
        """Open the shelf in that file, which is made when it is not there; without a path one in memory. A file that is none is replaced.
        Raises StoreError when it cannot be written."""
        try:
            return cls(_connected(path))
        except sqlite3.DatabaseError as error:
            if path is None or isinstance(error, sqlite3.OperationalError):
                raise StoreError(f"{path}: {error}") from error
            path.unlink()  # it is no database: what stood in it can be made again
            return cls(_connected(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        (self._rows.commit if kind is None else self._rows.rollback)()
        self._rows.close()

    def _empty(self) -> None:
        for (name,) in self._rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            self._rows.execute(f'DROP TABLE "{name}"')
        for statement in filter(str.strip, SCHEMA.split(";")):
            self._rows.execute(statement)
        self.note("linker", linker())

    def _about(self, name: str) -> str | None:
        if not self._rows.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone():
            return None
        found = self._rows.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None

    def noted(self, name: str) -> str | None:
        """What was noted under a name."""
        return self._about(name)

    def note(self, name: str, value: str) -> None:
        """Note something about what is kept."""
        self._rows.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def clear(self) -> None:
        """Forget everything."""
        self._held.clear()
        self._empty()

    # ------------------------------------------------------------ what is kept

    def versions(self) -> dict[str, int]:
        """The reports whose accounts are kept, each with the version it was made of."""
        return dict(self._rows.execute("SELECT report, version FROM accounts").fetchall())

    def count(self) -> int:
        """How many accounts are kept."""
        return int(self._rows.execute("SELECT count(*) FROM accounts").fetchone()[0])

    def number(self, report: str) -> int | None:
        """The number of a report; None where it is not kept."""
        found = self._rows.execute("SELECT number FROM accounts WHERE report = ?", (report,)).fetchone()
        return found[0] if found else None

    def _account(self, number: int) -> Account:
        account = self._held.pop(number, None)
        if account is None:
            account = kept.unpacked(self._rows.execute("SELECT kept FROM accounts WHERE number = ?", (number,)).fetchone()[0])
        self._held[number] = account
        if len(self._held) > HELD:
            self._held.popitem(last=False)
        return account

    # ------------------------------------------------------------ coming and going

    def put(self, account: Account, version: int) -> None:
        """Keep the account of a report, in place of one that was kept, and compare it with those near it."""
        self.drop(account.report)
        row = (account.number, account.report, version, kept.packed(account))
        self._rows.execute("INSERT INTO accounts VALUES (?, ?, ?, ?)", row)
        self._rows.executemany("INSERT INTO keys VALUES (?, ?, ?)", ((of, key, account.number) for of, key in _keys(account)))
        self._held[account.number] = account
        found = set(self._met(account))
        self._weigh({(account.number, account.number), *found})

    def drop(self, report: str) -> None:
        """Forget the account of a report, if it is kept."""
        number = self.number(report)
        if number is None:
            return
        account = self._account(number)
        self._rows.execute("DELETE FROM pairs WHERE one = ? OR other = ?", (number, number))
        self._rows.executemany(
            "DELETE FROM keys WHERE of = ? AND key = ? AND number = ?", ((of, key, number) for of, key in _keys(account))
        )
        self._rows.execute("DELETE FROM accounts WHERE number = ?", (number,))
        del self._held[number]
        self._weigh({p for of, key in _keys(account) for p in self._moved_up(of, key, number)})

    def _met(self, account: Account) -> Iterator[Pair]:
        """The pairs that a report which has come makes, and those of reports that it drives out of a key's first."""
        shared = Counter[int]()
        for of, key in _keys(account):
            first = self._first(of, key, blocks.MOST + 1)
            counted, pushed = first[: blocks.MOST], first[blocks.MOST :]
            if account.number in counted:
                if of == TERM:
                    shared.update(counted)
                else:
                    yield from (_ordered(account.number, other) for other in counted)
                yield from (_ordered(out, other) for out in pushed for other in counted)
            if of == COPY and first[0] == account.number:
                yield from (_ordered(account.number, other) for other in self._first(of, key, -1))
            elif of == COPY:
                yield _ordered(account.number, first[0])
        yield from (_ordered(account.number, other) for other, count in shared.items() if count >= stories.SEVERAL)

    def _moved_up(self, of: int, key: int, gone: int) -> Iterator[Pair]:
        """The pairs of a report that is now among a key's first because another has gone."""
        first = self._first(of, key, blocks.MOST)
        if len(first) == blocks.MOST and gone < first[-1]:
            yield from (_ordered(first[-1], other) for other in first)
        if of == COPY and first and gone < first[0]:
            yield from (_ordered(first[0], other) for other in self._first(of, key, -1))

    def _first(self, of: int, key: int, most: int) -> list[int]:
        asked = "SELECT number FROM keys WHERE of = ? AND key = ? ORDER BY number LIMIT ?"
        return [number for (number,) in self._rows.execute(asked, (of, key, most))]

    def _counts(self, of: int, key: int, one: int, other: int) -> bool:
        """Whether two reports are compared by a key: both are of its first."""
        asked = "SELECT number FROM keys WHERE of = ? AND key = ? ORDER BY number LIMIT 1 OFFSET ?"
        last = self._rows.execute(asked, (of, key, blocks.MOST - 1)).fetchone()
        return last is None or max(one, other) <= last[0]

    def _weigh(self, pairs: Collection[Pair]) -> None:
        """Compare pairs of reports anew."""
        for one, other in sorted(pairs):
            a, b = self._account(one), self._account(other)
            met = near.within(a) if a is b else near.between(a, b, partial(self._counts, TOLD), partial(self._counts, TERM))
            scored = [incidents.proposal(x, y, {a.report: a, b.report: b}) for x, y in met]
            made = [[p.left, p.right, p.score, p.reasons] for p in scored if p and p.score >= incidents.KEPT]
            copied = one != other and self._copied(a, b)
            self._rows.execute("DELETE FROM pairs WHERE one = ? AND other = ?", (one, other))
            if made or copied:
                self._rows.execute("INSERT INTO pairs VALUES (?, ?, ?, ?)", (one, other, int(copied), json.dumps(made)))

    def _copied(self, one: Account, other: Account) -> bool:
        """Whether two reports meet by a key of their texts, and are copies."""
        both, numbers = one.sketch.keys & other.sketch.keys, _ordered(one.number, other.number)
        met = any(self._counts(COPY, key, *numbers) or self._first(COPY, key, 1) == [numbers[0]] for key in both)
        return met and copies.likeness(one.sketch, other.sketch).is_copy

    # ------------------------------------------------------------ what was found

    def linked(self, decisions: Decisions) -> Linked:
        """All that is kept, linked."""
        numbers = [number for (number,) in self._rows.execute("SELECT number FROM accounts ORDER BY report")]
        return self._linked(numbers, self._rows.execute("SELECT one, other, copied, found FROM pairs"), decisions)

    def linked_with(self, report: str, decisions: Decisions, tied: Callable[[str], str | None]) -> Linked:
        """A report with all that its happenings are tied to, however far, and those that come near it; `tied` gives the report of a record
        that people decided about."""
        number = self.number(report)
        if number is None:
            return self._linked([], [], decisions)
        reached, waiting = set[int](), {number}
        decided = [{self.number(r) for i in p if (r := tied(i))} for p in decisions.same]
        while waiting:
            reached |= waiting
            more = {n for at in waiting for n in self._tied_to(at)} | {n for p in decided if p & waiting for n in p if n is not None}
            waiting = more - reached
        reached |= {n for row in self._pairs_of(number) for n in row[:2]}
        rows = {row[:2]: row for at in reached for row in self._pairs_of(at) if row[0] in reached and row[1] in reached}
        return self._linked(sorted(reached, key=lambda n: self._account(n).report), rows.values(), decisions)

    def _tied_to(self, number: int) -> Iterator[int]:
        least = table("weights")["incidents"]["least"]
        for one, other, copied, found in self._pairs_of(number):
            if copied or any(score >= least for _, _, score, _ in json.loads(found)):
                yield from (one, other)

    def _pairs_of(self, number: int) -> list[tuple[int, int, int, str]]:
        asked = (
            "SELECT one, other, copied, found FROM pairs WHERE one = ? UNION SELECT one, other, copied, found FROM pairs WHERE other = ?"
        )
        return self._rows.execute(asked, (number, number)).fetchall()

    def _linked(self, numbers: Iterable[int], pairs: Iterable[tuple[int, int, int, str]], decisions: Decisions) -> Linked:
        by = {number: self._account(number) for number in numbers}
        proposals, copied = list[Proposal](), list[tuple[str, str]]()
        for one, other, copy, found in pairs:
            proposals += [Proposal(left, right, score, tuple(reasons)) for left, right, score, reasons in json.loads(found)]
            if copy:
                copied.append((by[one].report, by[other].report))
        return incidents.assembled({a.report: a for a in by.values()}, proposals, copied, decisions)


def _connected(path: Path | None) -> sqlite3.Connection:
    rows = sqlite3.connect(path or ":memory:", timeout=30, isolation_level="IMMEDIATE")
    rows.execute("PRAGMA cache_size = -65536")
    return rows


def _keys(account: Account) -> Iterator[tuple[int, int]]:
    for of, found in ((TOLD, account.told), (TERM, account.gist.keys), (COPY, account.sketch.keys)):
        for key in found:
            yield of, key


def _ordered(one: int, other: int) -> Pair:
    return (one, other) if one <= other else (other, one)
