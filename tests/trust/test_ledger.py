"""Whatever byte of the ledger is changed afterwards, `dateline verify` names the row."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dateline.cli import cli
from dateline.stores import open_store
from dateline.stores.ledger import FIELDS
from dateline.types import Judgement

ROWS = 40
AT = "2026-01-31T12:00:00Z"
WORDS = ("number", *FIELDS, "hash")


def judgements() -> list[Judgement]:
    """Entries of every shape: people's and machines', with and without words, some taken back."""
    found = []
    for number in range(1, ROWS + 1):
        machine = number % 3 == 0
        reason = None if number % 4 else f"reason {number} — “Bešić”"
        verdict = "undo" if number % 10 == 0 else "same"
        extra = {"why": f"day {number}"} if number % 5 == 0 else {}
        score = number / 7 if machine else None
        undoes = number - 9 if verdict == "undo" else None
        found.append(Judgement(f"r{number}", "r0", verdict, "Ana", AT, score, reason, undoes, machine, extra))
    return found


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger whose triggers somebody took off, in one file."""
    path = tmp_path_factory.mktemp("ledger") / "sound.db"
    with open_store(path) as store:
        store.ledger.add_all(judgements())
        assert store.ledger.verify() is None
    other = sqlite3.connect(path)
    for name in ("ledger_added", "ledger_changed", "ledger_dropped"):
        other.execute(f"DROP TRIGGER {name}")
    other.commit()
    other.execute("PRAGMA journal_mode = DELETE")
    other.close()
    return path


def verified(path: Path) -> tuple[int, dict[str, object]]:
    """What `dateline verify` says."""
    result = CliRunner().invoke(cli, ["verify", "--json", "--db", str(path)], prog_name="dateline")
    return result.exit_code, json.loads(result.stdout) if result.stdout.startswith("{") else {"problem": result.stderr}


def flipped(value: object, byte: float, bit: int) -> tuple[str, object]:
    """A cell with one bit turned: how it is written in SQL, and the value."""
    if isinstance(value, int):
        return "?", value ^ (1 << bit)
    if isinstance(value, float):
        raw = bytearray(struct.pack(">d", value))
        raw[int(byte * len(raw))] ^= 1 << bit
        return "?", struct.unpack(">d", raw)[0]
    raw = bytearray(str(value).encode())
    raw[int(byte * len(raw))] ^= 1 << bit
    return "CAST(? AS TEXT)", bytes(raw)


ROWS_OF = st.integers(1, ROWS)
BYTE = st.floats(0, 1, exclude_max=True)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=ROWS_OF, column=st.sampled_from(WORDS), byte=BYTE, bit=st.integers(0, 7))
def test_one_bit_of_any_cell(sound: Path, tmp_path: Path, number: int, column: str, byte: float, bit: int) -> None:
    path = tmp_path / "flipped.db"
    shutil.copy(sound, path)
    other = sqlite3.connect(path)
    (value,) = other.execute(f'SELECT "{column}" FROM ledger WHERE number = ?', (number,)).fetchone()
    assume(value is not None)
    mark, changed = flipped(value, byte, bit)
    assume(changed == changed and changed != value)
    try:
        other.execute(f'UPDATE ledger SET "{column}" = {mark} WHERE number = ?', (changed, number))
        other.commit()
    except (sqlite3.IntegrityError, sqlite3.OperationalError):
        assume(False)  # another row has that number, or that undoing, already
    finally:
        other.close()
    with open_store(path, write=False) as store:
        broken = store.ledger.verify()
    assert broken is not None
    # A row whose number is turned is missing where it was, or stands where none may stand.
    assert broken.number == (min(number, changed) if column == "number" and isinstance(changed, int) and changed < 1 else number)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=ROWS_OF, byte=BYTE, bit=st.integers(0, 7))
def test_one_bit_of_a_row_in_the_file_itself(sound: Path, tmp_path: Path, number: int, byte: float, bit: int) -> None:
    with open_store(sound, write=False) as store:
        hashed = store.ledger.entry(number).hash.encode()
    raw = bytearray(sound.read_bytes())
    assert raw.count(hashed) == 1
    raw[raw.index(hashed) + int(byte * len(hashed))] ^= 1 << bit
    path = tmp_path / "flipped.db"
    path.write_bytes(raw)
    code, told = verified(path)
    assert (code, told["broken"]) == (1, number)
    assert f"entry {number}:" in str(told["problem"])


@pytest.mark.parametrize("number", [1, 17, ROWS])
def test_a_row_that_is_taken_out_is_missing(sound: Path, tmp_path: Path, number: int) -> None:
    path = tmp_path / "less.db"
    shutil.copy(sound, path)
    with open_store(path, write=False) as store:
        head = store.ledger.head()
    assert head is not None
    other = sqlite3.connect(path)
    other.execute("PRAGMA foreign_keys = OFF")
    other.execute("DELETE FROM ledger WHERE number = ?", (number,))
    other.commit()
    other.close()
    if number < ROWS:
        assert verified(path)[1]["broken"] == number
        return
    assert verified(path)[0] == 0, "that the end was cut off shows only to who noted the head down"
    result = CliRunner().invoke(cli, ["verify", "--db", str(path), "--head", f"{head.number}:{head.hash[:8]}"])
    assert result.exit_code == 1
    assert f"entry {ROWS}: the ledger ends before it" in result.stderr


def test_a_long_ledger_is_verified_within_its_time(tmp_path: Path, script: Callable[[str], ModuleType]) -> None:
    """The gate is a million rows in 30 seconds; here are 20,000 of them, in seconds of the processor."""
    bench = script("bench/ledger.py")
    assert bench.measured(tmp_path / "long.db", 20_000) * 50 <= bench.GATE_SECONDS


def test_random_bytes_in_place_of_a_row(sound: Path, tmp_path: Path) -> None:
    chance = random.Random(1)
    for _ in range(20):
        number = chance.randrange(1, ROWS + 1)
        path = tmp_path / "torn.db"
        shutil.copy(sound, path)
        other = sqlite3.connect(path)
        other.execute("UPDATE ledger SET reason = CAST(? AS TEXT) WHERE number = ?", (chance.randbytes(30), number))
        other.commit()
        other.close()
        with open_store(path, write=False) as store:
            broken = store.ledger.verify()
        assert broken is not None
        assert broken.number == number
