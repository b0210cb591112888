"""What was told to be kept is there: after a kill, on a full disk, after a restore; and what people decide is on the disk before they
are told so."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dateline.cli import cli
from dateline.errors import StoreError
from dateline.stores import care, open_store, restoring, reviews
from dateline.stores.sqlite import SqliteStore
from dateline.types import Reading

ROOT = Path(__file__).resolve().parents[2]
AT = "2026-01-31T12:00:00Z"
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
posix = pytest.mark.skipif(os.name == "nt", reason="bounds of POSIX")

# Takes in until the disk is full, says so, makes room, and goes on to the end.
FILLER = """
import sys
from pathlib import Path
from invented import readings
from dateline.errors import StoreError
from dateline.stores import care, open_store

folder = Path(sys.argv[1])
room = folder / "in the way"
room.write_bytes(bytes(int(sys.argv[2])))
items = list(readings(40))
told = []
try:
    with open_store(folder / "kept.db") as store:
        for reading in items:
            store.put(reading, reading.text.encode())
            told.append(reading.report.id)
    print("never full")
except StoreError as error:
    print(error)
room.unlink()
with open_store(folder / "kept.db") as store:
    print(sorted(told) == sorted(r.report.id for r in store.excerpts()), [c for c in care.check(store) if c.problems])
    for reading in items:
        store.put(reading, reading.text.encode())
    print(store.count()[0], store.content_hash())
"""


def python(*arguments: object, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "bench"), os.environ.get("PYTHONPATH", "")])
    command = [*before, sys.executable, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": paths}, timeout=600)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], prog_name="dateline")


@pytest.fixture
def db(tmp_path: Path, port_reading: Reading, river_reading: Reading) -> Path:
    path = tmp_path / "kept.db"
    with open_store(path) as store:
        for reading in (port_reading, river_reading):
            store.put(reading, reading.text.encode())
        store.judge([decision(port_reading)])
    return path


def decision(reading: Reading) -> Any:
    return reviews.decision(reading, reading.records[0], "accept", by="Ana", at=AT)


# ---------------------------------------------------------------- killed


@linux
@pytest.mark.parametrize("work", ["ingest", "linking", "review", "export"])
def test_killed_in_the_midst(work: str) -> None:
    """`bench/kills.py` does the same a hundred times, or a thousand."""
    done = python(ROOT / "bench" / "kills.py", "--kills", 3, "--only", work, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    outcome = json.loads(done.stdout)
    assert (outcome["kills"], outcome["lost"]) == (3, [])


# ---------------------------------------------------------------- a full disk


def whole_content(folder: Path) -> str:
    """What an undisturbed run of the filler gives."""
    folder.mkdir()
    done = python("-c", FILLER, folder, 0)
    assert done.stdout.splitlines()[0] == "never full", done.stderr
    return done.stdout.splitlines()[-1]


@linux
def test_a_full_disk_costs_nothing_that_was_told(tmp_path: Path) -> None:
    """A file system of its own that is really full, where the system lets one be made."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f'mount -t tmpfs -o size=40m tmpfs "{disk}" && exec "$@"'
    allowed = shutil.which("unshare") and subprocess.run(["unshare", "-rm", "sh", "-c", mount, "sh", "true"], check=False).returncode == 0
    if not allowed:
        pytest.skip("this system lets nobody mount a file system of his own")
    done = python("-c", FILLER, disk, 39_000_000, before=("unshare", "-rm", "sh", "-c", mount, "sh"))
    assert done.returncode == 0, done.stderr
    refused, kept, content = done.stdout.splitlines()
    assert refused == f"{disk / 'kept.db'}: the disk is full"
    assert kept == "True []"
    assert content == whole_content(tmp_path / "free")


def test_a_database_that_may_not_grow_keeps_what_it_has(tmp_path: Path, port_reading: Reading, river_reading: Reading) -> None:
    with open_store(tmp_path / "kept.db") as store:
        store.put(port_reading, port_reading.text.encode())
        (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
        store.connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="the disk is full"):
            store.put(river_reading, river_reading.text.encode() * 40)
        assert store.count() == (1, 4)
        assert [c for c in care.check(store) if c.problems] == []
        store.connection.execute("PRAGMA max_page_count = 1000000")
        assert store.put(river_reading, river_reading.text.encode() * 40)


LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (%d, %d)); from dateline.cli import main; main()"


@posix
@pytest.mark.parametrize("name", ["csv", "jsonl", "xlsx", "parquet", "geojson"])
def test_an_export_that_finds_no_room_leaves_the_old_one(tmp_path: Path, db: Path, name: str) -> None:
    target = tmp_path / f"out.{name}"
    target.write_bytes(b"an older table")
    done = python("-c", LIMITED % (700, 700), "export", name, "--db", closed(db), "-o", target)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr.split("Exception ignored")[0]  # a library's own writer may grumble when it is thrown away
    assert target.read_bytes() == b"an older table"
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []


def closed(db: Path) -> Path:
    """The database as one file that needs no other beside it."""
    with open_store(db) as store:
        store.connection.execute("PRAGMA journal_mode = DELETE")
    return db


