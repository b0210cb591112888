"""What `watch` remembers: feeds, and the entries that were announced, with what became of each. In: a path. Out: `State`.

One SQLite file beside the database. An entry is written down as announced together with the mark of the feed that announced it, and as read
only after its reading is kept: a program that is killed at any moment goes on where it was.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from dateline.errors import DatelineError
from dateline.intake.fetch import Known
from dateline.intake.fetch_listing import Entry
from dateline.intake.parts import Part
from dateline.types import Retrieval

APPLICATION = int.from_bytes(b"dtlw")
VERSION = 1
NEW, READ, FAILED = "new", "read", "failed"

_TABLES = (
    """CREATE TABLE feeds (
        url TEXT PRIMARY KEY, etag TEXT, modified TEXT, next REAL NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID""",
    # state: new, read or failed. own: the feed's own words, until the entry is read. fetched: how the report came, as JSON.
    """CREATE TABLE entries (
        number INTEGER PRIMARY KEY, feed TEXT NOT NULL, key TEXT NOT NULL, link TEXT, title TEXT NOT NULL, published TEXT, own TEXT,
        whole INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'new', tries INTEGER NOT NULL DEFAULT 0, next REAL NOT NULL DEFAULT 0,
        reason TEXT, report TEXT, fetched TEXT, UNIQUE (feed, key)
    ) STRICT""",
    "CREATE INDEX entries_state ON entries (state, feed, number)",
    "CREATE INDEX entries_link ON entries (link) WHERE link IS NOT NULL",
)


@dataclass(frozen=True, slots=True)
class Polled:
    """How a feed stands: what it said of itself, when it is due (seconds since 1970), how often in a row it has failed."""

    known: Known = field(default_factory=Known)
    due: float = 0.0
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that was announced and is not read yet."""

    number: int
    feed: str
    entry: Entry
    tries: int


class State:
    """Use `State.open`, in a `with`. Only one program at a time can have it open."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self._path, self._db = path, db

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file, and make it when it is not there. Raises DatelineError when another program has it, or it is not ours."""
        with _told(path):
            db = sqlite3.connect(path, isolation_level=None, timeout=0.5)
            db.row_factory = sqlite3.Row
            try:
                _claim(path, db)
            except (sqlite3.Error, DatelineError):
                db.close()
                raise
        return cls(path, db)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def polled(self, url: str) -> Polled:
        """How the feed stands."""
        row = self._db.execute("SELECT * FROM feeds WHERE url = ?", (url,)).fetchone()
        return Polled(Known(row["etag"], row["modified"]), row["next"], row["failures"]) if row else Polled()

    def announced(self, url: str, polled: Polled, entries: tuple[Entry, ...] = ()) -> int:
        """Write down how a feed stands and what it announces; how many of these entries are new."""
        cells = (url, polled.known.etag, polled.known.modified, polled.due, polled.failures)
        with _told(self._path), self._writing():
            self._db.execute("INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, ?, ?)", cells)
            return sum(self._announced(url, entry) for entry in entries)

    def _announced(self, url: str, entry: Entry) -> int:
        own = _packed(entry.part) if entry.part else None
        cells = (url, entry.key, entry.link, entry.title, entry.published, own, entry.whole)
        insert = "INSERT OR IGNORE INTO entries (feed, key, link, title, published, own, whole) VALUES (?, ?, ?, ?, ?, ?, ?)"
        return self._db.execute(insert, cells).rowcount

    def waiting(self, url: str, now: float) -> Iterator[Waiting]:
        """The entries of a feed that are not read yet and whose time has come, in the order in which they were announced."""
        asked = "SELECT * FROM entries WHERE state = 'new' AND feed = ? AND next <= ? AND number > ? ORDER BY number LIMIT 1"
        number = 0
        while row := self._db.execute(asked, (url, now, number)).fetchone():
            number = row["number"]
            part = _unpacked(row["own"]) if row["own"] else None
            entry = Entry(row["key"], row["link"], row["title"], row["published"], part, bool(row["whole"]))
            yield Waiting(number, url, entry, row["tries"])

    def due(self, url: str) -> float:
        """When there is something to do for a feed: to poll it, or to try an entry again."""
        row = self._db.execute("SELECT min(next) FROM entries WHERE state = 'new' AND feed = ?", (url,)).fetchone()
        polled = self.polled(url).due
        return polled if row[0] is None else min(polled, row[0])

    def report_of(self, link: str) -> str | None:
        """The report that was read of the page at a link, whichever feed announced it."""
        row = self._db.execute("SELECT report FROM entries WHERE link = ? AND state = 'read' AND report IS NOT NULL", (link,)).fetchone()
        return row and str(row["report"])

    def read(self, number: int, report: str | None, retrieval: Retrieval | None = None) -> None:
        """An entry is read, and its report kept."""
        fetched = retrieval and json.dumps({"url": retrieval.url, "at": retrieval.at, "headers": retrieval.headers})
        update = "UPDATE entries SET state = 'read', own = NULL, reason = NULL, report = ?, fetched = ? WHERE number = ?"
        self._update(update, (report, fetched, number))

    def failed(self, number: int, reason: str) -> None:
        """An entry cannot be read, and is not tried again."""
        self._update("UPDATE entries SET state = 'failed', own = NULL, reason = ? WHERE number = ?", (reason, number))

    def later(self, number: int, reason: str, until: float, *, tried: bool = True) -> None:
        """An entry could not be read now; it is tried again after a moment. `tried` is false where nothing was asked of its host."""
        self._update("UPDATE entries SET tries = tries + ?, reason = ?, next = ? WHERE number = ?", (tried, reason, until, number))

    def counts(self) -> dict[str, int]:
        """How many entries there are in each state."""
        return {row[0]: row[1] for row in self._db.execute("SELECT state, count(*) FROM entries GROUP BY state ORDER BY state")}

    def _update(self, statement: str, values: tuple[object, ...]) -> None:
        with _told(self._path), self._writing():
            self._db.execute(statement, values)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise


def _packed(part: Part) -> str:
    """A feed's own words for an entry, with its facts, as JSON."""
    words = part.source.decode("utf-8", "replace") if isinstance(part.source, bytes) else ""
    facts = {"where": part.where, "name": part.name, "kind": part.kind, "ref": part.ref, "doubts": part.doubts}
    return json.dumps({**facts, "words": words, "given": dict(part.given), "extra": dict(part.extra)})


def _unpacked(own: str) -> Part:
    facts = json.loads(own)
    words, doubts = facts.pop("words").encode("utf-8", "replace"), tuple(facts.pop("doubts"))
    return Part(source=words, doubts=doubts, **facts)


def _claim(path: Path, db: sqlite3.Connection) -> None:
    """Keep every other program out, and make the tables in a new file. Raises DatelineError for a file that is not ours, or newer."""
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("BEGIN EXCLUSIVE")
    application, version = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if not db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        for table in _TABLES:
            db.execute(table)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {VERSION}")
    elif application != APPLICATION:
        raise DatelineError(f"{path}: this is not what dateline watch keeps")
    elif version != VERSION:
        raise DatelineError(f"{path}: another version of dateline wrote it ({version}; this one knows {VERSION})")
    db.execute("COMMIT")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Whatever SQLite refuses inside, as a DatelineError that names the file and the reason."""
    try:
        yield
    except sqlite3.Error as error:
        why = "another dateline watch is at work on this database" if "locked" in str(error) else str(error).lower()
        raise DatelineError(f"{path}: {why}") from error
