"""One record made two and two made one: what each says then, and that it is undone at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dateline import output
from dateline.checks import check
from dateline.stores import edits, open_store
from dateline.stores.reshape import By, Part, act_of, merge, split
from dateline.stores.sqlite import SqliteStore
from dateline.types import Reading

ANA = By("Ana", "2026-01-31T12:00:00Z")


@pytest.fixture
def store(tmp_path: Path, port_reading: Reading) -> SqliteStore:
    opened = open_store(tmp_path / "kept.db")
    opened.put(port_reading, port_reading.text.encode())
    return opened


def test_a_split_gives_fields_away_and_keeps_the_source(store: SqliteStore, port_reading: Reading) -> None:
    taken = port_reading.records[0]
    part = Part("event", "offensive", "took the airport", goes={"time"}, stays={"holder"})
    entries = store.judge(split(store.report(port_reading.report.id).reading, taken, part, ANA))
    whole = store.report(port_reading.report.id)
    old = store.record(taken.id).record
    new = next(r for r in whole.reading.records if r.type == "offensive")
    assert set(old.fields) == {"holder"}
    assert new.fields["time"] == taken.fields["time"]
    assert (new.stance, new.modality, new.evidence) == (taken.stance, taken.modality, taken.evidence)
    voice = next(v for v in whole.reading.voices if v.id == new.voice)
    assert voice.source is not None
    assert voice.source.of(port_reading.text) == "an army officer"
    assert check(output.as_json(whole.reading)) == []
    assert len({act_of(e) for e in entries}) == 1
    assert act_of(entries[0])


def test_a_merge_takes_over_what_is_said_besides(store: SqliteStore, port_reading: Reading) -> None:
    kept, other = port_reading.records[1], port_reading.records[0]
    store.judge(merge(store.report(port_reading.report.id).reading, kept, other, replace(ANA, reason="one capture")))
    found = store.record(kept.id).record
    assert {"holder", "time"} <= set(found.fields)
    assert found.fields["place"][0] == kept.fields["place"][0]
    review = store.record(other.id).review
    assert review is not None
    assert (review.verdict, review.reason) == ("reject", f"merged into {kept.id}; one capture")


def test_what_cannot_be_is_refused(port_reading: Reading) -> None:
    one = port_reading.records[0]
    for part in (Part("event", "no such type", "took"), Part("event", "attack", "words that are not there"), Part("odd", "attack", "took")):
        with pytest.raises(edits.NoEdit):
            split(port_reading, one, part, ANA)
    with pytest.raises(edits.NoEdit):
        merge(port_reading, one, one, ANA)
