"""Actors and places that people said are one have one name in what is found, listed and exported; taken back, nothing of it stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dateline import output
from dateline.stores import joined, open_store
from dateline.stores.search import Wanted
from dateline.stores.sqlite import SqliteStore
from dateline.types import Entity, Place, Reading

AT = "2026-01-31T12:00:00Z"


@pytest.fixture
def river_reading(river_reading: Reading) -> Reading:
    """The reading of the river with its actor and its place resolved."""
    (record,), (voice,) = river_reading.records, river_reading.voices
    fields = dict(record.fields) | {"place": (replace(record.fields["place"][0], value="p1"),)}
    return replace(
        river_reading,
        entities=(Entity("e1", "Front", "armed_group", aliases=("FDB",)),),
        places=(Place("p1", "Bilad", None, None, None, None, None, None, 1),),
        voices=(replace(voice, entity="e1"),),
        records=(replace(record, fields=fields),),
    )


@pytest.fixture
def store(database: Path | str, port_reading: Reading, river_reading: Reading) -> SqliteStore:
    opened = open_store(database)
    for reading in (port_reading, river_reading):
        opened.put(reading, reading.text.encode())
    return opened


def actor(reading: Reading, name: str) -> Entity:
    return next(e for e in reading.entities if e.name == name)


def records(store: SqliteStore, **wanted: object) -> int:
    return len(list(store.records(Wanted(**wanted))))  # type: ignore[arg-type]


def join(store: SqliteStore, kept: Entity | Place, other: Entity | Place, verdict: str = "same") -> int:
    (entry,) = store.judge([joined.judgement(kept, other, verdict, by="Ana", at=AT)])
    return entry.number


def test_two_actors_become_one_and_two_again(store: SqliteStore, port_reading: Reading, river_reading: Reading) -> None:
    office, front = actor(port_reading, "Relief Office"), actor(river_reading, "Front")
    before = (records(store, source='"Front"'), records(store, source='"Relief Office"'), records(store, source="relief front"))
    assert before == (1, 1, 0)
    number = join(store, office, front)
    found = next(iter(store.records(Wanted(source='"Front"'))))
    known = next(e for e in found.reading.entities if e.id == front.id)
    assert (known.name, known.kind) == (office.name, office.kind)
    assert "Front" in known.aliases
    assert records(store, source='"Relief Office"') == 2
    assert output.dumps(next(iter(r for r in store.readings() if r["report"]["id"] == river_reading.report.id))).count("Relief Office") >= 1
    assert store.reading(river_reading.report.id).entities == river_reading.entities
    store.judge([store.ledger.undoing(number, by="Ana", at=AT)])
    assert (records(store, source='"Front"'), records(store, source='"Relief Office"'), records(store, source="relief front")) == before


def test_what_is_put_later_has_the_name_too(store: SqliteStore, port_reading: Reading, river_reading: Reading) -> None:
    join(store, actor(port_reading, "Relief Office"), actor(river_reading, "Front"))
    again = replace(river_reading, report=replace(river_reading.report, title="Another title"))
    assert store.put(again, again.text.encode())
    assert records(store, source='"Relief Office"') == 2
    store.index_anew()
    assert records(store, source='"Relief Office"') == 2


def test_a_place_that_is_another_lies_where_that_one_lies(store: SqliteStore, port_reading: Reading, river_reading: Reading) -> None:
    marsa, bilad = port_reading.places[0], river_reading.places[0]
    here = (marsa.lat, marsa.lon, 5.0)
    assert (records(store, near=here), records(store, place="Marsa")) == (1, 1)
    join(store, marsa, bilad)
    assert (records(store, near=here), records(store, place="Marsa"), records(store, place="Bilad")) == (2, 2, 1)


def test_a_chain_has_the_name_that_was_kept_last(store: SqliteStore, port_reading: Reading) -> None:
    one = actor(port_reading, "Relief Office")
    two, three = replace(one, name="Second"), replace(one, name="Third")
    join(store, one, two)
    join(store, three, two)
    held = store.joined()
    assert {key: e.name for key, e in held.actors.items()} == {joined.actor_key(one): "Third", joined.actor_key(two): "Third"}
    join(store, three, two, "different")
    assert {key: e.name for key, e in store.joined().actors.items()} == {joined.actor_key(two): "Relief Office"}


def test_other_words_join_nothing(store: SqliteStore, port_reading: Reading, river_reading: Reading) -> None:
    join(store, actor(port_reading, "Relief Office"), actor(river_reading, "Front"), "unsure")
    assert store.joined() == replace(joined.NOTHING, names=store.joined().names)
    assert records(store, source='"Relief Office"') == 1
