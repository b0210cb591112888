"""Runs by real processes that are really killed: nothing that was told is lost, nothing is there twice, and it is the same."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from dateline import output
from dateline.batch import read_many
from dateline.errors import InputError
from dateline.stores import open_store
from tests.engines.runs import ROOT, begun, by_ref, inputs, manifest, run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A run that nothing happens to."""
    folder = tmp_path_factory.mktemp("clean")
    status, summary, said = run(folder, inputs(folder / "in.jsonl"), "--run", "run", "--db", "kept.db", "--jobs", 2)
    assert (status, said) == (0, "")
    return folder, summary


def content(path: Path) -> str:
    with open_store(path, write=False) as store:
        return str(store.content_hash())


def test_a_run_reads_what_reading_reads(clean: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    folder, summary = clean
    assert (summary["read"], summary["failed"], summary["quarantined"]) == (8, 0, 0)
    assert summary["shards"] == summary["now"] == 3
    with open_store(tmp_path / "plain.db") as store:
        items = list(read_many([folder / "in.jsonl"], jobs=1))
        for item in items:
            assert not isinstance(item, InputError)
            store.put(item.reading, item.document.raw)
        readings = {i.reading.report.ref: output.as_json(i.reading) for i in items if not isinstance(i, InputError)}
        assert by_ref(folder / "run" / "parts") == json.loads(json.dumps(readings))
        assert store.content_hash() == content(folder / "kept.db")


@pytest.mark.parametrize("options", [["--jobs", 1], ["--jobs", 4, "--part-format", "parquet"]], ids=["one", "four, Parquet"])
def test_any_number_of_processes_and_any_form_give_the_same(
    clean: tuple[Path, dict[str, Any]], tmp_path: Path, options: list[object]
) -> None:
    folder, summary = clean
    status, again, _ = run(tmp_path, folder / "in.jsonl", "--run", "other", "--no-store", *options)
    assert status == 0
    assert again["output"] == summary["output"]


def test_what_is_done_is_not_read_again_and_what_has_changed_is(tmp_path: Path) -> None:
    inputs(tmp_path / "a.jsonl", 4)
    (tmp_path / "b.jsonl").write_text('{"text": "broken\n' + (tmp_path / "a.jsonl").read_text(), encoding="utf-8")
    arguments = ("a.jsonl", "b.jsonl", "--run", "run", "--db", "kept.db", "--jobs", 1)
    status, first, said = run(tmp_path, *arguments)
    assert (status, first["read"], first["failed"], first["shards"], first["now"]) == (1, 8, 1, 4, 4)
    assert said.startswith("dateline: b.jsonl, line 1: ")
    status, again, said = run(tmp_path, *arguments)
    assert (again["now"], again["output"], status) == (0, first["output"], 1)
    assert "goes on: 4 of 4 shards are done" in said
    with (tmp_path / "b.jsonl").open("a", encoding="utf-8") as more:  # at its end: only the last shard is another
        more.write(json.dumps({"text": "The bridge over the river was hit by a shell on Monday, the mayor of the town said."}) + "\n")
    (tmp_path / "kept.db").unlink()
    _, longer, said = run(tmp_path, *arguments)
    assert (longer["read"], longer["now"]) == (9, 1)
    assert "1 shard is read anew or no longer wanted" in said
    with open_store(tmp_path / "kept.db", write=False) as store:
        assert len(list(store.readings())) == 5  # both files tell the same four


def test_another_program_begins_anew_and_says_so(tmp_path: Path) -> None:
    inputs(tmp_path / "in.jsonl", 1)
    arguments = ("in.jsonl", "--run", "run", "--no-store", "--jobs", 1)
    run(tmp_path, *arguments)
    home = tmp_path / "home"
    home.mkdir()
    (home / "actors.csv").write_text("name,kind,country\nMarsa Brigade,armed_group,LY\n", encoding="utf-8")
    _, summary, said = run(tmp_path, *arguments)
    assert summary["now"] == 1
    assert "begins anew, because the program has changed: tables none / " in said


def test_what_kills_and_what_never_ends_is_found_and_the_rest_is_read(clean: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    folder, _ = clean
    inputs(tmp_path / "in.jsonl", words={2: "poison", 7: "endless"})
    arguments = ("in.jsonl", "--run", "run", "--db", "kept.db", "--jobs", 2, "--patience", 2)
    status, summary, said = run(tmp_path, *arguments)
    assert status == 1
    assert (summary["read"], summary["failed"], summary["quarantined"]) == (6, 0, 2)
    lines = [json.loads(line) for line in (tmp_path / "run" / "quarantine.jsonl").read_text().splitlines()]
    told = sorted((line["where"], line["reason"]) for line in lines)
    assert told == [
        ("r2", "the process that read this report died (SIGKILL)"),
        ("r7", "the process that read this report died (took too long)"),
    ]
    assert "dateline: r2: the process that read this report died (SIGKILL)" in said
    assert by_ref(tmp_path / "run" / "parts") == by_ref(folder / "run" / "parts", without=("r2", "r7"))
    listing = begun(tmp_path, "quarantine", "list", "--run", "run")
    assert sorted(listing.communicate(timeout=60)[0].splitlines()) == [f"{where}: {reason}" for where, reason in told]


def test_what_was_given_up_can_be_tried_again(tmp_path: Path) -> None:
    inputs(tmp_path / "in.jsonl", 3, words={1: "poison"})
    _, summary, _ = run(tmp_path, "in.jsonl", "--run", "run", "--db", "kept.db", "--jobs", 1)
    assert (summary["read"], summary["quarantined"]) == (2, 1)
    (tmp_path / "deadly" / "sitecustomize.py").write_text("", encoding="utf-8")  # what made it deadly has been mended
    environment = {**os.environ, "DATELINE_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "dateline", "quarantine", "retry", "--run", "run", "--db", "kept.db", "--jobs", "1", "--json"]
    done = subprocess.run(
        command, cwd=tmp_path, env={**environment, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True, timeout=300
    )
    mended = json.loads(done.stdout)
    assert (mended["read"], mended["quarantined"]) == (3, 0)
    with open_store(tmp_path / "kept.db", write=False) as store:
        assert len(list(store.readings())) == 3


def children(pid: int) -> list[int]:
    """The processes that one has started, itself not among them."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == pid:
                    found.append(int(entry.name))
            except (OSError, IndexError):
                continue
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux for the processes that one has started")
def test_a_worker_and_then_the_driver_are_killed_and_nothing_is_lost(clean: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    folder, summary = clean
    inputs(tmp_path / "in.jsonl", words=dict.fromkeys(range(3, 8), "slow"))
    hold = tmp_path / "hold"
    hold.touch()
    arguments = ("read", "in.jsonl", "--run", "run", "--db", "kept.db", "--jobs", "2", "--json")
    first = begun(tmp_path, *arguments, SLOW_WHILE=str(hold))
    wait_for(lambda: len(manifest(tmp_path / "run")) >= 1, first)
    workers = children(first.pid)
    acknowledged = {line["done"] for line in manifest(tmp_path / "run") if "done" in line}
    os.kill(max(workers), signal.SIGKILL)
    time.sleep(0.3)
    assert first.poll() is None
    workers = sorted({*workers, *children(first.pid)})
    first.kill()
    first.communicate(timeout=60)
    wait_for(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    hold.unlink()
    status, again, said = run(tmp_path, *arguments[1:-1])
    assert (status, again["read"]) == (0, 8)
    assert f"goes on: {len(acknowledged)} of 3 shards are done" in said
    without_word = {k: v for k, v in by_ref(folder / "run" / "parts").items() if int(k[1:]) < 3}
    assert {k: v for k, v in by_ref(tmp_path / "run" / "parts").items() if int(k[1:]) < 3} == without_word
    with open_store(tmp_path / "kept.db", write=False) as store:
        assert len(list(store.readings())) == 8
    assert summary["read"] == again["read"]


def wait_for(happens: Any, process: Any = None, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until
        assert process is None or process.poll() is None, process.communicate()
        time.sleep(0.05)


@pytest.mark.parametrize("arguments", [["--engine", "dask"], ["--run", "r", "--explain"], ["--run", "r", "--scheduler", "tcp://a:1"]])
def test_wrong_use_is_exit_status_2(tmp_path: Path, arguments: list[str]) -> None:
    assert run(tmp_path, "x.txt", *arguments)[0] == 2