@posix
@pytest.mark.parametrize("verb", [["export", "csv"], ["export", "xlsx"], ["list"], ["list", "--json"]])
def test_a_full_disk_behind_standard_output_is_an_error_of_one_line(db: Path, verb: list[str]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    code = f"import sys; sys.stdout = open('/dev/full', 'w', buffering=1); from dateline.cli import main; sys.argv[1:] = {verb!r}; main()"
    done = python("-c", code, before=("env", f"DATELINE_DB={db}"))
    assert done.returncode == 1
    assert done.stderr.startswith("Error: what is written: no space left on device")


# ---------------------------------------------------------------- copies


def test_a_copy_brings_everything_back(tmp_path: Path, db: Path, port_reading: Reading) -> None:
    copy = tmp_path / "monday.db"
    assert run("db", "backup", "-o", copy, "--db", db).exit_code == 0
    with open_store(db) as store:
        content, head = store.content_hash(), store.ledger.head()
        store.ledger.undo(1, by="Bo", at=AT)
    db.write_bytes(db.read_bytes()[:30_000] + b"\xff" * 2000)  # damaged, with the files of the old one still beside it
    assert run("db", "check", "--db", db).exit_code == 1
    done = run("db", "restore", "--from", copy, "--db", db)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "kept.db.replaced1").exists()
    with open_store(db) as store:
        assert (store.content_hash(), store.ledger.head()) == (content, head)
        assert [c for c in care.check(store) if c.problems] == []
        assert head is not None
        store.put(port_reading, port_reading.text.encode() + b" ")
    assert run("verify", "--db", db, "--head", f"{head.number}:{head.hash[:8]}").exit_code == 0
    assert run("db", "restore", "--from", copy, "--db", tmp_path / "new.db").exit_code == 0
    with open_store(tmp_path / "new.db", write=False) as store:
        assert store.content_hash() == content


def test_the_writing_that_lay_beside_the_old_one_does_not_get_into_the_copy(tmp_path: Path, db: Path, river_reading: Reading) -> None:
    copy = tmp_path / "monday.db"
    with open_store(db) as store:
        care.backup(store, copy)
        content = store.content_hash()
        store.put(river_reading, b"another " + river_reading.text.encode())
        for end in ("-wal", "-shm"):
            shutil.copy(f"{db}{end}", tmp_path / f"left{end}")
    for end in ("-wal", "-shm"):
        shutil.copy(tmp_path / f"left{end}", f"{db}{end}")  # as a kill leaves them
    assert restoring.restore(db, copy) == tmp_path / "kept.db.replaced1"
    with open_store(db) as store:
        assert store.content_hash() == content
        assert [c for c in care.check(store) if c.problems] == []


def test_a_copy_that_is_not_sound_replaces_nothing(tmp_path: Path, db: Path) -> None:
    copy = tmp_path / "monday.db"
    with open_store(db) as store:
        care.backup(store, copy)
    with open_store(copy) as store:
        store.connection.execute("UPDATE documents SET facts = '{}'")
    before = db.read_bytes()
    done = run("db", "restore", "--from", copy, "--db", db)
    assert done.exit_code == 1
    assert "this copy is not sound: readings:" in done.stderr
    (tmp_path / "notes.txt").write_text("no database " * 1000, encoding="utf-8")
    assert "no SQLite database" in run("db", "restore", "--from", tmp_path / "notes.txt", "--db", db).stderr
    assert "no such copy" in run("db", "restore", "--from", tmp_path / "none.db", "--db", db).stderr
    assert "the database itself" in run("db", "restore", "--from", db, "--db", db).stderr
    assert (db.read_bytes(), sorted(p.name for p in tmp_path.glob("kept*"))) == (before, ["kept.db"])


@pytest.mark.parametrize("words", [["restore"], ["check", "--from", "x.db"], ["backup", "--from", "x.db", "-o", "y.db"]])
def test_wrong_use_of_restore(db: Path, words: list[str]) -> None:
    assert run("db", *words, "--db", db).exit_code == 2


# ---------------------------------------------------------------- power


def test_how_safe_writes_are_from_a_loss_of_power(tmp_path: Path, port_reading: Reading) -> None:
    """A report that is lost with the power is read again: NORMAL; a decision is not: FULL, until its transaction is on the disk."""
    with open_store(tmp_path / "kept.db") as store:
        settings = [store.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")]
        assert settings == ["wal", 1, 1]
        assert statements(store, lambda: store.put(port_reading, b"x")) == ["BEGIN IMMEDIATE", "COMMIT"]
        surely = ["PRAGMA synchronous = FULL", "BEGIN IMMEDIATE", "COMMIT", "PRAGMA synchronous = NORMAL"]
        assert statements(store, lambda: store.judge([decision(port_reading)])) == surely
        assert statements(store, lambda: store.ledger.undo(1, by="Ana", at=AT)) == surely


def statements(store: SqliteStore, work: Any) -> list[str]:
    """What the work tells the database about transactions and the disk."""
    told: list[str] = []
    store.connection.set_trace_callback(told.append)  # type: ignore[attr-defined]
    work()
    store.connection.set_trace_callback(None)  # type: ignore[attr-defined]
    return [line for line in told if line.startswith(("BEGIN", "COMMIT", "PRAGMA synchronous ="))]
