"""Who may do what on a server: a reader reads, a writer keeps and decides, and nobody changes the ledger."""

from __future__ import annotations

import pytest

from dateline.errors import StoreError
from dateline.stores import open_store, reviews
from dateline.types import Reading

psycopg = pytest.importorskip("psycopg", reason="the extra `server` is not installed")
AT = "2026-01-31T12:00:00Z"


@pytest.fixture
def accounts(server: str, port_reading: Reading) -> dict[str, str]:
    """The addresses of a reader and a writer of one database."""
    from dateline.stores.server.roles import grant

    address = f"{server}&schema=shared"
    with open_store(address) as store:
        store.put(port_reading, port_reading.text.encode())
    assert grant(store.path) == grant(store.path) == ("dateline_reader", "dateline_writer")  # type: ignore[arg-type]
    with psycopg.connect(server, autocommit=True) as db:
        for name, role in (("cem", "dateline_reader"), ("bo", "dateline_writer")):
            db.execute(f"DROP ROLE IF EXISTS {name}")
            db.execute(f"CREATE ROLE {name} LOGIN IN ROLE {role}")
    return {name: address.replace("dateline@", f"{name}@") for name in ("cem", "bo")}


def test_a_writer_keeps_and_decides_and_cannot_change_the_ledger(
    accounts: dict[str, str], server: str, port_reading: Reading, river_reading: Reading
) -> None:
    with open_store(accounts["bo"]) as store:
        store.put(river_reading, river_reading.text.encode())
        store.judge([reviews.decision(port_reading, port_reading.records[0], "accept", by="Bo", at=AT)])
        store.save_view("tolls", {"kind": "toll"})
        store.drop_view("tolls")
        assert store.count() == (2, 5)
        assert store.ledger.verify() is None
    with psycopg.connect(server.replace("dateline@", "bo@"), autocommit=True) as db:
        for statement in ("UPDATE shared.ledger SET reason = 'x'", "DELETE FROM shared.ledger", "TRUNCATE shared.ledger"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                db.execute(statement)


def test_a_reader_reads_and_nothing_else(accounts: dict[str, str], port_reading: Reading) -> None:
    with open_store(accounts["cem"], write=False) as store:
        assert store.reading(port_reading.report.id) == port_reading
        with pytest.raises(StoreError, match="cannot be written to"):
            store.put(port_reading, b"")
    with open_store(accounts["cem"]) as store, pytest.raises(StoreError, match="may not do that"):
        store.save_view("tolls", {"kind": "toll"})
