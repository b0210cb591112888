"""The verbs over reports that were really read: incidents, disputes, timeline, copies, judging; decisions outlive another reading."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dateline.cli import cli
from dateline.intake import document_from_bytes
from dateline.link import overview
from dateline.link.overview import Overview
from dateline.pipeline import read_document
from dateline.stores import open_store
from dateline.stores.sqlite import SqliteStore
from dateline.types import Judgement, Reading
from dateline.verbs._linked import look_at, of_store

WIRE = """Shells hit market in Kramatorsk, killing at least 14

KRAMATORSK, Ukraine - Shells hit a market in Kramatorsk on Wednesday, killing at least 14 people and wounding 31, the governor said.

Russia's defence ministry denied that its troops had shelled the town.
"""
MORE = "\nDonetsk region has seen some of the heaviest fighting of the war, and most of its people have left for the west of the country.\n"
RISEN = """Death toll from Kramatorsk market shelling climbs to 17

The number of people killed in the shelling of a market in Kramatorsk on Wednesday rose to 17 on Friday, local officials said.
"""
LOWER = """Officials dispute Kramatorsk toll

Five people were killed when a shell exploded at a market in Kramatorsk on May 3, Moscow-backed authorities said on Friday.
"""
ELSEWHERE = """Bomb kills two in Aden

