"""Who may do what on a server. In: the address of a database, by its owner. Out: two roles that people's accounts are given: one that
reads, and one that also keeps reports and decides; nobody may change or take out what stands in the ledger.
"""

from __future__ import annotations

from psycopg import sql

from dateline.errors import StoreError
from dateline.settings import Server
from dateline.stores.server import dialect
from dateline.stores.server.connection import parted
from dateline.stores.server.opening import alone, is_made, lock

READER, WRITER = "dateline_reader", "dateline_writer"
KEPT = ("documents", "words", "records", "record_ids", "spots", "names", "views")
ONLY_ADDED = ("labels", "ledger")


def grant(server: Server) -> tuple[str, str]:
    """Make the two roles where they are not there, and give each what it needs in this schema; their names. Raises StoreError."""
    schema = sql.Identifier(parted(server)[1])
    with dialect.told(server), alone(server) as session, session.transaction():
        lock(server, session)
        if not is_made(server, session):
            raise StoreError(f"{server}: there are no tables of dateline; `dateline read` makes them")
        for role in (READER, WRITER):
            if not session.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
                session.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
        both = sql.SQL("{}, {}").format(sql.Identifier(READER), sql.Identifier(WRITER))
        for statement in (
            "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {both}, PUBLIC",
            "GRANT USAGE ON SCHEMA {schema} TO {both}",
            "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {both}",
            "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {writer}",
        ):
            session.execute(sql.SQL(statement).format(schema=schema, both=both, writer=sql.Identifier(WRITER)))
        for tables, rights in ((KEPT, "INSERT, DELETE"), (ONLY_ADDED, "INSERT")):
            named = sql.SQL(", ").join(sql.Identifier(parted(server)[1], table) for table in tables)
            session.execute(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights), named, sql.Identifier(WRITER)))
    return READER, WRITER
