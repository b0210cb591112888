"""Connections to a PostgreSQL server. In: its address. Out: an open database that takes a connection of the process's pool for each
statement, and keeps one for a transaction.

Stores of the same address share a pool: two hundred who read need no two hundred connections.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.rows import BaseRowFactory
from psycopg_pool import ConnectionPool

from dateline.errors import StoreError
from dateline.settings import Server

if TYPE_CHECKING:
    from dateline.stores.database import Dialect

SCHEMA_NAME = "dateline"
ASKED_SECONDS = 30  # a question that takes longer is given up
WAIT_SECONDS = 25.0  # for another writer, of whom there is one at a time
QUEUE_SECONDS = 60  # for one of our own connections, which others of this process have
IDLE_SECONDS = 600  # a transaction that nothing is asked in
MOST = 16
CHUNK = 2000
NUMBERS = count(1)
PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")

Session = psycopg.Connection[Any]


class Row(tuple[Any, ...]):
    """A row whose cells have numbers and names."""

    names: tuple[str, ...] = ()

    def __getitem__(self, at: Any) -> Any:
        return super().__getitem__(self.names.index(at) if isinstance(at, str) else at)

    def keys(self) -> tuple[str, ...]:
        """The names of the cells."""
        return self.names


def named_rows(cursor: Any) -> Any:
    """Makes the rows of one answer."""
    return _row_of(tuple(column.name for column in cursor.description or ()))


@lru_cache(maxsize=256)
def _row_of(names: tuple[str, ...]) -> type[Row]:
    return type("Row", (Row,), {"names": names, "__slots__": ()})


def parted(server: Server) -> tuple[str, str]:
    """The address as PostgreSQL takes it, and the name of the schema (`?schema=name`), which is ours. Raises StoreError."""
    parts = urlsplit(server.address)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    schema = dict(asked).get("schema", SCHEMA_NAME)
    if not PLAIN_NAME.fullmatch(schema):
        raise StoreError(f"{server}: {schema!r} is no name for a schema; use small letters, digits and _")
    rest = urlencode([(name, value) for name, value in asked if name != "schema"])
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", rest, "")), schema


_pools: dict[tuple[Server, bool], ConnectionPool[Session]] = {}


def pool(server: Server, *, write: bool) -> ConnectionPool[Session]:
    """The connections of this process to a database."""
    if (server, write) not in _pools:
        _pools[server, write] = _pool(server, write=write)
    return _pools[server, write]


def close_pools() -> None:
    """Close all connections of this process; stores that are open can do nothing any more."""
    while _pools:
        _pools.popitem()[1].close()


def _pool(server: Server, *, write: bool) -> ConnectionPool[Session]:
    address, schema = parted(server)
    return ConnectionPool(
        address,
        kwargs={"autocommit": True, "row_factory": cast(BaseRowFactory[Any], named_rows), "application_name": "dateline"},
        configure=lambda session: configure(session, schema, write=write),
        check=ConnectionPool.check_connection,
        min_size=0,
        max_size=MOST,
        timeout=QUEUE_SECONDS,
        max_idle=60,
        name=f"dateline {server}",
        open=True,
    )


def configure(session: Session, schema: str, *, write: bool) -> None:
    """Set what every connection of ours has set."""
    settings = {
        "search_path": sql.SQL("{}, public").format(sql.Identifier(schema)),
        "statement_timeout": sql.Literal(f"{0 if write else ASKED_SECONDS}s"),
        "lock_timeout": sql.Literal(f"{WAIT_SECONDS:.0f}s"),
        "idle_in_transaction_session_timeout": sql.Literal(f"{IDLE_SECONDS}s"),
        "default_transaction_read_only": sql.Literal("off" if write else "on"),
        "plan_cache_mode": sql.Literal("force_custom_plan"),
        "client_min_messages": sql.Literal("warning"),
    }
    session.execute(sql.SQL("; ").join(sql.SQL("SET {} = {}").format(sql.SQL(name), value) for name, value in settings.items()))


class ServerConnection:
    """An open database on a server. Statements have `?` where values go, as everywhere in the store."""

    def __init__(self, server: Server, dialect: Dialect, *, write: bool) -> None:
        self.server = server
        self.dialect = dialect
        self.write = write
        self.schema = parted(server)[1]
        self.facts: dict[str, str] = {}
        self._pool = pool(server, write=write)
        self._held: list[Session] = []

    @property
    def in_transaction(self) -> bool:
        """Whether a connection is kept, for a transaction or a snapshot."""
        return bool(self._held)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The connection that is kept, or one for the moment."""
        if self._held:
            yield self._held[-1]
        else:
            with self._pool.connection() as session:
                yield session

    @contextmanager
    def keeping(self, *, begin: str) -> Iterator[Session]:
        """A transaction that all statements inside belong to; it is committed when nothing is raised."""
        with self._pool.connection() as session:
            session.execute(begin)
            self._held.append(session)
            try:
                yield session
            except BaseException:
                _given_up(session)
                raise
            else:
                session.execute("COMMIT")
            finally:
                self._held.remove(session)

    def execute(self, statement: str, values: Any = (), /) -> Any:
        """Run a statement; its answer is all here when this returns."""
        with self.session() as session:
            return session.execute(_translated(statement), tuple(values))

    def executemany(self, statement: str, values: Iterable[Sequence[Any]], /) -> None:
        """Run a statement for each of many rows of values."""
        with self.session() as session:
            session.cursor().executemany(_translated(statement), values)

    def streamed(self, query: str, values: Sequence[Any]) -> Iterator[Any]:
        """The rows of a query, so many at a time; inside a transaction."""
        with self.session() as session, session.cursor(f"streamed{next(NUMBERS)}") as cursor:
            cursor.itersize = CHUNK
            cursor.execute(_translated(query), tuple(values))
            yield from cursor

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Load rows into a table."""
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))
        with self.session() as session, session.cursor().copy(into) as copying:
            for row in rows:
                copying.write_row(row)

    def close(self) -> None:
        """Nothing: the pool keeps what it has for the next store of this process."""


def _given_up(session: Session) -> None:
    if not session.closed:
        try:
            session.execute("ROLLBACK")
        except psycopg.Error:
            session.close()


@lru_cache(maxsize=512)
def _translated(statement: str) -> str:
    return statement.replace("%", "%%").replace("?", "%s")
