"""Every exporter on the same readings, and the cells of the plain tables one by one, read back by the field's own readers."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyarrow import parquet
from shapely.geometry import shape

from dateline import api, errors, kinds, output
from dateline.exports import EXPORTERS, format_of, sheets, tables
from dateline.types import Reading

Table = Callable[..., list[dict[str, str]]]
Write = Callable[..., bytes]
ROWS = [name for name in ("csv", "xlsx", "parquet", "geojson") if name in EXPORTERS]
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.mark.parametrize("name", [name for name in EXPORTERS if name != "xlsx"])
def test_the_same_readings_give_the_same_bytes(name: str, write: Write, port_reading: Reading, river_reading: Reading) -> None:
    first, second = (write(name, port_reading, river_reading) for _ in range(2))
    assert first == second
    assert EXPORTERS[name].is_text is False or first.endswith(b"\n")


@pytest.mark.parametrize("name", EXPORTERS)
def test_nothing_kept_is_no_error(name: str, write: Write) -> None:
    assert write(name) or not EXPORTERS[name].is_text or name in ("jsonl", "plover")


def records_of(name: str, data: bytes) -> list[dict[str, Any]]:
    """The rows of a plain format, as its own reader gives them."""
    if name == "csv":
        return list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    if name == "xlsx":
        head, *body = load_workbook(io.BytesIO(data), read_only=True).worksheets[0].iter_rows(values_only=True)
        return [dict(zip(map(str, head), row, strict=True)) for row in body]
    if name == "parquet":
        return parquet.read_table(io.BytesIO(data)).to_pylist()
    return [feature["properties"] for feature in json.loads(data)["features"]]


@pytest.mark.parametrize("name", ROWS)
def test_a_record_is_a_row_with_its_source_stance_quote_offsets_hash_and_version(
    name: str, write: Write, port_reading: Reading, river_reading: Reading
) -> None:
    found = {row["record"]: row for row in records_of(name, write(name, port_reading, river_reading))}
    assert len(found) == len(port_reading.records) + len(river_reading.records)
    for reading in (port_reading, river_reading):
        for record in reading.records:
            row = found[record.id]
            assert (row["stance"], row["quote"]) == (record.stance, record.evidence.of(reading.text))
            assert (int(row["start"]), int(row["end"])) == (record.start, record.end)
            assert (row["report"], bool(row["dateline_version"])) == (reading.report.id, True)
            assert bool(row.get("source")) == (record.voice is not None)


@pytest.mark.parametrize("name", ROWS)
def test_an_incident_is_a_row_with_who_says_what(name: str, write: Write, port_reading: Reading, river_reading: Reading) -> None:
    found = records_of(name, write(name, port_reading, river_reading, view="incident"))
    told = " ".join(str(row["records"]) for row in found)
    assert all(row["independent"] in (1, "1") for row in found)
    assert all(record.id in told for record in (*port_reading.records, *river_reading.records) if record.kind != "claim")
    (killed,) = (row for row in found if "toll killed" in row["types"])
    assert "killed: Four or five fighters (the Front, claimed)" in killed["tolls"]
    assert (float(killed["killed_low"]), float(killed["killed_high"])) == (4, 5)


def test_jsonl_is_what_the_contract_says(write: Write, port_reading: Reading, river_reading: Reading) -> None:
    lines = write("jsonl", port_reading, river_reading).decode().splitlines()
    assert [json.loads(line) for line in lines] == [output.as_json(r) for r in (port_reading, river_reading)]


def test_jsonl_can_have_a_record_a_line(write: Write, port_reading: Reading) -> None:
    lines = [json.loads(line) for line in write("jsonl", port_reading, view="record").decode().splitlines()]
    assert lines == [output.found_json(port_reading, record) for record in port_reading.records]


def test_a_row_stands_alone(table: Table, port_reading: Reading) -> None:
    captures, loses, displaced, closed = table("csv", port_reading)
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


def test_half_numbers_are_kept(table: Table, river_reading: Reading) -> None:
    (killed,) = table("csv", river_reading)
    assert [killed[name] for name in ("low", "best", "high")] == ["4", "4.5", "5"]


def test_every_field_of_every_kind_has_a_column() -> None:
    for kind in kinds.KINDS:
        assert set(kinds.kind(kind).fields) <= set(tables.columns())


def test_a_byte_order_mark_for_excel(write: Write, port_reading: Reading) -> None:
    assert write("csv", port_reading, bom=True) == b"\xef\xbb\xbf" + write("csv", port_reading)


def with_words(reading: Reading, words: str) -> Reading:
    first, *others = reading.records
    return replace(reading, records=(replace(first, text=words), *others))


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1dcmd"])
def test_no_cell_starts_a_formula(write: Write, port_reading: Reading, words: str) -> None:
    reading = with_words(port_reading, words)
    row = records_of("csv", write("csv", reading))[0]
    assert (row["words"], row["lon"]) == ("'" + words, "-25.25")
    sheet = load_workbook(io.BytesIO(write("xlsx", reading))).worksheets[0]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "b"}


@given(st.one_of(st.text(), st.floats(allow_nan=False), st.integers(), st.booleans(), st.none()))
def test_safe_cells_keep_their_words(cell: Any) -> None:
    safe = sheets.safe(cell)
    assert not (isinstance(safe, str) and safe.startswith(sheets.FORMULA))
    assert safe in (cell, f"'{cell}", str(cell).lower())


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=40))
def test_letters_that_no_workbook_holds_are_left_out(words: str) -> None:
    out = io.BytesIO()
    sheets.write_xlsx({"words": "string"}, [{"words": words}], out)
    cell = load_workbook(out).worksheets[0]["A2"].value
    assert (cell or "").replace("\r\n", "\n").replace("\r", "\n") == sheets.UNWRITABLE.sub("", words).replace("\r\n", "\n").replace(
        "\r", "\n"
    )


def test_geojson_has_a_point_where_a_place_is_known_and_loses_nothing(write: Write, port_reading: Reading) -> None:
    features = json.loads(write("geojson", port_reading))["features"]
    assert [f["id"] for f in features] == [r.id for r in port_reading.records]
    assert [shape(f["geometry"]).coords[0] for f in features if f["geometry"]] == [(-25.25, 31.5)]


def test_kml_counts_what_has_no_place(port_reading: Reading) -> None:
    out = io.BytesIO()
    assert api.export("kml", [port_reading], out) == {"no place that is known": 3}
    (mark,) = ET.fromstring(out.getvalue()).iter(f"{KML}Placemark")
    assert mark.findtext(f"{KML}TimeSpan/{KML}begin") == "2018-06-13"
    assert mark.findtext(f"{KML}Point/{KML}coordinates") == "-25.25,31.5"
    assert "claimed" in (mark.findtext(f"{KML}name") or "")


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(errors.DataError, match="'doc' is no format; known: jsonl, csv"):
        format_of("doc")


def test_an_unknown_view_is_refused(port_reading: Reading) -> None:
    with pytest.raises(errors.DatelineError, match="csv has no view 'reading'; it has: record, incident"):
        api.export("csv", [port_reading], io.BytesIO(), view="reading")
