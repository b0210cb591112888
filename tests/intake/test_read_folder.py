"""`dateline read` over a folder of good and bad files: it finishes, says what failed and why, also as JSON, and exits with 1."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import dateline
from dateline.cli import cli
from dateline.errors import InputError

SAMPLES = Path(__file__).parents[2] / "samples"
TEXT = "The army said on Monday that it had taken the town, and residents said that the hospital was closed."


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], prog_name="dateline")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One good text, three bad files, an archive with one of each, a picture."""
    top = tmp_path / "in"
    top.mkdir()
    (top / "a.txt").write_text(TEXT)
    (top / "b.pdf").write_bytes((SAMPLES / "situation-report.pdf").read_bytes()[:700])
    (top / "c.docx").write_bytes(b"PK\x03\x04 broken")
    (top / "d.csv").write_text("a,b\n1,2\n")
    (top / "e.png").write_bytes(b"\x89PNG")
    with zipfile.ZipFile(top / "f.zip", "w") as archive:
        archive.writestr("good.txt", TEXT + " It left on Tuesday.")
        archive.writestr("bad.txt", b"\x00\x01\x02\x03" * 100)
    return top


def test_a_folder_with_bad_files_is_read_to_the_end(folder: Path, tmp_path: Path) -> None:
    result = run("read", folder, "--no-store", "--json", "--failures", tmp_path / "failed.jsonl")
    assert result.exit_code == 1
    assert [json.loads(line)["report"].get("ref") for line in result.stdout.splitlines()] == [None, "f.zip!good.txt"]
    failed = {Path(f["input"]).name: f["reason"] for f in map(json.loads, (tmp_path / "failed.jsonl").read_text().splitlines())}
    assert list(failed) == ["b.pdf", "c.docx", "d.csv", "f.zip!bad.txt"]
    assert failed["f.zip!bad.txt"] == "binary"
    assert "no column holds the text" in failed["d.csv"]
    told = result.stderr.splitlines()
    assert len(told) == 5
    assert any(line.endswith("1 set aside (1 named .png)") for line in told)


def test_failures_can_be_json_on_standard_error(folder: Path) -> None:
    result = run("read", folder, "--no-store", "--json", "--failures", "-")
    objects = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]
    assert [set(o) for o in objects] == [{"input", "reason"}] * 4


def test_nothing_failed_leaves_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    result = run("read", tmp_path / "a.txt", "--no-store", "--failures", tmp_path / "failed.jsonl")
    assert result.exit_code == 0
    assert (tmp_path / "failed.jsonl").read_text() == ""


def test_columns_are_taken_from_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"n,what,head\n7,{TEXT.replace(',', ';')},Derna\n")
    result = run("read", tmp_path / "t.csv", "--no-store", "--json", "--columns", "text=what,title=head,ref=n")
    assert result.exit_code == 0
    report = json.loads(result.stdout)["report"]
    assert (report["ref"], report["title"]) == ("7", "Derna")
    wrong = run("read", tmp_path / "t.csv", "--columns", "words=what")
    assert wrong.exit_code == 2
    assert "fields: text, html, title" in wrong.stderr


def test_python_reads_the_formats_too() -> None:
    reading = dateline.read(SAMPLES / "weekly-note.docx")
    assert reading.report.published == "2011-10-23"
    assert any(r.kind == "toll" and r.type == "killed" for r in reading.records)
    with pytest.raises(InputError, match="no file matches"):
        dateline.read(str(SAMPLES / "*.nothing"))
