"""`dateline read` and URLs: refused without --fetch, read with it; and nothing else of the program opens a connection."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import dateline
from dateline.cli import cli
from dateline.errors import InputError
from dateline.stores import open_store

from .intake.fetch_server import Server, page, rules, serving, to

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
STORY = (SAMPLES / "wire-page.txt").read_bytes()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    with serving() as found:
        found.answers["/story"] = page(STORY, kind="text/plain; charset=utf-8")
        yield found


def run(server: Server, *arguments: object) -> Result:
    """The program, made with rules under which this machine may be asked."""
    return CliRunner().invoke(cli, [str(a) for a in arguments], prog_name="dateline", obj=rules(server))


def readings(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_url_is_refused_without_fetch(server: Server, tmp_path: Path) -> None:
    result = run(server, "read", server.url("/story"), "--db", tmp_path / "kept.db")
    assert result.exit_code == 1
    assert result.stderr == (
        f"dateline: {server.url('/story')}: not fetched: nothing leaves this machine unless you ask for it; with --fetch it is fetched\n"
    )
    assert server.connections == 0
    with pytest.raises(InputError, match="not fetched"):
        dateline.read(server.url("/story"))


def test_with_fetch_it_is_read_and_kept_with_its_url(server: Server, tmp_path: Path) -> None:
    server.answers["/old"] = to("/story")
    result = run(server, "read", "--fetch", "--json", server.url("/old"), "--db", tmp_path / "kept.db", "--contact", "me@example.org")
    assert result.exit_code == 0, result.output
    (reading,) = readings(result)
    assert reading["report"]["url"] == server.url("/story")
    assert "url" in reading["report"]["given"]
    assert len(reading["records"]) > 5
    with open_store(tmp_path / "kept.db", write=False) as store:
        assert store.raw(reading["report"]["id"]) == STORY
    assert {"+me@example.org;" in asked.headers["user-agent"] for asked in server.asked} == {True}


def test_a_url_and_a_file_are_read_in_their_order_and_what_fails_is_named(server: Server) -> None:
    sample = SAMPLES / "wire-page.txt"
    result = run(server, "read", "--fetch", "--json", "--no-store", server.url("/gone"), sample, server.url("/story"))
    assert result.exit_code == 1
    assert [r["report"]["url"] for r in readings(result)] == [None, server.url("/story")]
    assert result.stderr == f"dateline: {server.url('/gone')}: the site answers 404 (not found)\n"


def test_the_same_records_come_from_a_file_and_from_a_url(server: Server) -> None:
    (fetched,) = readings(run(server, "read", "--fetch", "--json", "--no-store", server.url("/story")))
    (filed,) = readings(run(server, "read", "--json", "--no-store", SAMPLES / "wire-page.txt"))
    assert fetched["records"] == filed["records"]


def test_no_option_and_no_variable_opens_this_machine(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATELINE_ALLOW", "DATELINE_TEST", "DATELINE_FETCH", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")
    arguments = ["read", "--fetch", "--no-store", "--allow-port", str(server.port), f"http://127.0.0.1:{server.port}/story"]
    result = CliRunner().invoke(cli, arguments, prog_name="dateline")
    assert result.exit_code == 1
    assert "is this machine" in result.stderr
    assert server.connections == 0


def test_a_folder_that_cannot_be_written_to_does_not_stop_it(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache").write_text("in the way", encoding="utf-8")
    result = run(server, "read", "--fetch", "--json", "--no-store", server.url("/story"))
    assert result.exit_code == 0, result.output
    assert "within this run only" in result.stderr


OFFLINE = """
import sys

def forbidden(event, arguments):
    if event in ("socket.__new__", "socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        raise AssertionError("a socket was opened")

sys.addaudithook(forbidden)
"""


def test_the_whole_main_job_opens_no_socket(tmp_path: Path) -> None:
    """Reading samples of every format, listing, searching, showing and exporting them, where opening a socket is an error. The hook is in
    `sitecustomize`, so that the processes that the program starts have it too."""
    (tmp_path / "sitecustomize.py").write_text(OFFLINE, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]), "DATELINE_DB": str(tmp_path / "kept.db")}

    samples = [
        str(SAMPLES / name)
        for name in ("wire-page.txt", "page.html", "situation-report.pdf", "feed.xml", "bulletin.eml", "weekly-note.docx")
    ]
    verbs = (["read", "--jobs", "2", *samples], ["list", "--json"], ["search", "water"], ["export", "csv"])
    loop = f"    for verb in {verbs}:\n        cli.main(verb, standalone_mode=False)\n"
    program = f"from dateline.cli import cli\nif __name__ == '__main__':\n{loop}"
    (tmp_path / "job.py").write_text(program, encoding="utf-8")

    def done(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command], capture_output=True, text=True, check=False, env=environment, cwd=ROOT, timeout=300
        )

    assert "a socket was opened" in done("-c", "import socket; socket.socket()").stderr
    job = done(str(tmp_path / "job.py"))
    assert job.returncode == 0, job.stderr
    assert len(job.stdout.splitlines()) > 60
