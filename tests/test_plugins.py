"""Plug-ins of other packages: found, used, and proved against the contract, also where they break it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from dateline import api, errors, pipeline, plugged, plugins
from dateline.cli import cli
from dateline.types import Reading

MODULE = """
from dateline.ports import Format, Reader, Share, Wish
from dateline.types import Doubt, Found

def write(shares, out, wish):
    for share in shares():
        out.write(b"%d records\\n" % len(share.records))
    return {}

CALLS = []
def wavers(shares, out, wish):
    CALLS.append(1)
    out.write(b"%d" % len(CALLS))
    return None

GOOD = Format("tally", "how many", ".txt", "text/plain", ("record",), write)
BAD = Format("wavers", "never the same", ".txt", "text/plain", ("record", "page"), wavers)
NOTES = Reader("notes", frozenset({"records"}), frozenset(), lambda draft, language: Found(doubts=(Doubt(0, 1, "notes", "noted"),)))
def fails(draft, language):
    raise ValueError("no")
BROKEN = Reader("broken", frozenset({"mood"}), frozenset(), fails)
FALLEN = Reader("fallen", frozenset(), frozenset(), fails)
NOTHING = 7
"""
POINTS = """[dateline.exporters]
tally = dateline_test_plugin:GOOD
wavers = dateline_test_plugin:BAD
nothing = dateline_test_plugin:NOTHING
gone = dateline_test_plugin:GONE

[dateline.readers]
notes = dateline_test_plugin:NOTES
broken = dateline_test_plugin:BROKEN
fallen = dateline_test_plugin:FALLEN
"""


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package with plug-ins, as if it were installed."""
    (tmp_path / "dateline_test_plugin.py").write_text(MODULE, encoding="utf-8")
    info = tmp_path / "dateline_test_plugin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: dateline-test-plugin\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(POINTS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    plugged.forget()
    yield
    plugged.forget()


def test_an_exporter_of_another_package_is_a_format(port_reading: Reading) -> None:
    out = io.BytesIO()
    assert api.export("tally", [port_reading], out) == {}
    assert out.getvalue() == b"4 records\n"


def test_what_is_there_is_listed() -> None:
    done = CliRunner().invoke(cli, ["plugin", "list"])
    assert "exporter  tally  dateline_test_plugin:GOOD  (dateline-test-plugin)" in done.output
    assert {p.name for p in plugins.found()} >= {"tally", "wavers", "notes", "broken"}


@pytest.mark.parametrize("name", ["tally", "notes"])
def test_a_good_one_keeps_the_contract(name: str) -> None:
    done = CliRunner().invoke(cli, ["plugin", "check", name])
    assert (done.exit_code, done.output) == (0, f"{name}: keeps the contract\n")


def test_a_bad_exporter_is_told_what_is_wrong() -> None:
    problems = plugins.check("wavers")
    assert "its views are ('record', 'page'); allowed: record, incident, reading" in problems
    assert "one reading, record: the same records give other bytes the second time" in problems
    assert "one reading, record: it answers None, no counts of what was left out" in problems
    assert plugins.check("nothing") == ["it is a int, no dateline.ports.Format"]


def test_a_bad_reader_is_told_what_is_wrong() -> None:
    done = CliRunner().invoke(cli, ["plugin", "check", "broken"])
    assert done.exit_code == 1
    assert "broken: unknown parts mood" in done.output
    assert plugins.check("fallen") == ["fallen: this part could not be read: ValueError: no"]


def test_one_that_is_not_there_or_cannot_be_loaded() -> None:
    with pytest.raises(errors.DatelineError, match="no plug-in 'other'; there are: "):
        plugins.check("other")
    with pytest.raises(errors.DatelineError, match="gone: cannot be loaded"):
        plugins.check("gone")


def test_a_reader_runs_only_where_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pipeline.all_readers() == pipeline.READERS
    monkeypatch.setenv("DATELINE_PLUGINS", "notes")
    assert "noted" in [d.message for d in api.read_text("Two people were killed in Derna.").doubts]
    monkeypatch.setenv("DATELINE_PLUGINS", "other")
    with pytest.raises(errors.DataError, match="DATELINE_PLUGINS: no plug-in other; there are: broken, fallen, notes"):
        pipeline.all_readers()
