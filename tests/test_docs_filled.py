"""The pages that a script fills: their tables are those of the program, and their commands run."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from dateline.exports import EXPORTERS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """`scripts/fill_docs.py` as a module."""
    spec = importlib.util.spec_from_file_location("fill_docs", ROOT / "scripts" / "fill_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fill_docs"] = module
    spec.loader.exec_module(module)
    return module


def test_the_tables_of_codes_are_those_of_the_program(script: ModuleType) -> None:
    page = (DOCS / "exports.md").read_text(encoding="utf-8")
    assert script.filled_tables(page) == page, "run scripts/docs"
    assert all(f"<!-- table: {name} -->" in page for name in script.TABLE)


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_format_has_a_section(name: str) -> None:
    heads = [line for line in (DOCS / "exports.md").read_text(encoding="utf-8").splitlines() if line.startswith("## ")]
    assert any(name in line.removeprefix("## ").split(", ") for line in heads)


def test_the_commands_of_the_tutorial_run(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    for name, value in (("COLUMNS", "110"), ("DATELINE_DB", "dateline.db"), ("DATELINE_HOME", str(tmp_path / "home"))):
        monkeypatch.setenv(name, value)
    told = {}
    for command in script.commands(page):
        words = script.shlex.split(command)
        assert words[0] == "dateline"
        told[command] = script.run_here(words[1:])
    assert len(told) > 20
    assert [command for command, out in told.items() if not out.strip()] == []
    assert "1 row taken in" in told["dateline import acled samples/known-events.csv"]
    assert (tmp_path / "acled.csv").read_bytes().count(b"\r\n") >= 2
    assert "Hawa" not in (tmp_path / "evidence.jsonld").read_text(encoding="utf-8")


def test_the_commands_of_the_first_page_run(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (DOCS / "index.md").read_text(encoding="utf-8")
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    for name, value in (("COLUMNS", "110"), ("DATELINE_DB", "dateline.db"), ("DATELINE_HOME", str(tmp_path / "home"))):
        monkeypatch.setenv(name, value)
    told = [script.run_here(script.shlex.split(command)[1:]) for command in script.commands(page)]
    assert len(told) >= 7
    assert [out for out in told if not out.strip()] == []
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_long_outputs_are_cut(script: ModuleType) -> None:
    assert script.shown("a\nb\nc\n", 2) == "a\nb\n...\n"
    assert script.shown("", 2) == ""
    assert len(script.shown("x" * 400, 1)) == script.LONGEST + 2
