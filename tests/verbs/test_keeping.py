"""The verbs that decide, keep questions, look after a database and tell a situation: what they print, and their exit status."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dateline.cli import cli
from dateline.stores import open_store
from dateline.types import Reading

VERSION_1 = Path(__file__).parent.parent / "stores" / "version1.sql"


@pytest.fixture
def db(tmp_path: Path, port_reading: Reading, river_reading: Reading) -> Path:
    with open_store(tmp_path / "kept.db") as store:
        for reading in (port_reading, river_reading):
            store.put(reading, reading.text.encode())
    return tmp_path / "kept.db"


def run(db: Path, *arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in (*arguments, "--db", db)], prog_name="dateline")


def said(db: Path, *arguments: object) -> str:
    result = run(db, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def lines(db: Path, *arguments: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said(db, *arguments, "--json").splitlines()]


def test_a_decision_is_made_shown_and_taken_back(db: Path, port_reading: Reading) -> None:
    ident = port_reading.records[0].id
    told = said(db, "review", ident[:8], "accept", "--by", "Ana", "--reason", "seen", "--at", "2026-01-31T13:00:00+01:00")
    assert "   1 " in told
    assert "claimed [accepted]" in told
    assert "accepted by Ana, 2026-01-31T12:00:00Z: seen" in said(db, "show", ident)
    assert "claimed [accepted]" in said(db, "list")
    assert "claimed [accepted]" in said(db, "show", port_reading.report.id)
    (found,) = lines(db, "list", "--decision", "accept")
    assert found["record"]["review"]["verdict"] == "accept"
    (reading,) = lines(db, "show", port_reading.report.id)
    assert reading["records"][0]["review"]["by"] == "Ana"
    (entry,) = lines(db, "review")
    assert (entry["number"], entry["verdict"], entry["orphan"]) == (1, "accept", False)
    assert "takes back 1" in said(db, "review", "--undo", 1, "--by", "Bo")
    assert lines(db, "list", "--decision", "accept") == []
    assert said(db, "review") == ""


def test_fields_are_set_by_words(db: Path, port_reading: Reading) -> None:
    ident = port_reading.records[0].id
    said(db, "review", ident, "--set", "place=the port", "--set", "stance=alleged", "--by", "Ana")
    shown = said(db, "show", ident)
    assert "place: “the port”" in shown
    assert "place changed by Ana" in shown
    assert "was: “the airport”" in shown
    assert "stance changed by Ana" in shown
    (found,) = lines(db, "list", "--stance", "alleged")
    assert [e["field"] for e in found["record"]["review"]["edits"]] == ["place", "stance"]
    refused = run(db, "review", ident, "--set", "place=Atlantis", "--by", "Ana")
    assert refused.exit_code == 1
    assert "“Atlantis” does not stand in the report" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["r1", "accept"], "--by NAME is needed"),
        (["r1"], "say what is decided"),
        (["r1", "--undo", "1", "--by", "A"], "only the number"),
        (["r1", "maybe", "--by", "A"], "'maybe' is not one of"),
        (["r1", "accept", "--by", "A", "--at", "noon"], "no time"),
        (["r1", "accept", "--by", "A", "--at", "2026-01-31T12:00"], "says no zone"),
    ],
)
def test_wrong_use_of_review(db: Path, arguments: list[str], reason: str) -> None:
    result = run(db, "review", *arguments)
    assert result.exit_code == 2
    assert reason in " ".join(result.stderr.split())


def test_a_decision_without_its_record_is_an_orphan(db: Path, port_reading: Reading) -> None:
    from dataclasses import replace

    said(db, "review", port_reading.records[0].id, "reject", "--by", "Ana")
    assert said(db, "review", "--orphans") == ""
    with open_store(db) as store:
        store.put(replace(port_reading, records=port_reading.records[1:]), port_reading.text.encode())
    assert "the record is there no longer" in said(db, "review", "--orphans")
    assert "reject" in said(db, "review")


def test_the_ledger_is_proved(db: Path, port_reading: Reading) -> None:
    assert said(db, "verify") == "0 entries, unbroken\n"
    said(db, "review", port_reading.records[0].id, "accept", "--by", "Ana")
    head = said(db, "verify").split("head ")[1].strip()
    assert said(db, "verify", "--head", head[:12]).startswith("1 entry, unbroken")
    (told,) = lines(db, "verify")
    assert (told["ok"], told["entries"], told["broken"]) == (True, 1, None)
    connection = sqlite3.connect(db)
    connection.execute("DROP TRIGGER ledger_changed")
    connection.execute("UPDATE ledger SET by = 'Bo'")
    connection.commit()
    connection.close()
    broken = run(db, "verify")
    assert broken.exit_code == 1
    assert "entry 1: this row, or the hash before it, is not what was written" in broken.stderr


@pytest.mark.parametrize(("head", "reason"), [("9:ab", "the ledger ends before it"), ("1:00", "not the one that was noted down")])
def test_a_head_that_was_noted_down(db: Path, port_reading: Reading, head: str, reason: str) -> None:
    said(db, "review", port_reading.records[0].id, "accept", "--by", "Ana")
    result = run(db, "verify", "--head", head)
    assert result.exit_code == 1
    assert reason in result.stderr
    assert run(db, "verify", "--head", "nine").exit_code == 2


def test_views_are_kept_asked_and_dropped(db: Path) -> None:
    assert (
        said(db, "views", "save", "tolls", "--kind", "toll", "--source", "relief office")
        == "tolls   --kind toll --source 'relief office'\n"
    )
    assert [v["asked"] for v in lines(db, "views")] == [{"kind": "toll", "source": "relief office"}]
    assert [f["record"]["type"] for f in lines(db, "list", "--view", "tolls")] == ["displaced"]
    assert lines(db, "list", "--view", "tolls", "--source", "front")[0]["record"]["type"] == "killed"
    assert said(db, "views", "drop", "tolls") == ""
    gone = run(db, "list", "--view", "tolls")
    assert gone.exit_code == 1
    assert "no view 'tolls'; there are: none" in gone.stderr
    for wrong in (["save", "x"], ["save"], ["list", "x"]):
        assert run(db, "views", *wrong).exit_code == 2


def test_facets_count(db: Path) -> None:
    (counts,) = lines(db, "list", "--facets", "--until", "2018-12-31")
    assert counts["kind"] == {"condition": 1, "control": 1, "toll": 1}
    assert counts["publisher"] == {"Wire": 3}
    assert "stance: claimed 3, denied 1, stated 1" in said(db, "list", "--facets")


def test_the_situation_is_told_with_its_gaps(db: Path) -> None:
    told = said(db, "status", "--place", "marsa", "--at", "2018-06-20")
    assert "control: captures (holder: Troops)   the airport   claimed   an army officer   7 days old   “took”" in told
    assert "gap: nothing is said of water" in told
    assert "toll displaced: More than 14,000 (civilians)   (no place named)   claimed   Relief Office" in told
    assert "gap: no toll is told" in said(db, "status", "--place", "marsa", "--at", "2018-01-20")
    (data,) = lines(db, "status", "--place", "bilad", "--at", "2019-05-10")
    assert data["tolls"]["killed"][0]["age"] == 7
    assert data["tolls"]["killed"][0]["record"]["stance"] == "claimed"
    assert data["gaps"]["control"] is True
    assert run(db, "status", "--at", "2019-05-10").exit_code == 2
    assert run(db, "status", "--place", "x", "--at", "today").exit_code == 2


def test_a_database_is_looked_after(db: Path, tmp_path: Path) -> None:
    told = said(db, "db", "check")
    assert "readings: sound" in told
    assert "2 reports, 5 records" in told
    assert said(db, "db", "backup", "-o", tmp_path / "copy.db") == f"copied to {tmp_path / 'copy.db'}\n"
    (checked,) = lines(tmp_path / "copy.db", "db", "check")
    assert (checked["ok"], checked["records"]) == (True, 5)
    (compacted,) = lines(db, "db", "compact")
    assert compacted["after"] <= compacted["before"]
    assert "nothing to do" in said(db, "db", "upgrade")
    connection = sqlite3.connect(db)
    connection.execute("DELETE FROM records WHERE row = (SELECT min(row) FROM records)")
    connection.commit()
    connection.close()
    damaged = run(db, "db", "check")
    assert damaged.exit_code == 1
    assert "4 records, 3 in the index" in damaged.stdout
    said(db, "db", "compact")
    assert run(db, "db", "check").exit_code == 0


def test_an_older_database_is_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_1.read_text(encoding="utf-8"))
    connection.close()
    refused = run(path, "list")
    assert refused.exit_code == 1
    assert "`dateline db upgrade` brings it up" in refused.stderr
    assert "the old one is kept in" in said(path, "db", "upgrade")
    assert len(lines(path, "list")) == 5


@pytest.mark.parametrize(
    "verb", [["db", "check"], ["db", "upgrade"], ["review", "r1", "accept", "--by", "A"], ["views", "save", "x", "--kind", "toll"]]
)
def test_no_database_is_made_by_accident(tmp_path: Path, verb: list[str]) -> None:
    result = run(tmp_path / "none.db", *verb)
    assert result.exit_code == 1
    assert "there is no such database" in result.stderr
    assert list(tmp_path.iterdir()) == []
    assert run(tmp_path / "none.db", "db", "backup").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "note"),
    [
        (["list", "--kind", "toll", "--type", "sick"], "no such record is kept\n"),
        (["search", "zeppelin"], "no report holds all these words\n"),
        (["views"], "no view is kept\n"),
        (["review"], "nothing was decided yet\n"),
        (["review", "--orphans"], "no decision has lost its record\n"),
    ],
)
def test_what_is_empty_says_so_to_people_alone(db: Path, arguments: list[str], note: str) -> None:
    result = run(db, *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", note)
    result = run(db, *arguments, "--json")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize("verb", [["list"], ["list", "--facets"], ["export", "csv"]])
def test_a_report_that_is_not_kept_is_no_empty_answer(db: Path, verb: list[str]) -> None:
    result = run(db, *verb, "--report", "nowhere-1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no report with the id 'nowhere-1'" in result.stderr


def test_a_type_that_there_is_not_is_wrong_use_of_incidents(db: Path) -> None:
    result = run(db, "incidents", "--type", "kiled")
    assert result.exit_code == 2
    assert "'kiled' is no type; known: clash" in result.stderr


def test_a_role_that_there_is_not_is_refused_before_a_password_is_asked_for(db: Path) -> None:
    pytest.importorskip("uvicorn")
    result = run(db, "serve", "--add-user", "ana:boss")
    assert result.exit_code == 2
    assert "'boss' is no role; known: reader, analyst, admin" in result.stderr
    assert "Password" not in result.output
