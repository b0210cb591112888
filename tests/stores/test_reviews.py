"""What people decide stays: through re-reading, better readings and lost records; and what they decide is what is found and shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dateline import output
from dateline.checks import check
from dateline.errors import StoreError
from dateline.stores import edits, open_store, reviews
from dateline.stores.care import compact
from dateline.stores.search import Wanted
from dateline.stores.sqlite import SqliteStore
from dateline.types import Quantity, Reading, Record

AT = "2026-01-31T12:00:00Z"


@pytest.fixture
def store(database: Path | str, port_reading: Reading, river_reading: Reading) -> SqliteStore:
    opened = open_store(database)
    for reading in (port_reading, river_reading):
        opened.put(reading, reading.text.encode())
    return opened


def judge(store: SqliteStore, reading: Reading, number: int, verdict: str, **more: str) -> int:
    (entry,) = store.judge([reviews.decision(reading, reading.records[number], verdict, by="Ana", at=AT, **more)])
    return entry.number


def edit(store: SqliteStore, ident: str, field: str, words: str) -> Record:
    found = store.record(ident)
    whole = store.report(found.reading.report.id).reading
    values = edits.values(whole, found.record, field, words)
    store.judge([reviews.change(whole, found.record, field, values, by="Bo", at=AT)])
    return store.record(ident).record


def ids(store: SqliteStore, **wanted: object) -> list[str]:
    return [found.record.id for found in store.records(Wanted(**wanted))]  # type: ignore[arg-type]


def test_a_verdict_is_shown_found_and_exported(store: SqliteStore, port_reading: Reading) -> None:
    taken, lost, *_ = port_reading.records
    judge(store, port_reading, 0, "accept", reason="two more say so")
    judge(store, port_reading, 1, "reject")
    review = store.record(taken.id).review
    assert review is not None
    assert (review.verdict, review.by, review.at, review.reason, review.on) == ("accept", "Ana", AT, "two more say so", None)
    assert ids(store, decision="accept") == [taken.id]
    assert ids(store, decision=("accept", "reject")) == [taken.id, lost.id]
    assert len(ids(store, decision="none")) == 3
    assert store.facets()["decision"] == {"none": 3, "accept": 1, "reject": 1}
    exported = next(r for r in store.readings() if r["report"]["id"] == port_reading.report.id)
    assert exported["records"][0]["review"]["verdict"] == "accept"
    assert "review" not in exported["records"][2]
    assert output.as_json(output.from_json(exported)) == output.as_json(port_reading)
    (hit,) = store.search("hospital")
    assert set(hit.reviews) == {taken.id, lost.id}


def test_the_last_word_counts_and_an_undone_one_does_not(store: SqliteStore, port_reading: Reading) -> None:
    ident = port_reading.records[0].id
    judge(store, port_reading, 0, "accept")
    second = judge(store, port_reading, 0, "unsure")
    assert ids(store, decision="unsure") == [ident]
    store.judge([store.ledger.undoing(second, by="Ana", at=AT)])
    assert ids(store, decision="accept") == [ident]
    assert [e.number for e in store.ledger.entries()] == [1, 2, 3]
    assert store.ledger.verify() is None


def test_decisions_survive_a_better_reading_and_its_way_back(store: SqliteStore, port_reading: Reading) -> None:
    first, *others = port_reading.records
    judge(store, port_reading, 0, "accept")
    firmer = replace(port_reading, records=(replace(first, stance="confirmed"), *others))
    store.put(firmer, firmer.text.encode())
    review = store.record(first.id).review
    assert review is not None
    assert review.verdict == "accept"
    assert review.on == "control captures, claimed, actual: took"
    store.put(replace(port_reading, records=tuple(others)), port_reading.text.encode())
    assert [e.judgement.left for e in store.orphans()] == [first.id]
    assert ids(store, decision="accept") == []
    store.put(port_reading, port_reading.text.encode())
    assert list(store.orphans()) == []
    review = store.record(first.id).review
    assert review is not None
    assert (review.verdict, review.on) == ("accept", None)


def test_an_edit_keeps_the_words_and_what_stood_there(store: SqliteStore, port_reading: Reading) -> None:
    taken = port_reading.records[0]
    changed = edit(store, taken.id, "place", "the PORT")
    (value,) = changed.fields["place"]
    assert value.text == "the port"
    assert port_reading.text[value.start : value.end] == "the port"
    assert ids(store, place="airport") == []
    assert taken.id in ids(store, place="port")
    assert ids(store, near=(31.5, -25.25, 5.0)) == []
    review = store.record(taken.id).review
    assert review is not None
    assert (review.verdict, [e.field for e in review.edits]) == (None, ["place"])
    assert review.edits[0].was == taken.fields["place"]
    assert store.reading(port_reading.report.id) == port_reading
    store.judge([store.ledger.undoing(1, by="Bo", at=AT)])
    assert store.record(taken.id).record == taken
    assert ids(store, near=(31.5, -25.25, 5.0)) == [taken.id]


def test_words_mean_what_was_read_at_their_place(store: SqliteStore, port_reading: Reading) -> None:
    taken, lost, fled, closed = port_reading.records
    assert edit(store, taken.id, "place", "Marsa").fields["place"][0].value == "p1"
    assert edit(store, taken.id, "holder", "RELIEF OFFICE").fields["holder"][0].value == "e2"
    since = edit(store, lost.id, "time", "Wednesday").fields["time"][0].time
    assert since is not None
    assert since.first == "2018-06-13"
    assert edit(store, fled.id, "count", "14,000").fields["count"][0].quantity == Quantity(14000, 14000, 14000, approx=False)
    shut = edit(store, closed.id, "status", "destroyed:closed").fields["status"][0]
    assert (shut.value, shut.text) == ("destroyed", "closed")
    assert edit(store, taken.id, "stance", "alleged").stance == "alleged"
    assert ids(store, stance="alleged") == [taken.id]
    assert "facility" not in edit(store, closed.id, "facility", "").fields


@pytest.mark.parametrize(
    ("field", "words", "reason"),
    [
        ("place", "Atlantis", "does not stand in the report"),
        ("stance", "certain", "known: stated"),
        ("type", "killed", "known: holds"),
        ("colour", "red", "has no field 'colour'; it has type, stance, modality, source, holder"),
    ],
)
def test_a_change_that_cannot_be_made_says_why(store: SqliteStore, port_reading: Reading, field: str, words: str, reason: str) -> None:
    with pytest.raises(edits.NoEdit, match=reason):
        edit(store, port_reading.records[0].id, field, words)
    assert store.ledger.is_empty()


def test_what_an_edit_names_is_there_though_the_reading_lost_it(store: SqliteStore, port_reading: Reading) -> None:
    taken = port_reading.records[1]
    edit(store, taken.id, "place", "Marsa")
    store.put(replace(port_reading, places=(), mentions=()), port_reading.text.encode())
    found = store.record(taken.id)
    assert [p.name for p in found.reading.places if p.id == found.record.fields["place"][0].value] == ["Marsa"]


def test_decisions_survive_compacting_and_a_copy(store: SqliteStore, port_reading: Reading) -> None:
    judge(store, port_reading, 0, "accept")
    edit(store, port_reading.records[1].id, "place", "Marsa")
    before = list(store.readings())
    compact(store)
    assert list(store.readings()) == before
    assert ids(store, decision="accept") == [port_reading.records[0].id]
    assert len(ids(store, place="marsa")) == 2


def test_what_is_refused_leaves_no_trace(store: SqliteStore, port_reading: Reading) -> None:
    good = reviews.decision(port_reading, port_reading.records[0], "accept", by="Ana", at=AT)
    with pytest.raises(StoreError, match="no time in UTC"):
        store.judge([good, replace(good, at="now")])
    assert store.ledger.is_empty()
    assert ids(store, decision="accept") == []


def test_decisions_are_on_the_disk_when_they_are_told(tmp_path: Path, port_reading: Reading) -> None:
    seen: list[str] = []
    store = open_store(tmp_path / "kept.db")
    store.put(port_reading, port_reading.text.encode())
    store.connection.set_trace_callback(seen.append)
    judge(store, port_reading, 0, "accept")
    store.connection.set_trace_callback(None)
    begin, commit = seen.index("BEGIN IMMEDIATE"), seen.index("COMMIT")
    assert "PRAGMA synchronous = FULL" in seen[:begin]
    assert "PRAGMA synchronous = NORMAL" in seen[commit:]


def test_a_source_is_set_to_words_and_taken_away(store: SqliteStore, port_reading: Reading) -> None:
    record = port_reading.records[0]

    def put(words: str, at: str) -> None:
        found = store.record(record.id)
        whole = store.report(port_reading.report.id).reading
        store.judge([reviews.change(whole, found.record, "source", edits.values(whole, found.record, "source", words), by="Ana", at=at)])

    put("residents", "2024-01-01T00:00:00Z")
    found = store.record(record.id)
    voice = next(v for v in found.reading.voices if v.id == found.record.voice)
    assert voice.source is not None
    assert (voice.source.of(found.reading.text), voice.source_type) == ("residents", "witness")
    assert found.review is not None
    assert [(e.field, e.was) for e in found.review.edits] == [("source", "an army officer")]
    assert [f.record.id for f in store.records(Wanted(source="residents", kind="control"))].count(record.id) == 1
    assert record.id not in [f.record.id for f in store.records(Wanted(source="officer"))]
    assert check(output.as_json(store.report(port_reading.report.id).reading)) == []
    put("", "2024-01-01T00:01:00Z")
    found = store.record(record.id)
    voice = next(v for v in found.reading.voices if v.id == found.record.voice)
    assert (voice.source, voice.source_type) == (None, "anonymous")
    assert check(output.as_json(store.report(port_reading.report.id).reading)) == []


def test_a_record_is_added_on_words_and_taken_back(store: SqliteStore, port_reading: Reading) -> None:
    ident = port_reading.report.id
    record = edits.added(store.report(ident).reading, "event", "displacement", "claimed", "fled", near=200)
    assert record.evidence.of(port_reading.text).startswith("More than 14,000 civilians have fled")
    (entry,) = store.judge([reviews.addition(port_reading, record, by="Ana", at=AT)])
    assert ids(store, kind="event") == [record.id]
    assert ids(store, decision="accept") == [record.id]
    assert [r.id for r in store.report(ident).reading.records][3] == record.id
    assert store.record(record.id).review is not None
    assert check(output.as_json(store.report(ident).reading)) == []
    edit(store, record.id, "place", "the port")
    assert store.record(record.id).record.fields["place"][0].text == "the port"
    with pytest.raises(edits.NoEdit, match="there already"):
        edits.added(store.report(ident).reading, "event", "displacement", "claimed", "fled", near=200)
    store.put(replace(port_reading, doubts=()), port_reading.text.encode())
    assert ids(store, kind="event") == [record.id]
    store.judge([store.ledger.undoing(entry.number, by="Bo", at=AT)])
    assert ids(store, kind="event") == []
    with pytest.raises(StoreError, match="no record"):
        store.record(record.id)


@pytest.mark.parametrize(
    ("kind", "type_", "stance", "words"),
    [
        ("x", "killed", "stated", "fled"),
        ("toll", "x", "stated", "fled"),
        ("toll", "killed", "x", "fled"),
        ("toll", "killed", "stated", "not there"),
        ("toll", "killed", "stated", " "),
    ],
)
def test_what_cannot_be_added_says_why(port_reading: Reading, kind: str, type_: str, stance: str, words: str) -> None:
    with pytest.raises(edits.NoEdit):
        edits.added(port_reading, kind, type_, stance, words)
