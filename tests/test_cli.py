"""The command line over a kept database: what each verb prints, and its exit status."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dateline.cli import cli
from dateline.stores import open_store
from dateline.types import Reading


@pytest.fixture
def db(tmp_path: Path, port_reading: Reading, river_reading: Reading) -> Path:
    with open_store(tmp_path / "kept.db") as store:
        for reading in (port_reading, river_reading):
            store.put(reading, reading.text.encode())
    return tmp_path / "kept.db"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], prog_name="dateline")


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


NO_DATABASE = {"actors", "places", "evaluate", "agreement"}  # tables of one's own, and marked files


def test_every_verb_explains_itself() -> None:
    for verb in cli.commands:
        result = run(verb, "--help")
        assert result.exit_code == 0
        assert "--json" in result.stdout
        assert ("--db PATH" in result.stdout) != (verb in NO_DATABASE)
        assert f"dateline {verb}" in result.stdout.split("\n", 2)[2], f"{verb} shows no example"


def test_list_prints_a_row_a_record(db: Path) -> None:
    result = run("list", "--db", db)
    assert result.exit_code == 0
    assert result.stderr == ""
    rows = result.stdout.splitlines()
    assert len(rows) == 6
    assert "control captures" in rows[1]
    assert "claimed" in rows[1]
    assert "an army officer" in rows[1]
    assert "the airport" in rows[1]
    assert "2018-06-13" in rows[1]
    assert "denied" in rows[2]
    assert "residents" in rows[2]
    assert "since 2018-06-01" in rows[3]
    assert "the Relief Office (told by an army" in rows[3]


def test_list_filters_and_json(db: Path, port_reading: Reading) -> None:
    (found,) = lines(
        run("list", "--db", db, "--json", "--source", "officer", "--kind", "control", "--since", "2018-06-13", "--place", "marsa")
    )
    assert found["record"]["id"] == port_reading.records[0].id
    assert found["voice"]["source"]["text"] == "an army officer"
    assert found["report"]["id"] == port_reading.report.id
    assert [e["id"] for e in found["entities"]] == ["e1"]
    assert [p["name"] for p in found["places"]] == ["Marsa"]
    assert len(lines(run("list", "--db", db, "--json", "--limit", 3))) == 3
    assert lines(run("list", "--db", db, "--json", "--stance", "confirmed")) == []


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--kind", "battle"], "known: event, toll, condition, control, claim"),
        (["--type", "boom"], "known: clash"),
        (["--stance", "sure"], "known: stated"),
        (["--since", "yesterday"], "write it as 2018-06-14"),
        (["--limit", "0"], "0 is not in the range"),
        (["--colour"], "No such option"),
    ],
)
def test_wrong_use_is_exit_status_2_and_says_what_is_known(db: Path, options: list[str], reason: str) -> None:
    result = run("list", "--db", db, *options)
    assert result.exit_code == 2
    assert reason in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_search_prints_reports_with_their_records(db: Path, river_reading: Reading) -> None:
    result = run("search", "--db", db, "fighters", "bilad")
    assert "Clashes on the river" in result.stdout
    assert "[fighters]" in result.stdout
    assert "toll killed" in result.stdout
    (hit,) = lines(run("search", "--db", db, "--json", "fighters"))
    assert hit["records"][0]["record"]["id"] == river_reading.records[0].id
    assert lines(run("search", "--db", db, "--json", "zeppelin")) == []


def test_show_marks_the_records_in_the_text(db: Path, port_reading: Reading) -> None:
    result = run("show", "--db", db, port_reading.report.id[:16])
    assert result.exit_code == 0
    assert "Troops [took]1 the airport" in result.stdout
    assert "[More than 14,000]3 civilians" in result.stdout
    assert "Share this page" not in result.stdout
    assert "4 records, 1 doubt, 1 piece of page furniture set aside" in result.stdout
    assert "doubt (places): two places of this name “MARSA”" in result.stdout
    (reading,) = lines(run("show", "--db", db, "--json", port_reading.report.id))
    assert reading["format"] == "dateline/1"


def test_show_takes_the_ref_of_a_report(db: Path) -> None:
    assert "Clashes on the river" in run("show", "--db", db, "r-2").stdout


def test_show_gives_all_of_a_record(db: Path, port_reading: Reading) -> None:
    record = port_reading.records[2]
    result = run("show", "--db", db, record.id[:7])
    assert "says: the Relief Office (told by an army officer)" in result.stdout
    assert f"words: “More than 14,000” [{record.start}:{record.end}]" in result.stdout
    assert "14000 or more" in result.stdout
    (shown,) = lines(run("show", "--db", db, "--json", record.id))
    assert shown["record"]["fields"]["count"][0]["low"] == 14000


@pytest.mark.parametrize("ident", ["r0123456789ab", "nothing"])
def test_what_is_not_there_is_exit_status_1(db: Path, ident: str) -> None:
    result = run("show", "--db", db, ident)
    assert result.exit_code == 1
    assert ident in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("verb", [["list"], ["search", "x"], ["show", "x"], ["export", "csv"]])
def test_a_database_that_is_not_there(tmp_path: Path, verb: list[str]) -> None:
    result = run(*verb, "--db", tmp_path / "none.db")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "there is no such database" in result.stderr
    assert not (tmp_path / "none.db").exists()


def test_export_to_standard_output_and_to_a_file(db: Path, tmp_path: Path) -> None:
    result = run("export", "csv", "--db", db)
    rows = list(csv.DictReader(io.StringIO(result.stdout, newline="")))
    assert sorted(row["type"] for row in rows) == ["captures", "displaced", "health", "killed", "loses"]
    (told,) = lines(run("export", "jsonl", "--db", db, "-o", tmp_path / "all.jsonl", "--json"))
    assert told == {"format": "jsonl", "file": str(tmp_path / "all.jsonl"), "reports": 2, "records": 5, "left_out": {}}
    assert len((tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert sorted(p.name for p in tmp_path.iterdir() if "part" in p.name) == []


def test_export_refuses_what_it_cannot_do(db: Path, tmp_path: Path) -> None:
    assert "known: jsonl, csv" in run("export", "pdf", "--db", db).stderr
    assert run("export", "csv", "--db", db, "--json").exit_code == 2
    result = run("export", "csv", "--db", db, "-o", tmp_path / "none" / "x.csv")
    assert result.exit_code == 1
    assert "no such file or directory" in result.stderr


def test_the_database_may_be_named_in_the_environment(db: Path) -> None:
    result = CliRunner().invoke(cli, ["list"], env={"DATELINE_DB": str(db)})
    assert result.exit_code == 0
    assert "captures" in result.stdout


def test_a_terminal_is_given_no_commands(tmp_path: Path, port_reading: Reading) -> None:
    from dataclasses import replace

    text = "\x1b[31mRed\x07 alert\u202e in port"
    evil = replace(
        port_reading, text=text, sections=(), mentions=(), voices=(), records=(), doubts=(), report=replace(port_reading.report, title=text)
    )
    with open_store(tmp_path / "evil.db") as store:
        store.put(evil, text.encode())
    shown = run("show", evil.report.id, "--db", tmp_path / "evil.db").stdout + run("search", "alert", "--db", tmp_path / "evil.db").stdout
    assert not set("\x1b\x07\u202e") & set(shown)
    assert "Red" in shown


def test_a_reader_that_stops_reading_is_no_crash(db: Path) -> None:
    command = f"{sys.executable} -m dateline export jsonl --db {db} | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_help_comes_at_once() -> None:
    def seconds() -> float:
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "dateline", "--help"], capture_output=True, check=True)
        return time.perf_counter() - begun

    assert min(seconds() for _ in range(5)) < 0.25


def test_help_loads_neither_model_nor_tables() -> None:
    heavy = "('rich', 'numpy', 'onnxruntime', 'sqlite3', 'trafilatura')"
    probe = f"import sys; from dateline.cli import cli; print(sorted(m for m in sys.modules if m in {heavy}))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
