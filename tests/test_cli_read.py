"""`dateline read` from bytes to database: the whole program on reports that are invented, and on inputs that are broken."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import dateline
from dateline import checks, output
from dateline.batch import FEW
from dateline.cli import cli
from dateline.errors import InputError
from dateline.stores import open_store

STORY = """Fighting nears port as thousands flee

MARSA, Libya (Wire) - Troops took the airport on Wednesday, an army officer said, while residents denied that the port had fallen.

More than 14,000 civilians have fled since June 1, according to the United Nations. The only hospital in the city was closed on June 5 due
to fighting, and water supplies have been cut.

“They shelled the market and killed three people,” said Salem Attia, a resident.
"""
FRENCH = (
    "Les forces armées ont pris la ville mercredi, a déclaré un porte-parole, alors que les habitants fuyaient vers le nord du pays. " * 4
)


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], prog_name="dateline", input=stdin)


def readings(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name").fetchall()
        return [repr(row) for (name,) in tables for row in connection.execute(f'SELECT * FROM "{name}"')]
    finally:
        connection.close()


def batch(path: Path, count: int) -> Path:
    """A batch of stories that differ in their numbers."""
    lines = [{"id": f"r{n}", "published": "2018-06-14", "text": STORY.replace("14,000", f"{n + 2},000")} for n in range(count)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "kept.db"


def test_a_report_goes_in_and_records_come_out(story: Path, db: Path) -> None:
    result = run("read", story, "--json", "--db", db)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    (reading,) = readings(result)
    assert checks.check(reading) == []
    assert reading["text"] == STORY
    assert reading["report"]["title"] == "Fighting nears port as thousands flee"
    assert [d for d in reading["doubts"] if "could not be read" in d["message"]] == []
    counts = [c for r in reading["records"] if r["kind"] == "toll" for c in r["fields"].get("count", [])]
    assert {"low": 14000, "high": None} in [{"low": c["low"], "high": c["high"]} for c in counts]
    assert {"event", "toll", "condition"} <= {r["kind"] for r in reading["records"]}
    with open_store(db, write=False) as store:
        assert list(store.readings()) == [reading]
        assert store.raw(reading["report"]["id"]) == story.read_bytes()


def test_the_table_names_who_says_it(story: Path, db: Path) -> None:
    result = run("read", story, "--db", db)
    assert result.exit_code == 0
    assert result.stdout.startswith("Fighting nears port as thousands flee   Wire   ")
    rows = result.stdout.splitlines()
    for words, source in (("more than 14,000", "the United Nations"), ("three", "Salem Attia, a resident")):
        row = next(row for row in rows if words in row.lower() and "toll" in row)
        assert "claimed" in row
        assert source in row
    assert result.stderr == f"Kept in {db}\n"


def test_reading_the_same_bytes_twice_changes_nothing(story: Path, db: Path) -> None:
    run("read", story, "--db", db)
    before = dump(db)
    assert run("read", story, "--db", db).exit_code == 0
    assert dump(db) == before


def test_no_store_keeps_nothing(story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("read", story, "--no-store").exit_code == 0
    assert not (tmp_path / "dateline.db").exists()
    assert run("read", story).exit_code == 0
    assert (tmp_path / "dateline.db").exists()


def test_any_number_of_processes_gives_the_same_bytes(tmp_path: Path) -> None:
    inputs = batch(tmp_path / "many.jsonl", FEW + 3)
    outputs = {run("read", inputs, "--json", "--no-store", *jobs).stdout for jobs in (["--jobs", 1], ["--jobs", 3], [])}
    assert len(outputs) == 1
    assert [json.loads(line)["report"]["ref"] for line in outputs.pop().splitlines()] == [f"r{n}" for n in range(FEW + 3)]


def test_given_facts_win(tmp_path: Path) -> None:
    inputs = batch(tmp_path / "one.jsonl", 1)
    (reading,) = readings(run("read", inputs, "--json", "--no-store"))
    assert (reading["report"]["ref"], reading["report"]["published"]) == ("r0", "2018-06-14")
    assert "2018-06-13" in [m["value"] for m in reading["mentions"] if m["text"] == "Wednesday"]


def test_standard_input(db: Path) -> None:
    result = run("read", "-", "--json", "--db", db, stdin=STORY.encode())
    assert result.exit_code == 0
    assert readings(result)[0]["text"] == STORY


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n ", "empty"),
        ("binary.txt", bytes(range(256)) * 20, ""),
        ("french.txt", FRENCH.encode(), "French"),
        ("none.html", b"<html><body><nav>Home</nav></body></html>", "no article text"),
        ("broken.jsonl", b'{"text": \n', "line 1"),
        ("absent.txt", None, "no such file"),
        ("ftp://example.org/absent.txt", None, "an address that is not fetched; known: http, https"),
    ],
)
def test_bad_input_is_named_and_the_others_go_on(
    tmp_path: Path, story: Path, db: Path, name: str, content: bytes | None, reason: str
) -> None:
    bad = name if "://" in name else tmp_path / name
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = run("read", bad, story, "--json", "--db", db)
    assert result.exit_code == 1
    assert len(readings(result)) == 1
    (complaint,) = result.stderr.splitlines()
    assert str(bad) in complaint
    assert reason in complaint


def test_force_reads_another_language_all_the_same(tmp_path: Path, db: Path) -> None:
    (tmp_path / "french.txt").write_text(FRENCH, encoding="utf-8")
    result = run("read", tmp_path / "french.txt", "--json", "--force", "--db", db)
    assert result.exit_code == 0
    assert readings(result)[0]["text"] == FRENCH


@pytest.mark.parametrize("arguments", [["read"], ["read", "--jobs", "0", "x"], ["read", "--nothing", "x"], ["reed", "x"]])
def test_wrong_use_is_exit_status_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_database_that_is_not_ours_stops_the_run_at_once(story: Path, tmp_path: Path) -> None:
    (tmp_path / "not.db").write_bytes(b"no database " * 100)
    result = run("read", story, "--db", tmp_path / "not.db", "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "no SQLite database" in result.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGINT") or os.name == "nt", reason="signals of POSIX")
def test_stopping_in_the_middle_leaves_whole_reports(tmp_path: Path, db: Path) -> None:
    inputs = batch(tmp_path / "many.jsonl", 400)
    command = [sys.executable, "-m", "dateline", "read", str(inputs), "--json", "--db", str(db), "--jobs", "1"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None
    for _ in range(3):
        running.stdout.readline()
    running.send_signal(signal.SIGINT)
    _, complaints = running.communicate(timeout=60)
    assert running.returncode == 1
    assert complaints == f"Stopped; what was read before is kept in {db}\n"
    with open_store(db, write=False) as store:
        kept = list(store.readings())
    assert 3 <= len(kept) < 400
    assert [checks.check(reading) for reading in kept] == [[]] * len(kept)


def test_the_first_reading_comes_soon(story: Path) -> None:
    def seconds() -> float:
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "dateline", "read", str(story), "--no-store"], capture_output=True, check=True)
        return time.perf_counter() - begun

    assert min(seconds() for _ in range(2)) < 3


def test_the_python_api_reads_as_the_command_does(story: Path, tmp_path: Path) -> None:
    (printed,) = readings(run("read", story, "--json", "--no-store"))
    assert output.as_json(dateline.read(story)) == printed
    with pytest.raises(InputError, match="no such file"):
        dateline.read(tmp_path / "absent.txt")


def test_a_report_that_kills_its_process_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    """A reader that dies below Python (here: is killed) may cost one report, never the run."""
    program = tmp_path / "deadly.py"
    program.write_text(
        "import os, signal, sys\n"
        "from dateline import batch, pipeline\n"
        "whole = pipeline.read_document\n"
        "def deadly(document, *more, **named):\n"
        "    if 'poison' in document.text:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return whole(document, *more, **named)\n"
        "pipeline.read_document = deadly\n"
        "if __name__ == '__main__':\n"
        "    for item in batch.read_many([sys.argv[1]], jobs=2):\n"
        "        print(getattr(item, 'reason', None) or item.document.report.ref)\n",
        encoding="utf-8",
    )
    lines = [{"id": f"r{n}", "text": STORY + ("poison" if n == 4 else str(n))} for n in range(8)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program), str(tmp_path / "in.jsonl")], capture_output=True, text=True, check=True, timeout=300
    )
    expected = ["r0", "r1", "r2", "r3", "the process that read this report died", "r5", "r6", "r7"]
    assert done.stdout.splitlines() == expected
