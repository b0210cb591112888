"""`dateline doctor` finds what is wrong with an installation, says what to do, and lets a sound one pass."""

from __future__ import annotations

import copy
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dateline import doctor
from dateline.cli import cli
from dateline.gazetteer import index
from dateline.model import core
from dateline.stores import open_store
from dateline.types import Judgement, Reading

AT = "2026-01-31T12:00:00Z"


@pytest.fixture
def db(tmp_path: Path, port_reading: Reading) -> Path:
    path = tmp_path / "kept.db"
    with open_store(path) as store:
        store.put(port_reading, port_reading.text.encode())
        store.ledger.add(Judgement("r1", "", "accept", "Ana", AT))
    return path


def told(result: Result) -> dict[str, dict[str, Any]]:
    return {finding["name"]: finding for finding in map(json.loads, result.stdout.splitlines())}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["doctor", *map(str, arguments)], prog_name="dateline")


def test_a_sound_installation_passes(db: Path) -> None:
    result = run("--json", "--deep", "--db", db)
    findings = told(result)
    assert {name for name, f in findings.items() if f["state"] == "wrong"} == set()
    assert result.exit_code == 0
    assert list(findings)[:4] == ["versions", "libraries", "weights", "place index"]
    assert findings["self-test"]["found"] == doctor.table()["test"]["said"][:16]
    assert "1 reports, 4 records, ledger unbroken, everything looked at" in findings["database"]["found"]


def test_people_are_told_in_lines(tmp_path: Path) -> None:
    lines = run("--db", tmp_path / "none.db").stdout.splitlines()
    assert all(line.split()[0] in ("sound", "doubtful", "->") for line in lines)
    assert any("not there yet" in line for line in lines)


def test_one_byte_of_the_weights_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(core.WEIGHTS, tmp_path / "weights")
    raw = bytearray((tmp_path / "weights" / "pairs.onnx").read_bytes())
    raw[len(raw) // 2] ^= 1
    (tmp_path / "weights" / "pairs.onnx").write_bytes(raw)
    monkeypatch.setattr(core, "WEIGHTS", tmp_path / "weights")
    found = doctor.weights()
    assert (found.state, "pairs.onnx: the file is damaged" in found.found, bool(found.remedy)) == ("wrong", True, True)


def test_one_byte_of_the_place_index_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(index.DATA, tmp_path / "data")
    monkeypatch.setattr(index, "DATA", tmp_path / "data")
    assert doctor.places().state == "sound"
    with (tmp_path / "data" / "places.sqlite").open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)[0]
        file.seek(1_000_000)
        file.write(bytes([byte ^ 1]))
    assert doctor.places().state == "wrong"
    (tmp_path / "data" / "places.json").unlink()
    assert "missing" in doctor.places().found


def test_tables_of_ones_own_that_cannot_be_read_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    (tmp_path / "actors.csv").write_text("name,kind\nDamara,armed_group\nrebels,nonsense\n", encoding="utf-8")
    found = doctor.own_tables()
    assert (found.state, "nonsense" in found.found, str(tmp_path) in found.remedy) == ("wrong", True, True)


def test_tables_of_ones_own_do_not_disturb_the_self_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    (tmp_path / "actors.csv").write_text("name,kind\nDamara,armed_group\nhospital official,armed_group\n", encoding="utf-8")
    assert (doctor.own_tables().state, doctor.read_itself().state) == ("sound", "sound")


def changed(monkeypatch: pytest.MonkeyPatch, part: str, **values: object) -> None:
    table = copy.deepcopy(doctor.table())
    table[part] |= values
    monkeypatch.setattr(doctor, "table", lambda: table)


def test_a_machine_that_reads_otherwise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    changed(monkeypatch, "test", text=doctor.table()["test"]["text"].replace("at least 12", "at least 13"))
    found = doctor.read_itself()
    assert (found.state, doctor.table()["test"]["said"][:16] in found.found) == ("wrong", True)


def test_a_disk_without_room_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free // 1_000_000
    changed(monkeypatch, "needs", disk_low=free + 10_000)
    assert doctor.disks(tmp_path / "kept.db")().state == "doubtful"
    changed(monkeypatch, "needs", disk_wrong=free + 10_000)
    assert doctor.disks(tmp_path / "kept.db")().state == "wrong"


def test_an_old_sqlite_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    changed(monkeypatch, "needs", sqlite="99.0.0")
    found = doctor.sqlite()
    assert (found.state, "lacks version 99.0.0" in found.found) == ("wrong", True)


def test_a_changed_decision_is_found(db: Path) -> None:
    other = sqlite3.connect(db)
    other.execute("DROP TRIGGER ledger_changed")
    other.execute("UPDATE ledger SET reason = 'other'")
    other.commit()
    other.close()
    result = run("--json", "--db", db)
    assert result.exit_code == 1
    assert "entry 1" in told(result)["database"]["found"]
    assert told(result)["database"]["remedy"]


def test_what_is_no_database_is_wrong_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(b"notes of a person " * 400)
    result = run("--json", "--db", path)
    assert (result.exit_code, told(result)["database"]["state"]) == (1, "wrong")
    assert path.read_bytes() == b"notes of a person " * 400


def test_a_library_that_is_not_there_keeps_nothing_else_from_being_told(tmp_path: Path) -> None:
    (tmp_path / "tokenizers.py").write_text("raise ImportError('broken')\n", encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    command = [sys.executable, "-m", "dateline", "doctor", "--json", "--db", str(tmp_path / "none.db")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    states = {f["name"]: f["state"] for f in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 1, done.stderr
    assert (states["libraries"], states["self-test"], states["SQLite"]) == ("wrong", "wrong", "sound")


@pytest.mark.skipif(sys.platform != "linux", reason="locales of POSIX")
def test_a_system_without_letters_is_doubtful(tmp_path: Path) -> None:
    poor = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": os.pathsep.join(sys.path)}
    code = "from dateline import doctor; found = doctor.language_of_the_system(); print(found.state, found.remedy)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | poor, check=True)
    assert done.stdout.startswith("doubtful set PYTHONUTF8=1")
