"""Opening a database on a server. In: its address. Out: a connection to a schema that is ours and of this version, or a StoreError that
says why not.

The tables are made, and brought to a newer schema, by the numbered files of `migrations`, each in one transaction with the fact that it
was run.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib import resources

import psycopg
from psycopg import sql

from dateline.errors import StoreError
from dateline.settings import Server
from dateline.stores.database import Dialect
from dateline.stores.server import dialect
from dateline.stores.server.connection import ServerConnection, Session, parted
from dateline.stores.sqlite import THIS, is_current

DIALECT: Dialect = dialect
PATIENCE_SECONDS = 10
AREAS = {
    "postgis": f"CREATE INDEX spots_area ON spots USING gist (({dialect.EXTENT}) gist_geometry_ops_nd)",
    "plain": f"CREATE INDEX spots_area ON spots USING gist (({dialect.PLAIN_BOX}))",
}
FRAGMENTS = (
    f"CREATE INDEX documents_text ON documents d USING gin (({dialect.LOWER_TEXT}) gin_trgm_ops)",
    f"CREATE INDEX documents_title ON documents d USING gin (({dialect.LOWER_TITLE}) gin_trgm_ops)",
)


def connected(server: Server, *, write: bool) -> ServerConnection:
    """Open a database; with `write` its tables are made where there are none. Raises StoreError."""
    with dialect.told(server):
        _begin(server, write)
        db = ServerConnection(server, DIALECT, write=write)
        if dialect.schema_version(db) == 0:
            raise StoreError(f"{server}: there are no tables of dateline; `dateline read` makes them")
        is_current(server, db)
    return db


@lru_cache(maxsize=256)
def _begin(server: Server, write: bool) -> None:
    """Once in a process: make the tables where they are to be written to, and fail at once where the server does not answer (a pool would
    go on trying)."""
    if write:
        _claim(server)
    else:
        alone(server).close()


def alone(server: Server) -> Session:
    """A connection outside the pool, for what its owner does to a database."""
    address, _ = parted(server)
    session: Session = psycopg.connect(address, autocommit=True, connect_timeout=PATIENCE_SECONDS, application_name="dateline")
    return session


def _claim(server: Server) -> None:
    """Make the tables in a schema that is not there; refuse one that is not ours. Two programs may come at the same time."""
    with alone(server) as session:
        if is_made(server, session):
            return
        with session.transaction():
            lock(server, session)
            if not is_made(server, session):
                _create(server, session)


def lock(server: Server, session: Session) -> None:
    """Wait until no other program writes to the schema, to the end of the transaction."""
    session.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"dateline {parted(server)[1]}",))


def is_made(server: Server, session: Session) -> bool:
    """Whether the schema has our tables. Raises StoreError where it has others."""
    schema = parted(server)[1]
    asked = "SELECT to_regclass(%s) IS NOT NULL, EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace(%s))"
    ours, filled = session.execute(asked, (f"{schema}.facts", schema)).fetchone() or (False, False)
    if filled and not ours:
        raise StoreError(f"{server}: the schema {schema!r} is not one of dateline's; another is asked for with ?schema=name")
    return bool(ours)


def _create(server: Server, session: Session) -> None:
    schema = parted(server)[1]
    session.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
    session.execute(sql.SQL("SET LOCAL search_path = {}, public").format(sql.Identifier(schema)))
    session.execute(resources.files("dateline.stores.server.migrations").joinpath("1.sql").read_text(encoding="utf-8"))
    areas = "postgis" if _extends(session, "postgis") else "plain"
    session.execute(AREAS[areas])
    fragments = "pg_trgm" if _extends(session, "pg_trgm") else "none"
    for statement in FRAGMENTS if fragments == "pg_trgm" else ():
        session.execute(statement.replace("d.", "").replace(" documents d ", " documents "))
    for name, value in {"schema": "1", "schema_by": THIS, "areas": areas, "fragments": fragments}.items():
        session.execute("INSERT INTO facts VALUES (%s, %s)", (name, value))


def _extends(session: Session, name: str) -> bool:
    """Whether the database has an extension, or this account may give it one."""
    if session.execute("SELECT 1 FROM pg_extension WHERE extname = %s", (name,)).fetchone():
        return True
    if not session.execute("SELECT 1 FROM pg_available_extensions WHERE name = %s", (name,)).fetchone():
        return False
    try:
        with session.transaction():
            session.execute(sql.SQL("CREATE EXTENSION {} SCHEMA public").format(sql.Identifier(name)))
    except psycopg.Error:
        return False
    return True


def upgrade(server: Server, tell: Callable[[str], None] = lambda words: None) -> list[int]:
    """Bring a database to the schema of this version; the numbers of the migrations that were run. Raises StoreError."""
    with dialect.told(server), alone(server) as session, session.transaction():
        lock(server, session)
        if not is_made(server, session):
            raise StoreError(f"{server}: there are no tables of dateline; `dateline read` makes them")
        session.execute(sql.SQL("SET LOCAL search_path = {}, public").format(sql.Identifier(parted(server)[1])))
        kept = session.execute("SELECT value FROM facts WHERE name = 'schema'").fetchone() or ("0",)
        wanted = list(range(int(kept[0]) + 1, dialect.SCHEMA + 1))
        for number in wanted:
            tell(f"migration {number}")
            session.execute(resources.files("dateline.stores.server.migrations").joinpath(f"{number}.sql").read_text(encoding="utf-8"))
            session.execute("UPDATE facts SET value = %s WHERE name = 'schema'", (str(number),))
        if int(kept[0]) > dialect.SCHEMA:
            is_current(server, ServerConnection(server, DIALECT, write=True))
    return wanted
