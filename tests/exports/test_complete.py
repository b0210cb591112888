"""The walk along the list of exporters: each has a golden file, a validator here, and a section of the docs that says what it loses."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import hxl
import pytest
from openpyxl import load_workbook
from pyarrow import parquet
from shapely.geometry import shape

from dateline import checks, models
from dateline.exports import EXPORTERS, cases, tables
from dateline.types import Reading

GOLDEN = Path(__file__).parent / "golden"
PAGE = Path(__file__).parent.parent.parent / "docs" / "exports.md"
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own reader of JSON-LD
VIEWS = [(name, view) for name, known in EXPORTERS.items() for view in known.views]
Write = Callable[..., bytes]


def codes(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("dateline.exports").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def of_table(data: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a table of text, each with as many cells as the header has."""
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter)
    assert len(set(head)) == len(head)
    assert all(len(row) == len(head) for row in rows)
    return [dict(zip(head, row, strict=True)) for row in rows]


def columns(view: str) -> Mapping[str, str]:
    return cases.columns() if view == "incident" else tables.columns()


def no_formula(rows: list[dict[str, str]]) -> None:
    assert not any(cell[:1] in "=@\t\r" and cell for row in rows for cell in row.values())


# ---------------------------------------------------------------- one validator a format: it raises for what is no such file


def jsonl(data: bytes, view: str) -> None:
    for line in map(json.loads, data.decode().splitlines()):
        if view == "reading":
            assert checks.check(line) == []
            assert models.Reading.model_validate(line).model_dump(mode="json", exclude_unset=True) == line
        elif view == "record":
            assert models.Found.model_validate(line).model_dump(mode="json", exclude_unset=True) == line
        else:
            assert set(line) <= set(cases.columns())


def csv_(data: bytes, view: str) -> None:
    rows = of_table(data)
    assert list(rows[0]) == list(columns(view))
    no_formula(rows)


def xlsx(data: bytes, view: str) -> None:
    (sheet,) = load_workbook(io.BytesIO(data), read_only=True).worksheets
    assert [cell.value for cell in next(iter(sheet.rows))] == list(columns(view))
    assert all(cell.data_type != "f" for row in sheet.rows for cell in row)


def arrow(data: bytes, view: str) -> None:
    schema = parquet.read_schema(io.BytesIO(data))
    wanted = {"string": "string", "integer": "int64", "number": "double", "boolean": "bool"}
    assert {f.name: str(f.type) for f in schema} == {name: wanted[type_] for name, type_ in columns(view).items()}


def geojson(data: bytes, view: str) -> None:
    found = json.loads(data)
    assert found["type"] == "FeatureCollection"
    for feature in found["features"]:
        assert feature["type"] == "Feature"
        assert set(feature["properties"]) <= set(columns(view))
        if feature["geometry"]:
            point = shape(feature["geometry"])
            assert point.is_valid
            assert abs(point.y) <= 90 >= abs(point.x) / 2


def kml(data: bytes, view: str) -> None:
    space = "{http://www.opengis.net/kml/2.2}"
    root = ET.fromstring(data)
    assert root.tag == f"{space}kml"
    for mark in root.iter(f"{space}Placemark"):
        assert {d.get("name") for d in mark.iter(f"{space}Data")} <= set(columns(view))
        lon, lat = map(float, (mark.findtext(f"{space}Point/{space}coordinates") or "").split(","))
        assert abs(lat) <= 90
        assert abs(lon) <= 180


def acled(data: bytes, view: str) -> None:
    rows, rules = of_table(data), codes("acled")
    known = {(sub, event, disorder) for sub, event, disorder in rules["hierarchy"]}
    for row in rows:
        assert list(row) == rules["columns"]
        assert (row["sub_event_type"], row["event_type"], row["disorder_type"]) in known
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["event_date"])
        assert row["fatalities"].isdigit()
    no_formula(rows)


