"""What the routes share. In: how the page was started. Out: the database, people, allowances, work that goes on, and templates.

Each thread keeps its own reading connection; what is written goes through one at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from importlib import resources
from itertools import takewhile
from pathlib import Path

from dateline.settings import Where
from dateline.stores import open_store, reshape
from dateline.stores.sqlite import SqliteStore
from dateline.types import Entry, Judgement
from dateline.web.access import Rates, Sessions, Who, table
from dateline.web.users import Users

LIMIT = 20_000_000
HTTP = 80
COMMENT = "comment"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Options:
    """How the page is started. `open_to` is None where only this machine may ask and whoever has the address is `who`; else the names by
    which other machines may ask, and people sign in."""

    database: Where
    port: int = 8000
    who: Who = field(default_factory=lambda: Who("analyst", "admin"))
    users: Path | None = None
    open_to: tuple[str, ...] | None = None
    limit: int = LIMIT

    @property
    def cookie(self) -> str:
        """The name of the cookie: browsers tell machines apart and not ports, and several databases may be served at once."""
        return f"dateline-{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """The values of the Host header that are ours; a proxy in front of the page asks by the bare name."""
        bare = {name.lower() for name in self.open_to or ()} | (set(LOOPBACK) if self.port == HTTP else set())
        return frozenset(bare | {f"{name.lower()}:{self.port}" for name in (*LOOPBACK, *(self.open_to or ()))})


class Changed(Exception):
    """Somebody else decided meanwhile: `entries` are what they decided since."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__("changed meanwhile")
        self.entries = list(entries)


@dataclass
class Desk:
    """Everything that lives as long as the program that serves the page."""

    options: Options
    sessions: Sessions = field(default_factory=Sessions)
    rates: Rates = field(default_factory=lambda: Rates(table().rates))
    reading: threading.Lock = field(default_factory=threading.Lock)
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _left: tuple[tuple[int, ...], int] = ((), 0)
    _local: threading.local = field(default_factory=threading.local)

    @cached_property
    def users(self) -> Users:
        """The people who may sign in."""
        path = self.options.users or self.options.database.with_name(self.options.database.name + ".users.json")
        return Users(path)

    def ticket_address(self) -> str:
        """An address that lets one browser of this machine in, once."""
        return f"http://{LOOPBACK[0]}:{self.options.port}/enter?ticket={self.sessions.ticket(self.options.who)}"

    @property
    def store(self) -> SqliteStore:
        """The database, for reading, of this thread. Raises StoreError."""
        kept: SqliteStore | None = getattr(self._local, "store", None)
        if kept is None:
            kept = self._local.store = open_store(self.options.database, write=False)
        return kept

    def left(self) -> int:
        """How many records nobody judged yet; counted once for each state of the database. Raises StoreError."""
        state = self.store.state()
        if self._left[0] != state:
            self._left = state, self.store.facets()["decision"].get("none", 0)
        return self._left[1]

    @contextmanager
    def writing(self) -> Iterator[SqliteStore]:
        """The database, for writing, one at a time. Raises StoreError."""
        with self._writing, open_store(self.options.database) as store:
            yield store

    def ready(self) -> None:
        """Make the database where there is none. Raises StoreError."""
        with self.writing():
            pass

    def decide(self, judgements: Sequence[Judgement], seen: int | None, about: str | None = None) -> list[Entry]:
        """Keep decisions about one record (`about`, else that of the first); `seen` is the number of the last entry about it that its judge
        knew of. Raises Changed where there are later ones by then, and StoreError."""
        with self.writing() as store:
            later = [e for e in store.ledger.entries(about=about or judgements[0].left) if seen is not None and e.number > seen]
            if later:
                raise Changed(later)
            return store.judge(judgements)

    def undo(self, number: int, by: str) -> Entry:
        """Take back the entry of that number, and those that were made with it. Raises StoreError when it is not there or was undone."""
        with self.writing() as store:
            numbers = [number, *(e.number for e in made_with(store, store.ledger.entry(number)))]
            return store.judge([store.ledger.undoing(n, by=by, at=now()) for n in numbers])[0]


def last_seen(store: SqliteStore, idents: Sequence[str]) -> dict[str, int]:
    """The number of the last entry of the ledger about each of these."""
    if store.ledger.is_empty():
        return {}
    return {ident: max((e.number for e in store.ledger.entries(about=ident)), default=0) for ident in idents}


def made_with(store: SqliteStore, entry: Entry) -> list[Entry]:
    """The other standing entries of the same act (a split, a merge, all of a report accepted), which stand beside it; the last first."""
    act = reshape.act_of(entry)
    if act is None:
        return []
    head = store.ledger.head()
    last = head.number if head else 0
    ways = (range(entry.number + 1, last + 1), range(entry.number - 1, 0, -1))
    later, before = (list(takewhile(lambda e: reshape.act_of(e) == act, map(store.ledger.entry, way))) for way in ways)
    found = [*reversed(later), *before]
    return [e for e in found if any(s.number == e.number for s in store.ledger.standing_on([e.judgement.left], [e.judgement.verdict]))]


def comments(store: SqliteStore, idents: Sequence[str]) -> dict[str, list[Entry]]:
    """What people said about each of these without judging it."""
    found: dict[str, list[Entry]] = {}
    for entry in store.ledger.standing_on(idents, (COMMENT,)) if idents else ():
        found.setdefault(entry.judgement.left, []).append(entry)
    return found


def last_of(store: SqliteStore, by: str) -> Entry | None:
    """The last standing decision of somebody; None where there is none."""
    return max((e for e in store.ledger.standing(machine=False) if e.judgement.by == by), key=lambda e: e.number, default=None)


def now() -> str:
    """This moment, as the ledger writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def vendored(name: str) -> Path | None:
    """A file that the build copied from npm; None in an install that was built without it."""
    with resources.as_file(resources.files("dateline.web").joinpath("static", "vendor", name)) as path:
        return path if path.is_file() else None