A car bomb killed two people in the Yemeni city of Aden on Tuesday, police said.
"""
REPORTS = {
    "wire": (WIRE, "2023-05-04", "Meridian Wire"),
    "copy": (WIRE + MORE, "2023-05-05", "Coastal Herald"),
    "risen": (RISEN, "2023-05-06", "Daily Ledger"),
    "lower": (LOWER, "2023-05-05", "Novosti Dnya"),
    "other": (ELSEWHERE, "2023-05-03", "Gulf Courier"),
}


def read(ref: str) -> Reading:
    text, day, publisher = REPORTS[ref]
    return read_document(document_from_bytes(text.encode(), ref, ref=ref, given={"published": day, "publisher": publisher}))


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    return {ref: read(ref) for ref in REPORTS}


@pytest.fixture
def db(tmp_path: Path, readings: dict[str, Reading]) -> Path:
    path = tmp_path / "kept.db"
    with open_store(path) as store:
        for reading in readings.values():
            store.put(reading, reading.text.encode())
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], prog_name="dateline")


def lines(*arguments: object) -> list[dict[str, Any]]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_incident_with_its_copy_counted_once(db: Path) -> None:
    (incident,) = lines("incidents", "--db", db)
    assert len(incident["reports"]) == 4
    assert incident["independent"] == 3
    assert incident["state"] == "proposed"
    assert "Kramatorsk" in incident["title"]
    assert {s["value"] for s in incident["fields"]["killed"]} >= {"14 or more", "5", "17"}
    assert incident["updates"]


def test_every_statement_points_at_its_words(db: Path, readings: dict[str, Reading]) -> None:
    texts = {r.report.id: r.text for r in readings.values()}
    (incident,) = lines("incidents", "--db", db)
    found = [s for sides in incident["fields"].values() for side in sides for s in side["statements"]]
    assert len(found) > 10
    assert all(texts[s["report"]][s["start"] : s["end"]] == s["text"] for s in found)


def test_the_dispute_is_there_with_both_sides(db: Path) -> None:
    by_field = {d["field"]: d for d in lines("disputes", "--db", db)}
    killed = by_field["killed"]
    assert killed["kind"] == "value"
    assert any(s["value"] == "5" and s["statements"][0]["source"] == "Moscow-backed authorities" for s in killed["sides"])
    assert by_field["denied"]["kind"] == "denial"
    assert lines("disputes", "--kind", "control", "--db", db) == []
    assert lines("disputes", "--place", "Aden", "--db", db) == []


def test_text_says_that_nobody_judged(db: Path) -> None:
    result = run("incidents", "--db", db)
    assert "4 reports, 3 independent" in result.stdout
    assert "judged by nobody" in result.stdout
    assert "brought up to date" in result.stdout


def test_the_timeline_is_in_the_order_of_days(db: Path) -> None:
    days = [m["first"] for m in lines("timeline", "--db", db)]
    assert days == sorted(days)
    assert {"2023-05-02", "2023-05-03"} <= set(days)
    assert lines("timeline", "--since", "2023-05-03", "--place", "Kramatorsk", "--db", db)[0]["disputed"]


def test_copies_show_what_was_added(db: Path) -> None:
    (group,) = lines("copies", "--db", db)
    assert group["origin"]["ref"] == "wire"
    assert [d["what"] for d in group["copies"][0]["differences"]] == ["added"]


def test_judging_parts_and_joins_and_outlives_another_reading(db: Path, readings: dict[str, Reading]) -> None:
    (incident,) = lines("incidents", "--db", db)
    assert run("judge", incident["id"], "same", "--by", "Ana", "--reason", "checked", "--db", db).exit_code == 0
    assert lines("incidents", "--db", db)[0]["state"] == "judged"
    wire, lower = (
        next(ids[0] for ids in incident["records"] if ids[0] in {r.id for r in readings[ref].records}) for ref in ("wire", "lower")
    )
    assert run("judge", wire, lower, "different", "--by", "Ana", "--db", db).exit_code == 0
    with open_store(db) as store:
        for reading in readings.values():
            store.put(reading, reading.text.encode())
    both = {readings["wire"].report.id, readings["lower"].report.id}
    assert all(not both <= set(i["reports"]) for i in lines("incidents", "--all", "--db", db))


def test_rejected_records_are_not_linked(db: Path, readings: dict[str, Reading]) -> None:
    for record in readings["lower"].records:
        assert run("review", record.id, "reject", "--by", "Ana", "--db", db).exit_code == 0
    assert all(readings["lower"].report.id not in i["reports"] for i in lines("incidents", "--db", db))


def test_proposals_are_written_once(db: Path) -> None:
    first, second = lines("link", "--db", db)[0], lines("link", "--db", db)[0]
    assert first["proposals"] > 0
    assert first["copies"] == 1
    assert second["proposals"] == 0
    assert run("verify", "--db", db).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("judge", "i1", "perhaps", "--by", "Ana"), 2, "same, different, unsure"),
        (("judge", "i000000", "same", "--by", "Ana"), 1, "no incident"),
        (("incidents", "i000000"), 1, "no incident"),
        (("disputes", "--kind", "taste"), 2, "known: value, scope, time"),
        (("timeline", "--since", "soon"), 2, "2018-06-14"),
    ],
)
def test_wrong_use_says_what_is_right(db: Path, arguments: tuple[str, ...], status: int, words: str) -> None:
    result = run(*arguments, "--db", db)
    assert result.exit_code == status
    assert words in result.output


def test_a_missing_database_is_named(tmp_path: Path) -> None:
    for verb in ("incidents", "disputes", "timeline", "copies", "link"):
        result = run(verb, "--db", tmp_path / "none.db")
        assert result.exit_code == 1
        assert "none.db" in result.output


def test_what_was_judged_has_numbers_by_which_it_is_taken_back(db: Path, readings: dict[str, Reading]) -> None:
    (incident,) = lines("incidents", "--db", db)
    told = run("judge", incident["id"], "same", "--by", "Ana", "--reason", "checked", "--db", db)
    assert f"   1 {incident['records'][0][0][:9]}   same r" in told.stdout
    listed = lines("review", "--db", db)
    assert [entry["verdict"] for entry in listed] == ["same"] * len(listed)
    for entry in listed:
        assert run("review", "--undo", entry["number"], "--by", "Ana", "--db", db).exit_code == 0
    assert lines("review", "--db", db) == []
    assert lines("incidents", "--db", db)[0]["state"] == "proposed"


def test_unsure_copies_are_no_lost_decision(db: Path, readings: dict[str, Reading]) -> None:
    wire, lower = readings["wire"].report.id, readings["lower"].report.id
    (told,) = lines("judge", wire, lower, "unsure", "--by", "Ana", "--db", db)
    assert (told["pairs"], told["entries"]) == ([[wire, lower]], [1])
    assert lines("review", "--orphans", "--db", db) == []
    assert f"{wire[:19]}   unsure {lower[:19]}   by Ana" in run("review", "--db", db).stdout


def test_link_tells_how_many_of_each(db: Path) -> None:
    counts = lines("link", "--db", db)[0]
    assert counts["incidents"] == 1
    assert f"{counts['reports']} reports, 1 incident, " in run("link", "--db", db).stdout
    assert ", 0 new proposals in the ledger" in run("link", "--db", db).stdout


def test_nothing_among_all_happenings_points_to_no_others(db: Path) -> None:
    told = [run("incidents", *option, "--place", "Nowhere", "--db", db) for option in ((), ("--all",))]
    assert [(r.exit_code, r.stdout) for r in told] == [(0, ""), (0, "")]
    assert [r.stderr for r in told] == ["no such happening that two reports tell of; --all shows the others too\n", "no such happening\n"]


def anew(store: SqliteStore) -> Overview:
    """The overview worked out from nothing but the database."""
    entries = list(store.ledger.standing(machine=False))
    return overview.overview(overview.without(store.excerpts(), overview.rejected(entries)), overview.decisions(entries))


def test_what_is_kept_beside_the_database_changes_nothing(db: Path, readings: dict[str, Reading]) -> None:
    wire, risen = (next(r for r in readings[name].records if r.kind == "toll") for name in ("wire", "risen"))
    first, second = [r for r in readings["wire"].records if r.kind in ("event", "toll")][:2]
    at = {"by": "Ana", "at": "2024-01-01T00:00:00Z"}
    with open_store(db) as store:
        assert of_store(store) == anew(store)
        parted = store.ledger.add_all([Judgement(wire.id, risen.id, "different", **at), Judgement(first.id, second.id, "different", **at)])
        assert of_store(store) == anew(store)
        store.judge([Judgement(wire.id, "", "reject", **at)])
        assert of_store(store) == anew(store)
        store.ledger.add_all(Judgement(e.judgement.left, e.judgement.right, "undo", undoes=e.number, **at) for e in parted)
        assert of_store(store) == anew(store)
        only = of_store(store).linked
        report = readings["risen"].report.id
    near, ident = look_at(db, report)
    assert ident == report
    assert [i for i in near.linked.incidents if report in i.reports] == [i for i in only.incidents if report in i.reports]


def test_without_a_place_beside_the_database_nothing_is_missing(db: Path) -> None:
    beside = db.with_name(f"{db.name}.links")
    beside.unlink(missing_ok=True)
    beside.mkdir()
    with open_store(db, write=False) as store:
        assert of_store(store) == anew(store)
    assert list(beside.iterdir()) == []


def test_only_what_has_come_is_read_again(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(db) as store:
        of_store(store)
        made: list[int] = []
        excerpt = store.excerpt
        monkeypatch.setattr(store, "excerpt", lambda row: (made.append(row), excerpt(row))[1])
        of_store(store)
        assert made == []
        late = read_document(document_from_bytes(b"Nine people were killed in Aden on Monday, police said.", "late", ref="late"))
        store.put(late, late.text.encode())
        assert of_store(store) == anew(store)
        assert len(made) == 1
