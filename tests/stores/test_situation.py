"""The situation of a place: of each source its latest word up to the day, with its age; and gaps are said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dateline.stores import open_store, reviews
from dateline.stores.search import Wanted
from dateline.stores.situation import Situation, situation, with_inferred
from dateline.stores.sqlite import SqliteStore
from dateline.types import Entity, Reading, Record, Report, Span, TimeValue, Value, Voice, content_id, key

FRONT, ARMY = Entity("e1", "The Front", "armed_group"), Entity("e2", "The army", "state_force")


def report(day: str, said: str, *parts: tuple[str, str, dict[str, str], str | None]) -> Reading:
    """A report of that day; each part is kind, type, fields (words of the text) and the actor who says it."""
    ident = content_id(f"{day}{said}".encode())
    voices = {who: Voice(f"v{who}", None, None, (), "indirect", "official", entity=who) for *_, who in parts if who}
    records = tuple(record(ident, said, number, *part) for number, part in enumerate(parts))
    return Reading(Report(ident, published=day, agency="Wire"), said, (), (), (FRONT, ARMY), (), tuple(voices.values()), records, ())


def record(report: str, said: str, number: int, kind: str, type_: str, fields: dict[str, str], who: str | None) -> Record:
    made = {name: (value(said, name, words),) for name, words in fields.items()}
    stance, voice = ("claimed", f"v{who}") if who else ("stated", None)
    ident = key("r", report, number)
    return Record(ident, kind, type_, stance, "actual", voice, number, number + 1, said[number], Span(0, len(said)), made, 0.9)


def value(said: str, name: str, words: str) -> Value:
    start = said.index(words)
    time = TimeValue(None, words, words) if name in ("time", "since") else None
    named = {"Front": "e1", "army": "e2"}.get(words, words if name == "status" else None)
    return Value(start, start + len(words), words, value=named, time=time)


REPORTS = (
    report(
        "2018-06-10",
        "Bilad: Front holds it since 2018-06-08; water closed; 14 killed",
        ("control", "captures", {"holder": "Front", "place": "Bilad", "time": "2018-06-08"}, "e1"),
        ("condition", "water", {"status": "closed", "place": "Bilad"}, None),
        ("toll", "killed", {"count": "14", "place": "Bilad"}, "e1"),
    ),
    report(
        "2018-06-12",
        "Bilad: the army holds it; 17 killed; the Front too",
        ("control", "holds", {"holder": "army", "place": "Bilad"}, "e2"),
        ("toll", "killed", {"count": "17", "place": "Bilad"}, "e1"),
    ),
    report("2018-06-20", "Bilad: 40 killed", ("toll", "killed", {"count": "40", "place": "Bilad"}, "e1")),
    report("", "Bilad: 9 killed", ("toll", "killed", {"count": "9", "place": "Bilad"}, "e1")),
    report("2018-06-12", "Marsa: 3 killed", ("toll", "killed", {"count": "3", "place": "Marsa"}, "e1")),
)


@pytest.fixture
def store(database: Path | str) -> Iterator[SqliteStore]:
    with open_store(database) as opened:
        for reading in REPORTS:
            opened.put(replace(reading, report=replace(reading.report, published=reading.report.published or None)), reading.text.encode())
        yield opened


def at(store: SqliteStore, day: str) -> Situation:
    return situation(store.records(Wanted(place="bilad")), date.fromisoformat(day))


def test_each_source_has_its_latest_word_with_its_age(store: SqliteStore) -> None:
    told = at(store, "2018-06-15")
    assert [(s.says, s.source, s.age, s.dated) for s in told.control] == [
        ("holds (holder: The army)", "The army", 3, "report"),
        ("captures (holder: The Front)", "The Front", 7, "own time"),
    ]
    assert [(s.says, s.source, s.age) for s in told.conditions["water"]] == [("closed", "the report (Wire)", 5)]
    assert [(s.says, s.age) for s in told.tolls["killed"]] == [("17", 3)]
    assert (told.reports, told.undated) == (2, 1)


def test_what_comes_later_plays_no_part(store: SqliteStore) -> None:
    assert [s.says for s in at(store, "2018-06-11").tolls["killed"]] == ["14"]
    assert [s.says for s in at(store, "2018-06-30").tolls["killed"]] == ["40"]
    before = at(store, "2018-06-01")
    assert (before.control, dict(before.conditions), dict(before.tolls), before.reports) == ((), {}, {}, 0)


def test_each_place_is_told_of_alone(store: SqliteStore) -> None:
    told = situation(store.records(Wanted(kind="toll")), date(2018, 6, 15))
    assert sorted((s.where, s.says) for s in told.tolls["killed"]) == [("Bilad", "17"), ("Marsa", "3")]


def test_a_gap_is_a_gap(store: SqliteStore) -> None:
    told = at(store, "2018-06-15")
    assert "water" not in told.silent
    assert {"electricity", "food", "aid_access"} <= set(told.silent)


def test_what_people_rejected_plays_no_part(store: SqliteStore) -> None:
    reading = REPORTS[1]
    store.judge([reviews.decision(reading, reading.records[1], "reject", by="Ana", at="2026-01-31T12:00:00Z")])
    assert [s.says for s in at(store, "2018-06-15").tolls["killed"]] == ["14"]


def test_a_record_without_a_place_is_of_the_only_one_that_its_report_names(database: Path | str) -> None:
    said = "Bilad: 5 killed; the power is cut"
    one = report(
        "2018-06-12",
        said,
        ("toll", "killed", {"count": "5", "place": "Bilad"}, None),
        ("condition", "electricity", {"status": "cut"}, None),
    )
    toll, power = one.records
    there, elsewhere = replace(toll.fields["place"][0], value="p1"), replace(toll.fields["place"][0], value="p2")
    with open_store(database) as store:
        for places, told in ((there,), ["electricity"]), ((there, elsewhere), ["electricity"]):
            store.put(replace(one, records=(replace(toll, fields={**toll.fields, "place": places}), power)), said.encode())
            found = with_inferred(store.records(Wanted(place="bilad")), lambda ident: store.report(ident).reviews)
            conditions = situation(found, date(2018, 6, 15)).conditions
            assert list(conditions) == told
            assert conditions["electricity"][0].inferred
        other = replace(toll, id="r0other", fields={**toll.fields, "place": (replace(there, start=0, end=1, text="B"),)})
        store.put(replace(one, records=(toll, power, other)), said.encode())
        found = with_inferred(store.records(Wanted(place="bilad")), lambda ident: store.report(ident).reviews)
        assert list(situation(found, date(2018, 6, 15)).conditions) == []


def test_a_status_in_two_words_is_told_once(database: Path | str) -> None:
    told = report("2018-06-12", "Bilad had no water", ("condition", "water", {"status": "had", "place": "Bilad"}, None))
    (only,) = told.records
    statuses = tuple(replace(v, value="shortage") for v in (*only.fields["status"], value(told.text, "status", "no water")))
    with open_store(database) as opened:
        opened.put(replace(told, records=(replace(only, fields={**only.fields, "status": statuses}),)), told.text.encode())
        (statement,) = at(opened, "2018-06-13").conditions["water"]
    assert statement.says == "shortage"
