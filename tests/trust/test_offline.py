"""Nothing of the main job opens a connection: reading, linking, reporting, exporting, looking after it, and starting the page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
# In `sitecustomize`, so that the processes that the program starts have it too. The page may listen; nobody may ask another machine.
OFFLINE = """
import sys

ASKING = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")

def forbidden(event, arguments):
    if event in ASKING or (event == "socket.__new__" and not %r):
        raise AssertionError("a connection was opened: " + event)

sys.addaudithook(forbidden)
"""
JOB = """
import sys
from dateline.cli import cli

if __name__ == "__main__":
    for verb in %r:
        print("#", *verb)
        try:
            cli.main(verb, standalone_mode=False)
        except SystemExit as end:
            if end.code and verb[0] != "doctor":  # which may find something; here it may only not ask anybody
                raise
"""


def environment(folder: Path, *, listening: bool) -> dict[str, str]:
    """One in which no process may open a connection."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(OFFLINE % listening, encoding="utf-8")
    paths = os.pathsep.join([str(folder), str(ROOT), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": paths, "DATELINE_DB": str(folder / "kept.db")}


def test_no_verb_of_the_main_job_opens_a_socket(tmp_path: Path) -> None:
    verbs = [
        ["read", "--jobs", "2", str(SAMPLES / "four-accounts.jsonl"), str(SAMPLES / "page.html"), str(SAMPLES / "weekly-note.docx")],
        *(["link"], ["incidents"], ["disputes"], ["timeline"], ["copies"], ["search", "water"], ["list"], ["verify"], ["doctor"]),
        *(["export", name, "-o", str(tmp_path / f"out.{name}")] for name in ("csv", "xlsx", "parquet", "geojson", "acled")),
        ["report", "--since", "2000-01-01", "--until", "2026-01-01", "-o", str(tmp_path / "report.html")],
        ["db", "check"],
    ]
    (tmp_path / "job.py").write_text(JOB % verbs, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "job.py")]
    env = environment(tmp_path, listening=False)
    probe = subprocess.run(
        [sys.executable, "-c", "import socket; socket.socket()"], capture_output=True, text=True, env=env, check=False, timeout=60
    )
    assert "a connection was opened" in probe.stderr, "the fence stands"
    job = subprocess.run(command, capture_output=True, text=True, check=False, env=env, cwd=tmp_path, timeout=600)
    assert job.returncode == 0, job.stderr
    assert [line.split()[1] for line in job.stdout.splitlines() if line.startswith("# ")] == [verb[0] for verb in verbs]
    assert (tmp_path / "report.html").stat().st_size > 1000


def test_the_page_starts_and_answers_without_asking_anybody(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dateline", "serve", "--port", "0", "--json"]
    env = environment(tmp_path, listening=True)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) as running:
        try:
            assert running.stdout is not None
            address = json.loads(running.stdout.readline())["address"]
            with urlopen(address, timeout=60) as answer:
                assert answer.status == 200
                assert b"dateline" in answer.read().lower()
        finally:
            running.terminate()
            running.wait(30)
