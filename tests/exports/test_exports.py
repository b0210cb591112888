"""Every exporter on the same readings, and the table's cells one by one."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import kinds, output
from dateline.exports import EXPORTERS, tables
from dateline.types import Reading


def written(name: str, *readings: Reading) -> str:
    out = io.StringIO()
    EXPORTERS[name]([output.as_json(r) for r in readings], out)
    return out.getvalue()


def table(*readings: Reading) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written("csv", *readings), newline="")))


@pytest.mark.parametrize("name", EXPORTERS)
def test_the_same_readings_give_the_same_bytes(name: str, port_reading: Reading, river_reading: Reading) -> None:
    first, second = (written(name, port_reading, river_reading) for _ in range(2))
    assert first == second
    assert first.endswith("\n")


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_record_is_in_every_format(name: str, port_reading: Reading, river_reading: Reading) -> None:
    text = written(name, port_reading, river_reading)
    for record in (*port_reading.records, *river_reading.records):
        assert record.id in text


def test_jsonl_is_what_the_contract_says(port_reading: Reading, river_reading: Reading) -> None:
    lines = written("jsonl", port_reading, river_reading).splitlines()
    assert [json.loads(line) for line in lines] == [output.as_json(r) for r in (port_reading, river_reading)]


def test_a_row_stands_alone(port_reading: Reading) -> None:
    captures, loses, displaced, closed = table(port_reading)
    assert captures["report"] == port_reading.report.id
    assert captures["published"] == "2018-06-14T16:19"
    assert captures["agency"] == "Wire"
    assert (captures["source"], captures["cue"], captures["stance"]) == ("an army officer", "said", "claimed")
    assert captures["holder"] == "Troops [alleged]"
    assert (captures["place"], captures["place_name"], captures["lat"], captures["lon"]) == ("the airport", "Marsa", "31.5", "-25.25")
    assert (captures["first_day"], captures["last_day"]) == ("2018-06-13", "2018-06-13")
    assert captures["quote"] == "Troops took the airport on Wednesday, an army officer said"
    assert port_reading.text[int(captures["start"]) : int(captures["end"])] == captures["words"] == "took"
    assert (loses["stance"], loses["source_type"], loses["first_day"]) == ("denied", "witness", "")
    assert [displaced[name] for name in ("low", "best", "high", "approx", "unit")] == ["14000", "14000", "", "true", "person"]
    assert (displaced["source_name"], displaced["told_by"]) == ("Relief Office", "an army officer")
    assert (closed["status"], closed["first_day"], closed["last_day"]) == ("closed", "2018-06-05", "")


def test_half_numbers_are_kept(river_reading: Reading) -> None:
    (killed,) = table(river_reading)
    assert [killed[name] for name in ("low", "best", "high")] == ["4", "4.5", "5"]


def test_every_field_of_every_kind_has_a_column() -> None:
    columns = tables.columns()
    assert len(set(columns)) == len(columns)
    for kind in kinds.KINDS:
        assert set(kinds.kind(kind).fields) <= set(columns)


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1dcmd"])
def test_no_cell_starts_a_formula(port_reading: Reading, words: str) -> None:
    reading = output.as_json(port_reading)
    reading["records"][0]["text"] = words
    out = io.StringIO()
    tables.csv([reading], out)
    row = next(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert row["words"] == "'" + words
    assert row["lon"] == "-25.25"


@given(st.one_of(st.text(), st.floats(allow_nan=False), st.integers(), st.booleans(), st.none()))
def test_safe_cells_keep_their_words(cell: Any) -> None:
    safe = tables.safe(cell)
    assert not (isinstance(safe, str) and safe.startswith(tables.FORMULA))
    assert safe in (cell, f"'{cell}", str(cell).lower())