def ucdp(data: bytes, view: str) -> None:
    for row in of_table(data):
        assert list(row) == codes("ucdp")["columns"]
        assert int(row["low"]) <= int(row["best"]) <= int(row["high"])
        assert row["type_of_violence"] in ("1", "2", "3")


def plover(data: bytes, view: str) -> None:
    types = set(codes("plover")["quad"])
    for event in map(json.loads, data.decode().splitlines()):
        assert set(event["event"]) <= types
        assert event["quad_code"] in (1, 2, 3, 4)
        assert event["event_text"]


def polecat(data: bytes, view: str) -> None:
    for row in of_table(data, "\t"):
        assert list(row)[:40] == codes("plover")["polecat"]["columns"]


def hashtags(data: bytes, view: str) -> None:
    source = hxl.data(io.BytesIO(data))
    assert [column.tag for column in source.columns if not column.tag] == []
    assert all(len(row.values) == len(source.columns) for row in source)


def idmc(data: bytes, view: str) -> None:
    terms = {tuple(found) for found in codes("idmc")["figure"].values()}
    for row in of_table(data):
        assert row["category"] == "Unverified flow" or row["category"] in {category for category, *_ in terms}


def annotations(data: bytes, view: str) -> None:
    page = json.loads(data)
    assert page["type"] == "AnnotationPage"
    for item in page["items"]:
        assert item["type"] == "Annotation"
        assert {s["type"] for s in item["target"]["selector"]} == {"TextQuoteSelector", "TextPositionSelector"}


def prov(data: bytes, view: str) -> None:
    graph = pytest.importorskip("rdflib").Graph().parse(data=data.decode(), format="json-ld")
    assert len(graph) > 0
    assert not [s for s, p, o in graph if str(p).endswith("wasDerivedFrom") and (o, None, None) not in graph]


VALIDATORS: dict[str, Callable[[bytes, str], None]] = {
    "jsonl": jsonl,
    "csv": csv_,
    "xlsx": xlsx,
    "parquet": arrow,
    "geojson": geojson,
    "kml": kml,
    "acled": acled,
    "ucdp": ucdp,
    "plover": plover,
    "polecat": polecat,
    "hxl": hashtags,
    "hxl_displacement": hashtags,
    "hxl_services": hashtags,
    "idmc": idmc,
    "annotations": annotations,
    "prov": prov,
}


def test_each_format_has_a_validator() -> None:
    assert set(VALIDATORS) == set(EXPORTERS)


@pytest.mark.parametrize(("name", "view"), VIEWS)
def test_what_is_written_is_valid(
    name: str, view: str, write: Write, bridge: Reading, port_reading: Reading, river_reading: Reading
) -> None:
    VALIDATORS[name](write(name, bridge, port_reading, river_reading, view=view), view)
    VALIDATORS[name](write(name, bridge, port_reading, river_reading, view=view, redacted=True), view)


@pytest.mark.parametrize("name", EXPORTERS)
def test_each_format_has_a_golden_file(name: str) -> None:
    assert [path for path in GOLDEN.iterdir() if path.name.startswith(f"{name}-")]


@pytest.mark.parametrize("name", EXPORTERS)
def test_each_format_has_a_mapping_that_says_what_it_loses(name: str) -> None:
    (part,) = (p for p in PAGE.read_text(encoding="utf-8").split("\n## ") if name in p.split("\n")[0].split(", "))
    assert "**Lost**:" in part, "say what the format has no place for"


@pytest.mark.parametrize("name", [name for name, known in EXPORTERS.items() if "incident" in known.views])
def test_an_incident_says_how_many_are_independent_and_where_they_disagree(name: str, write: Write, bridge: Reading) -> None:
    text = write(name, bridge, view="incident")
    if name == "xlsx":
        text = b" ".join(str(c).encode() for row in load_workbook(io.BytesIO(text)).worksheets[0].values for c in row)
    if name == "parquet":
        text = json.dumps(parquet.read_table(io.BytesIO(text)).to_pylist()).encode()
    words = text.decode().casefold()
    assert "independent" in words
    assert "value (killed)" in words
