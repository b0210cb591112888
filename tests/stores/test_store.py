"""The contract of the store, over every database: what is put comes back, twice is once, what is asked for is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dateline import output
from dateline.errors import StoreError
from dateline.stores import open_store
from dateline.stores.search import Wanted
from dateline.stores.sqlite import SqliteStore
from dateline.types import Reading, Report, Section

Place = Path | str


@pytest.fixture
def store(database: Place) -> Iterator[SqliteStore]:
    with open_store(database) as opened:
        yield opened


@pytest.fixture
def filled(store: SqliteStore, port_reading: Reading, river_reading: Reading) -> SqliteStore:
    for reading in (port_reading, river_reading):
        store.put(reading, reading.text.encode())
    return store


def types(store: SqliteStore, **wanted: object) -> list[str]:
    return [found.record.type for found in store.records(Wanted(**wanted))]  # type: ignore[arg-type]


def test_what_is_put_comes_back(filled: SqliteStore, port_reading: Reading, river_reading: Reading) -> None:
    for reading in (port_reading, river_reading):
        assert filled.reading(reading.report.id) == reading
    assert [r["report"]["id"] for r in filled.readings()] == sorted([port_reading.report.id, river_reading.report.id])
    assert filled.count() == (2, 5)


def test_the_bytes_come_back(store: SqliteStore, port_reading: Reading, river_reading: Reading) -> None:
    store.put(port_reading, port_reading.text.encode("utf-16"))
    store.put(river_reading, river_reading.text.encode())
    assert store.raw(port_reading.report.id) == port_reading.text.encode("utf-16")
    assert store.raw(river_reading.report.id) == river_reading.text.encode()


def test_the_same_reading_twice_changes_nothing(filled: SqliteStore, port_reading: Reading) -> None:
    before, hashed = filled.state(), filled.content_hash()
    assert filled.put(port_reading, port_reading.text.encode()) is False
    assert list(filled.put_all([(port_reading, port_reading.text.encode())] * 3)) == [False] * 3
    assert (filled.state(), filled.content_hash()) == (before, hashed)


def test_of_two_readings_in_one_batch_the_later_is_kept(store: SqliteStore, port_reading: Reading) -> None:
    better = replace(port_reading, records=port_reading.records[1:])
    items = [(r, r.text.encode()) for r in (port_reading, better, better, port_reading, better)]
    assert list(store.put_all(items)) == [True, True, False, True, True]
    assert store.reading(better.report.id) == better
    assert store.count() == (1, 3)


def test_a_better_reading_of_the_same_report_replaces_the_old(filled: SqliteStore, port_reading: Reading) -> None:
    better = replace(port_reading, records=port_reading.records[1:], doubts=(), report=replace(port_reading.report, title="Port holds out"))
    assert filled.put(better, better.text.encode()) is True
    assert filled.reading(better.report.id) == better
    assert filled.count() == (2, 4)
    assert types(filled, place="marsa") == []
    assert [hit.reading.report.title for hit in filled.search("holds out")] == ["Port holds out"]


def test_the_way_back_and_forth_leaves_the_first_content(filled: SqliteStore, port_reading: Reading) -> None:
    hashed = filled.content_hash()
    filled.put(replace(port_reading, records=()), port_reading.text.encode())
    assert filled.content_hash() != hashed
    filled.put(port_reading, port_reading.text.encode())
    assert filled.content_hash() == hashed


def test_the_order_of_reading_does_not_matter(
    filled: SqliteStore, places: Callable[[], Place], port_reading: Reading, river_reading: Reading
) -> None:
    with open_store(places()) as other:
        for reading in (river_reading, port_reading):
            other.put(reading, reading.text.encode())
        assert other.content_hash() == filled.content_hash()


def test_a_report_that_fails_halfway_leaves_nothing(store: SqliteStore, port_reading: Reading) -> None:
    broken = replace(port_reading, doubts=(replace(port_reading.doubts[0], message=object()),))  # type: ignore[arg-type]
    with pytest.raises((StoreError, TypeError)):
        store.put(broken, b"")
    assert store.count() == (0, 0)


def test_half_a_surrogate_pair_is_refused(store: SqliteStore) -> None:
    reading = Reading(Report("sha256:0"), "a\ud800b", (Section("body", 0, 3),), (), (), (), (), (), ())
    with pytest.raises(StoreError, match="surrogate"):
        store.put(reading, b"x")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["captures", "loses", "displaced", "health", "killed"]),
        ({"kind": "toll"}, ["displaced", "killed"]),
        ({"type": "killed"}, ["killed"]),
        ({"stance": "denied"}, ["loses"]),
        ({"modality": "negated"}, []),
        ({"source": "relief"}, ["displaced"]),
        ({"source": "RO"}, ["displaced"]),
        ({"source": "army officer"}, ["captures"]),
        ({"place": "marsa"}, ["captures"]),
        ({"place": "airport"}, ["captures"]),
        ({"place": "cambodia"}, ["captures"]),
        ({"place": "bilad"}, ["killed"]),
        ({"source": "officer", "place": "bilad"}, []),
        ({"since": "2019-01-01"}, ["displaced", "health", "killed"]),
        ({"until": "2018-06-04"}, ["displaced"]),
        ({"since": "2018-06-13", "until": "2018-06-13"}, ["captures", "displaced", "health"]),
        ({"limit": 2}, ["captures", "loses"]),
        ({"report": "r-2"}, ["killed"]),
        ({"report": "no such"}, []),
    ],
)
def test_filters(filled: SqliteStore, wanted: dict[str, object], expected: list[str]) -> None:
    assert types(filled, **wanted) == expected


def test_a_record_without_a_time_is_in_no_span_of_days(filled: SqliteStore) -> None:
    assert "loses" not in types(filled, since="1900-01-01", until="2100-01-01")


def test_words_are_found_with_the_records_that_hold_them(filled: SqliteStore) -> None:
    (hit,) = filled.search("hospital")
    assert [r.type for r in hit.records] == ["health"]
    assert "[hospital]" in hit.snippet
    assert [h.reading.report.title for h in filled.search("fighters Bilad")] == ["Clashes on the river"]
    assert [h.reading.report.title for h in filled.search('"army officer said"')] == ["Fighting nears port as thousands flee"]
    assert list(filled.search('"officer army"')) == []
    assert len(list(filled.search("fight*"))) == 2


def test_fragments_are_found_when_no_word_is(filled: SqliteStore) -> None:
    assert [h.reading.report.title for h in filled.search("ospita")] == ["Fighting nears port as thousands flee"]


@pytest.mark.parametrize("words", ["", "   ", '"', "*", "AND", "NOT (", "a AND", 'x" OR "y', "source:", "-", "\x00"])
def test_no_words_are_a_command_or_a_crash(filled: SqliteStore, words: str) -> None:
    assert isinstance(list(filled.search(words)), list)
    assert isinstance(types(filled, source=words), list)


def test_ids_may_be_shortened(filled: SqliteStore, port_reading: Reading) -> None:
    ident = port_reading.report.id
    for shorter in (ident, ident[:20], ident.removeprefix("sha256:")[:8]):
        assert filled.reading(shorter).report.id == ident
    record = port_reading.records[0]
    assert filled.record(record.id[:6]).record == record
    with pytest.raises(StoreError, match="no report with the id 'zz'"):
        filled.reading("zz")
    with pytest.raises(StoreError, match="more than one report"):
        filled.reading("sha256:")
    with pytest.raises(StoreError, match="more than one record"):
        filled.record("r")
    with pytest.raises(StoreError, match="no record"):
        filled.record("")


def test_what_is_kept_is_what_the_contract_says(filled: SqliteStore, port_reading: Reading) -> None:
    kept = next(r for r in filled.readings() if r["report"]["id"] == port_reading.report.id)
    assert kept == output.as_json(port_reading)
