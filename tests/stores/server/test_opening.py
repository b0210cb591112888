"""A database on a server: what is not there or not ours is refused with its reason, what is asked may be with or without PostGIS."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from dateline.errors import StoreError
from dateline.settings import Server, where
from dateline.stores import care, open_store, reviews
from dateline.stores.search import Wanted
from dateline.types import Judgement, Reading

psycopg = pytest.importorskip("psycopg", reason="the extra `server` is not installed")
AT = "2026-01-31T12:00:00Z"


@contextmanager
def session(server: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server, autocommit=True) as opened:
        yield opened


@pytest.fixture
def schema(server: str) -> Iterator[str]:
    """A schema that no store has used."""
    with session(server) as db:
        db.execute("DROP SCHEMA IF EXISTS fresh CASCADE")
        yield "fresh"


def test_reading_makes_nothing(server: str, schema: str) -> None:
    with pytest.raises(StoreError, match="there are no tables of dateline"):
        open_store(f"{server}&schema={schema}", write=False)
    with session(server) as db:
        assert db.execute("SELECT to_regnamespace('fresh')").fetchone() == (None,)


def test_what_is_not_ours_is_refused(server: str, schema: str) -> None:
    with session(server) as db:
        db.execute("CREATE SCHEMA fresh; CREATE TABLE fresh.theirs (a int)")
    with pytest.raises(StoreError, match="the schema 'fresh' is not one of dateline's"):
        open_store(f"{server}&schema={schema}")
    with pytest.raises(StoreError, match="is no name for a schema"):
        open_store(f"{server}&schema=x;y")


def test_a_server_that_does_not_answer_is_told_at_once_without_the_password() -> None:
    with pytest.raises(StoreError, match=r"postgresql://ana@127\.0\.0\.1:1/none: ") as caught:
        open_store("postgresql://ana:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)


def test_an_address_is_shown_without_its_password() -> None:
    place = where("postgresql://ana:secret@desk:5433/reports?sslmode=require")
    assert isinstance(place, Server)
    assert (str(place), place.name, place.exists()) == ("postgresql://ana@desk:5433/reports", "desk-5433-reports", True)


def test_a_newer_schema_is_refused(server: str, schema: str) -> None:
    open_store(f"{server}&schema={schema}").close()
    with session(server) as db:
        db.execute("UPDATE fresh.facts SET value = '99' WHERE name = 'schema'")
    for write in (True, False):
        with pytest.raises(StoreError, match="a newer dateline wrote it"):
            open_store(f"{server}&schema={schema}", write=write)


def test_without_postgis_the_same_is_found(
    server: str, schema: str, port_reading: Reading, river_reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dateline.stores.server import opening

    monkeypatch.setattr(opening, "_extends", lambda session, name: False)
    opening._begin.cache_clear()
    with open_store(f"{server}&schema={schema}") as store:
        for reading in (port_reading, river_reading):
            store.put(reading, reading.text.encode())
        with session(server) as db:
            assert db.execute("SELECT value FROM fresh.facts WHERE name = 'areas'").fetchone() == ("plain",)
        box = Wanted(box=(31.0, 32.0, -26.0, -25.0), since="2018-06-01", until="2018-07-01")
        assert [f.record.type for f in store.records(box)] == ["captures"]
        assert [f.record.type for f in store.records(Wanted(near=(31.5, -25.25, 5.0)))] == ["captures"]
        assert [h.reading.report.id for h in store.search("ospita")] == [port_reading.report.id]
        assert [c for c in care.check(store) if c.problems] == []


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        ("UPDATE ledger SET verdict = 'accept' WHERE number = 1", "only added to"),
        ("DELETE FROM ledger WHERE number = 2", "only added to"),
        ("TRUNCATE ledger", "only added to"),
        (
            "INSERT INTO ledger SELECT 7, l, r, 'x', NULL, 'b', 0, 'a', NULL, NULL, NULL, 'h' FROM (VALUES ('l', 'r')) AS v (l, r)",
            "only added",
        ),
    ],
)
def test_the_server_itself_refuses_changes_of_the_ledger(server: str, on_server: str, statement: str, refused: str) -> None:
    schema = on_server.rpartition("=")[2]
    with open_store(on_server) as store:
        store.ledger.add_all([Judgement("r1", "", "accept", "Ana", AT), Judgement("r2", "", "reject", "Ana", AT)])
        with session(server) as db, pytest.raises(psycopg.errors.RaiseException, match=refused):
            db.execute(f"SET search_path = {schema}; {statement}")
        assert store.ledger.verify() is None


def test_many_read_and_decide_at_once(on_server: str, port_reading: Reading, river_reading: Reading) -> None:
    with open_store(on_server) as store:
        for reading in (port_reading, river_reading):
            store.put(reading, reading.text.encode())
    problems: list[Exception] = []

    def guarded(work: object) -> None:
        try:
            work()  # type: ignore[operator]
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
            problems.append(error)

    def read() -> None:
        for _ in range(10):
            with open_store(on_server, write=False) as store:
                assert len(list(store.records())) == 5
                assert len(list(store.search("hospital"))) == 1

    def decide(name: str) -> None:
        with open_store(on_server) as store:
            for record in port_reading.records:
                store.judge([reviews.decision(port_reading, record, "accept", by=name, at=AT)])

    work = [read] * 6 + [lambda name=name: decide(name) for name in ("Ana", "Bo", "Cem")]
    threads = [threading.Thread(target=guarded, args=(item,)) for item in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with open_store(on_server) as store:
        assert [e.number for e in store.ledger.entries()] == list(range(1, 13))
        assert store.ledger.verify() is None
        assert store.facets()["decision"] == {"accept": 4, "none": 1}
