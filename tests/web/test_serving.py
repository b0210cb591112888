"""`dateline serve` as it is started from the command line."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from click.testing import CliRunner

from dateline.cli import cli


def test_help_does_not_load_the_page() -> None:
    shown = "import sys; from dateline.cli import cli; cli(['serve', '--help'], standalone_mode=False)"
    code = f"{shown}; print([m for m in sys.modules if 'fastapi' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "--add-user" in done.stdout
    assert done.stdout.strip().endswith("[]")


def test_the_first_line_is_the_address_and_lets_in_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dateline", "serve", "--db", str(tmp_path / "new.db"), "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            address = json.loads(running.stdout.readline())["address"]
            assert address.startswith("http://127.0.0.1:")
            with urlopen(Request(address.split("/enter")[0] + "/sign-in"), timeout=20) as answer:
                assert answer.status == 200
            assert _status(address) in (200, 303)
            assert _status(address) == 401
        finally:
            running.terminate()
            running.wait(20)
    assert (tmp_path / "new.db").is_file()


def _status(address: str) -> int:
    try:
        with urlopen(Request(address), timeout=20) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = CliRunner().invoke(cli, ["serve", "--db", str(tmp_path / "new.db"), "--port", str(port)])
    assert done.exit_code == 1
    assert f"127.0.0.1:{port}" in done.output


def test_a_database_of_another_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.db").write_bytes(b"no database at all, but long enough to be looked at" * 40)
    done = CliRunner().invoke(cli, ["serve", "--db", str(tmp_path / "other.db"), "--port", "0"])
    assert done.exit_code == 1
    assert "no SQLite database" in done.output


def test_users_are_added_and_a_host_demands_them(tmp_path: Path) -> None:
    database = ["--db", str(tmp_path / "new.db")]
    refused = CliRunner().invoke(cli, ["serve", *database, "--host", "0.0.0.0"])
    assert refused.exit_code == 1
    assert "--add-user" in refused.output
    added = CliRunner().invoke(cli, ["serve", *database, "--add-user", "ana:admin"], input="a long enough one\n")
    assert added.exit_code == 0, added.output
    assert json.loads((tmp_path / "new.db.users.json").read_text())["ana"]["role"] == "admin"
    short = CliRunner().invoke(cli, ["serve", *database, "--add-user", "bob"], input="short\n")
    assert short.exit_code == 1
    assert "too short" in short.output
    alone = CliRunner().invoke(cli, ["serve", *database, "--name", "desk.example.org"])
    assert alone.exit_code == 2
