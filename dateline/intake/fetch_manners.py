"""How a guest behaves: when a host may be asked again, and what its robots.txt said. In: hosts and moments. Out: waiting, and rules.

What is known is kept in a small SQLite file of the user, so that two programs, or two calls one after the other, are as slow together as
one. It holds names of hosts and forgets them after a day.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_cache_path

from dateline.errors import DatelineError, InputError

GAP = 1.0  # seconds between two requests to one host
PATIENCE = 60.0  # what is further away than so many seconds is not waited for
KEPT = 86_400.0  # seconds after which a host is forgotten, and its robots.txt asked for again

_TABLES = (
    "CREATE TABLE IF NOT EXISTS hosts (host TEXT PRIMARY KEY, free REAL NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS robots (origin TEXT PRIMARY KEY, rules TEXT NOT NULL, until REAL NOT NULL) STRICT, WITHOUT ROWID",
)


class Later(InputError):
    """The host is not to be asked before a moment (`until`, in seconds since 1970): it said so itself."""

    def __init__(self, where: str, reason: str, host: str = "", until: float = 0.0) -> None:
        super().__init__(where, reason)
        self.host, self.until = host, until


@dataclass(frozen=True, slots=True)
class Clock:
    """The time and how to wait, so that tests need not wait."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


class Manners:
    """What is known of hosts. `path` None keeps it in memory. Close it, or use it in a `with`."""

    def __init__(self, path: Path | None = None, *, clock: Clock = Clock(), gap: float = GAP) -> None:
        self._path, self._clock, self._gap = path, clock, gap
        try:
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=10)
            for table in _TABLES:
                self._db.execute(table)
        except (OSError, sqlite3.Error) as error:
            raise DatelineError(f"{path}: {str(error).lower()}: what is known of hosts cannot be kept") from error

    def __enter__(self) -> Manners:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def wait(self, host: str, where: str, *, gap: float | None = None) -> None:
        """Wait until the host may be asked, and take that turn. `gap` is what the host itself asks for, if more than ours.
        Raises Later when that is further away than PATIENCE."""
        now = self._clock.now()
        with self._writing():
            self._db.execute("DELETE FROM hosts WHERE free < ?", (now - KEPT,))
            row = self._db.execute("SELECT free FROM hosts WHERE host = ?", (host,)).fetchone()
            free = max(row[0] if row else now, now)
            if free - now > PATIENCE:
                raise Later(where, f"{host} asks not to be visited before {moment(free)}", host, free)
            self._keep_free(host, free + max(self._gap, gap or 0.0))
        if free > now:
            self._clock.sleep(free - now)

    def rest(self, host: str, until: float) -> None:
        """The host asked not to be visited before that moment."""
        with self._writing():
            self._keep_free(host, min(until, self._clock.now() + KEPT))

    def _keep_free(self, host: str, free: float) -> None:
        self._db.execute("INSERT OR REPLACE INTO hosts VALUES (?, ?)", (host, free))

    def robots(self, origin: str) -> str | None:
        """The robots.txt of the origin, where it was asked for lately."""
        row = self._db.execute("SELECT rules FROM robots WHERE origin = ? AND until > ?", (origin, self._clock.now())).fetchone()
        return row and str(row[0])

    def keep_robots(self, origin: str, rules: str, seconds: float = KEPT) -> None:
        """Remember a robots.txt for so long."""
        now = self._clock.now()
        with self._writing():
            self._db.execute("DELETE FROM robots WHERE until < ?", (now,))
            self._db.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", (origin, rules, now + seconds))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """All of it or nothing, and one program at a time."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise DatelineError(f"{self._path}: {str(error).lower()}: what is known of hosts cannot be kept") from error


def moment(seconds: float) -> str:
    """A moment as people read it, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def stamp(seconds: float) -> str:
    """A moment as it is written down, in UTC (`2026-01-31T12:00:00Z`)."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def own_file() -> Path:
    """Where this user's manners are kept."""
    return user_cache_path("dateline") / "hosts.db"
