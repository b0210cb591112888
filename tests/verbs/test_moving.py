"""`dateline db copy` and `db roles`: what is said, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dateline.cli import cli
from dateline.stores import open_store, reviews
from dateline.types import Reading


@pytest.fixture
def kept(tmp_path: Path, port_reading: Reading) -> Path:
    path = tmp_path / "kept.db"
    with open_store(path) as store:
        store.put(port_reading, port_reading.text.encode())
        store.judge([reviews.decision(port_reading, port_reading.records[0], "accept", by="Ana", at="2026-01-31T12:00:00Z")])
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["db", *map(str, arguments)], prog_name="dateline")


def test_a_copy_says_what_proves_it(kept: Path, tmp_path: Path) -> None:
    target = tmp_path / "other.db"
    said = run("copy", kept, target)
    with open_store(kept, write=False) as store, open_store(target, write=False) as other:
        assert other.content_hash() == store.content_hash()
        assert list(other.ledger.entries()) == list(store.ledger.entries())
        assert f"1 report, 4 records and 1 decision now in {target}; content {store.content_hash()}, ledger 1:" in said.output
        told = json.loads(run("copy", kept, target, "--json").output)
        assert (told["content"], told["reports"], told["entries"]) == (store.content_hash(), 1, 1)


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        (("copy", "one.db"), 2, "copy needs both"),
        (("check", "one.db", "two.db"), 2, "are for copy"),
        (("copy", "one.db", "one.db"), 1, "this is the database itself"),
        (("copy", "none.db", "two.db"), 1, "there is no such database"),
        (("roles", "--db", "one.db"), 1, "roles are for databases on a server"),
        (("check", "--db", "postgresql://ana:secret@127.0.0.1:1/none"), 1, "postgresql://ana@127.0.0.1:1/none: "),
    ],
)
def test_what_cannot_be_done_says_why(arguments: tuple[str, ...], status: int, reason: str) -> None:
    done = run(*arguments)
    assert done.exit_code == status
    assert reason in done.output
    assert "secret" not in done.output
