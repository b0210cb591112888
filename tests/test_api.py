"""What a program calls: reading texts and paths, tables in memory, files; the examples of the docs; what a notebook shows."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

import dateline
from dateline import api, errors, models, output, types
from dateline.stores import open_store
from dateline.types import Judgement, Reading, Span

ROOT = Path(__file__).parent.parent
TEXT = "Shells hit the market in Derna on 3 May 2017, residents said. Two people were killed."


@pytest.mark.parametrize("text", [TEXT, TEXT * 20, "One line.\nAnd another.", "the mayor said that 3 people were killed"])
def test_a_text_is_read_as_a_text(text: str) -> None:
    assert dateline.read(text).text == text


@pytest.mark.parametrize("name", ["missing.txt", "no such report.html", "reports", "some folder/*.txt"])
def test_a_name_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(errors.InputError):
        dateline.read(name)


def test_a_path_is_read_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a report with blanks"
    path.write_text(TEXT, encoding="utf-8")
    assert dateline.read(str(path)) == dateline.read(path)
    assert dateline.read(path).text == TEXT


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(errors.InputError):
        dateline.read("\n \n")


def test_tables_in_memory(port_reading: Reading, river_reading: Reading) -> None:
    both = [port_reading, river_reading]
    arrow, pandas, polars = dateline.to_arrow(both), dateline.to_pandas(both), dateline.to_polars(both)
    assert arrow.num_rows == len(pandas) == polars.height == 5
    assert arrow.column_names == list(pandas.columns) == polars.columns
    assert pandas["stance"].tolist() == polars["stance"].to_list() == arrow["stance"].to_pylist()
    assert dateline.to_arrow(both, view="incident").num_rows >= 2
    assert dateline.to_arrow([]).column_names == arrow.column_names


def test_records_as_models(port_reading: Reading) -> None:
    found = dateline.to_models([port_reading])
    assert [f.record.id for f in found] == [r.id for r in port_reading.records]
    toll = next(f for f in found if f.record.kind == "toll")
    count = toll.record.first("count")
    assert count is not None
    assert port_reading.text[count.start : count.end] == count.text
    assert (toll.report.id, toll.record.first("nothing")) == (port_reading.report.id, None)
    with pytest.raises(ValueError, match="frozen"):
        toll.record.stance = "stated"
    whole = models.reading(port_reading)
    assert whole.model_dump(mode="json", exclude_unset=True) == output.as_json(port_reading)


@pytest.mark.parametrize("name", ["Report", "Entity", "Place", "Section", "Doubt"])
def test_a_model_has_the_fields_of_its_type(name: str) -> None:
    assert set(getattr(models, name).model_fields) == {field.name for field in fields(getattr(types, name))}


@pytest.mark.parametrize(("field", "value"), [("stance", "certain"), ("kind", "rumour"), ("mood", "sad")])
def test_a_model_refuses_what_the_contract_does_not_have(port_reading: Reading, field: str, value: str) -> None:
    told = output.as_json(port_reading)
    told["records"][0][field] = value
    with pytest.raises(ValueError, match=field):
        models.Reading.model_validate(told)


def test_the_help_loads_no_models() -> None:
    code = "import sys; from dateline.cli import cli; cli.main(['--help'], standalone_mode=False); print('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.endswith("False\n")


def test_a_map_shows_where_and_how_exactly(port_reading: Reading) -> None:
    drawn = dateline.map_of([port_reading])
    html = drawn._repr_html_()
    assert "<svg" in html
    assert "http" not in html
    placed = [f for f in drawn.geojson["features"] if f["geometry"]]
    assert {at.place.name for at in drawn.places} <= {p.name for p in port_reading.places}
    assert len(placed) == len({f.record.id for at in drawn.places for f in at.found})
    assert dateline.map_of([])._repr_html_() == "<p>No place that is known.</p>"


def test_a_store_gives_what_is_wanted_as_it_stands(tmp_path: Path, port_reading: Reading, river_reading: Reading) -> None:
    with open_store(tmp_path / "d.db") as store:
        for reading in (port_reading, river_reading):
            store.put(reading, reading.text.encode())
        captures = port_reading.records[0]
        store.judge([Judgement(captures.id, "", "reject", "A. Nalyst", "2023-01-01T00:00:00Z", reason="misread")])
        table = dateline.to_arrow(store, wanted=dateline.Wanted(kind="control")).to_pylist()
        assert [row["record"] for row in table] == [r.id for r in port_reading.records[:2]]
        assert (table[0]["decision"], table[0]["decided_by"]) == ("reject", "A. Nalyst")
        hidden = dateline.to_arrow(store, wanted=dateline.Wanted(kind="control"), redacted=True).to_pylist()
        assert hidden[0]["decided_by"] == "a reviewer"
        out = io.BytesIO()
        assert dateline.export("acled", store, out) == {"no event: a condition or a toll alone": 2, **_rejected(out)}


def test_people_decide_what_is_one_incident(tmp_path: Path, port_reading: Reading, river_reading: Reading) -> None:
    first, second = port_reading.records[0].id, river_reading.records[0].id
    with open_store(tmp_path / "d.db") as store:
        for reading in (port_reading, river_reading):
            store.put(reading, reading.text.encode())
        apart = dateline.to_arrow(store, view="incident").to_pylist()
        assert {row["reports"] for row in apart} == {1}
        store.ledger.add(Judgement(max(first, second), min(first, second), "same", "A. Nalyst", "2023-01-01T00:00:00Z"))
        together = dateline.to_arrow(store, view="incident").to_pylist()
        (both,) = (row for row in together if row["reports"] == 2)
        assert both["state"] == "judged"
        assert {first, second} <= set(both["records"].split(" | "))


def _rejected(out: io.BytesIO) -> dict[str, int]:
    """That one incident was left out because a person rejected what it rests on; the table has a header and nothing else."""
    assert out.getvalue().count(b"\r\n") == 1
    return {"not said to have happened (negated, expected, intended, possible, or rejected)": 1}


def test_whole_readings_come_out_of_a_store_as_they_went_in(tmp_path: Path, port_reading: Reading) -> None:
    with open_store(tmp_path / "d.db") as store:
        store.put(port_reading, port_reading.text.encode())
        out = io.BytesIO()
        dateline.export("jsonl", store, out)
        assert out.getvalue().decode() == output.dumps(output.as_json(port_reading)) + "\n"
        some = io.BytesIO()
        dateline.export("jsonl", store, some, wanted=dateline.Wanted(kind="toll"))
        kept = dateline.from_json(__import__("json").loads(some.getvalue()))
        assert [r.type for r in kept.records] == ["displaced"]
        assert kept.mentions == port_reading.mentions


def test_a_reading_is_written_once_and_how_far_it_is_is_told(tmp_path: Path, port_reading: Reading) -> None:
    with open_store(tmp_path / "d.db") as store:
        store.put(port_reading, port_reading.text.encode())
        out, notes = io.BytesIO(), list[tuple[int, int]]()
        dateline.export("jsonl", store, out, wanted=dateline.Wanted(sort="confidence"), note=lambda *taken: notes.append(taken))
        assert out.getvalue().count(b"\n") == 1
        assert notes == [(1, 4)]


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path, port_reading: Reading) -> None:
    target = tmp_path / "out.csv"
    broken = replace(port_reading, records=(replace(port_reading.records[0], evidence=None),))  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        dateline.export("csv", [broken], target)
    assert list(tmp_path.iterdir()) == []
    dateline.export("csv", [port_reading], target)
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]
    with pytest.raises(errors.DatelineError, match="no such file"):
        dateline.export("csv", [port_reading], tmp_path / "nowhere" / "out.csv")


def test_what_a_notebook_shows(port_reading: Reading) -> None:
    shown = port_reading._repr_html_()
    plain = re.sub(r"<sup>[\d,]+</sup>|<[^>]+>", "", shown.split("<table>")[0])
    assert port_reading.text in plain
    assert shown.count("<mark") >= len(port_reading.records)
    assert 'title="1: control captures, claimed, an army officer"' in shown
    assert '<td dir="auto">toll displaced</td><td dir="auto">claimed</td>' in shown


def test_nothing_of_a_report_becomes_markup() -> None:
    text = '<script>alert("x")</script> killed "two" & more'
    reading = Reading(dateline.Report("sha256:0", title="<b>"), text, (), (), (), (), (), (), ())
    record = dateline.Record("r1", "toll", "killed", "stated", "actual", None, 0, len(text), text, Span(0, len(text)), {}, 1.0)
    shown = replace(reading, records=(record,))._repr_html_()
    assert "<script" not in shown
    assert "<b>" not in shown
    assert "&lt;script&gt;" in shown


def test_the_examples_of_the_docs_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    code = compile("from __future__ import annotations\n" + "\n".join(blocks), "docs/python.md", "exec")
    exec(code, {"__name__": "example"})
    told = capsys.readouterr().out
    assert "toll killed: 'Two" in told
    assert (tmp_path / "example.csv").is_file()


def test_public_names_of_the_api_are_those_of_the_package() -> None:
    for name in ("export", "read", "to_arrow", "to_models", "to_pandas", "to_polars"):
        assert getattr(dateline, name) is getattr(api, name)
