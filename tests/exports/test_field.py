"""Incidents and statements in the formats of UCDP, PLOVER, POLECAT, HXL, IDMC and the W3C, each read back and proved against its rules."""

from __future__ import annotations

import io
import json
import tomllib
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from typing import Any

import hxl
import pytest
from jsonschema import validate

from dateline import kinds
from dateline.exports import EXPORTERS, ucdp
from dateline.types import Quantity, Reading

Table = Callable[..., list[dict[str, str]]]
Write = Callable[..., bytes]


def codes(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("dateline.exports").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


# ---------------------------------------------------------------- UCDP


def test_a_deadly_event_of_ucdp(table: Table, bridge: Reading) -> None:
    (row,) = table("ucdp", bridge)
    assert list(row) == codes("ucdp")["columns"]
    assert len(row) == 49
    assert (row["type_of_violence"], row["side_a"], row["side_b"]) == ("1", "army", "The rebels")
    assert [row[name] for name in ("low", "best", "high")] == ["14", "20", "22"]
    assert int(row["low"]) <= int(row["best"]) <= int(row["high"])
    split = [int(row[name]) for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")]
    assert sum(split) == int(row["best"])
    assert (row["where_prec"], row["date_prec"], row["event_clarity"]) == ("1", "1", "1")
    assert (row["date_start"], row["country"], row["country_id"], row["region"]) == ("2023-03-10 00:00:00.000", "Chad", "483", "Africa")
    assert row["geom_wkt"] == "POINT (20.5 10.25)"
    assert "police (claimed)" in row["source_original"]
    assert "The Front (denied)" in row["source_original"]
    assert row["source_office"] == "Wire"
    assert int(row["id"]) > 0


def test_nobody_killed_is_no_event_of_ucdp(bridge: Reading, left: Callable[..., Any]) -> None:
    assert left("ucdp", replace(bridge, records=bridge.records[:1])) == {"nobody is said to have been killed": 1}


@pytest.mark.parametrize(("lat", "lon", "cell"), [(-90, -180, 1), (-89.9, 179.9, 720), (0.25, 0.25, 129961), (90, 180, 259200)])
def test_cells_of_priogrid(lat: float, lon: float, cell: int) -> None:
    assert ucdp.priogrid(lat, lon) == cell


# ---------------------------------------------------------------- PLOVER, POLECAT

PLOVER = {
    "type": "object",
    "required": ["id", "date", "actor", "event"],
    "properties": {
        "id": {"type": "string"},
        "date": {"pattern": r"^\d{4}-\d\d-\d\d$"},
        "actor": {"type": "array", "minItems": 1, "items": {"required": ["sector"]}},
        "event": {"type": "array", "items": {"enum": sorted(codes("plover")["quad"])}, "minItems": 1},
        "quad_code": {"enum": [1, 2, 3, 4]},
        "event_scale": {"type": "number", "minimum": -10, "maximum": 10},
        "text_info": {"required": ["start", "end"]},
    },
}


def test_plover_events(write: Write, bridge: Reading) -> None:
    (event,) = map(json.loads, write("plover", bridge).decode().splitlines())
    validate(event, PLOVER)
    assert (event["event"], event.get("mode"), event["quad_code"], event["event_scale"]) == (["ASSAULT"], None, 4, -9.0)
    assert [a["sector"] for a in event["actor"]] == ["REB"]
    assert event["recipient"][0]["entity_text"] == "the army"
    assert bridge.text[event["text_info"]["start"] : event["text_info"]["end"]] == event["text"]
    assert event["comment"].startswith("stance=claimed; claimant=police")
    assert event["event_loc"] == {"extracted_place": "Dalo", "resolved_place": "Dalo", "geonameid": 7001, "lat": 10.25, "lon": 20.5} | {
        "province": "Ouaddai",
        "country": "Chad",
        "country_code": "TCD",
        "feature_code": "PPL",
        "resolution": 4,
    }


def test_polecat_rows(table: Table, bridge: Reading) -> None:
    (row,) = table("polecat", bridge, delimiter="\t")
    rules = codes("plover")["polecat"]
    assert list(row) == [*rules["columns"], *rules["more"]]
    assert len(rules["columns"]) == 40
    assert all(row.values())
    assert (row["Event Type"], row["Event Mode"], row["Quad Code"], row["Primary Recipient Sector"]) == (
        "ASSAULT",
        "None",
        "MATERIAL CONFLICT",
        "MIL",
    )
    assert (row["Dateline Stance"], row["Dateline Claimant"]) == ("claimed", "police")


def test_a_day_told_around_is_marked(write: Write, make: Any, said: Any) -> None:
    day = {"time": ("10 March", ("2023-03-10", "2023-03-10"))}
    text = "Rebels attacked the army on 10 March, police said. Troops shelled them."
    reading = make(
        text, said("event", "clash", "attacked", day), said("event", "shelling", "shelled", {"agent": ("Troops", "state_force")})
    )
    first, second = map(json.loads, write("plover", reading).decode().splitlines())
    assert first["date"] == second["date"] == "2023-03-10"
    assert "inferred" not in first["comment"]
    assert "date inferred" in second["comment"]


def test_flight_needs_who_caused_it(make: Any, said: Any, left: Callable[..., Any]) -> None:
    reading = make(
        "Families fled on 10 March.", said("event", "displacement", "fled", {"time": ("10 March", ("2023-03-10", "2023-03-10"))})
    )
    assert left("plover", reading) == {"nobody named who did it: displacement": 1}


def test_the_codes_of_plover_are_of_types_there_are() -> None:
    rules = codes("plover")
    for kind in ("event", "control", "claim"):
        assert set(rules[kind]) <= set(kinds.kind(kind).types)
        assert {plover for plover, _ in rules[kind].values()} <= set(rules["quad"])
    assert not {"says", "denies", "claims_responsibility"} & set(rules["claim"])


# ---------------------------------------------------------------- HXL, IDMC


@pytest.mark.parametrize("name", [n for n in EXPORTERS if n.startswith("hxl")])
def test_libhxl_takes_the_tables(name: str, write: Write, bridge: Reading, port_reading: Reading) -> None:
    data = hxl.data(io.BytesIO(write(name, bridge, port_reading)))
    tags = {column.tag for column in data.columns}
    assert {"#meta", "#date", "#loc", "#status"} <= tags
    assert all(column.tag for column in data.columns)
    rows = list(data)
    assert rows
    assert all(row.get("#status+claim") for row in rows)


def test_an_incident_in_hxl(write: Write, bridge: Reading) -> None:
    (row,) = hxl.data(io.BytesIO(write("hxl", bridge)))
    assert (row.get("#affected+killed+min"), row.get("#affected+killed+max")) == ("14", "22")
    assert (row.get("#event+code+v_plover"), row.get("#country+code"), row.get("#geo+lat")) == ("ASSAULT", "TCD", "10.25")
    assert row.get("#status+claim") == "claimed 3 | denied 1"


def test_services_in_hxl(write: Write, port_reading: Reading) -> None:
    (row,) = hxl.data(io.BytesIO(write("hxl_services", port_reading)))
    assert (row.get("#sector+name"), row.get("#sector+cluster"), row.get("#status+service")) == ("health", "Health", "closed")
    assert (row.get("#date+start"), row.get("#date+end")) == ("2018-06-05", None)


def test_displacement_in_hxl_and_as_figures_of_idmc(write: Write, table: Table, port_reading: Reading) -> None:
    (row,) = hxl.data(io.BytesIO(write("hxl_displacement", port_reading)))
    assert (row.get("#affected+displaced+ind+min"), row.get("#affected+displaced+ind+max")) == ("14000", None)
    assert row.get("#status+x_modality") == "actual"
    (figure,) = table("idmc", port_reading)
    assert list(figure) == codes("idmc")["columns"]
    assert (figure["quantifier"], figure["reported"], figure["unit"], figure["category"]) == (
        "More than",
        "14000",
        "Person",
        "Internal Displacements",
    )
    assert (figure["term"], figure["role"], figure["claimant"], figure["stance"]) == (
        "Forced to flee",
        "Triangulation",
        "Relief Office",
        "claimed",
    )
    assert (figure["start_date"], figure["start_date_accuracy"], figure["end_date"]) == ("2018-06-01", "Day", "")


@pytest.mark.parametrize(
    ("low", "best", "high", "words", "reported"),
    [(5, 5, 5, "Exact", "5"), (5, 5, None, "More than", "5"), (None, 5, 5, "Less than", "5"), (4, 5, 6, "Approximately", "5")],
)
def test_quantifiers_of_idmc(table: Table, make: Any, said: Any, low: Any, best: Any, high: Any, words: str, reported: str) -> None:
    count = Quantity(low, best, high, low != high, "household")
    reading = make("They fled: 5 families.", said("toll", "displaced", "5", {"count": ("5", count)}))
    (figure,) = table("idmc", reading)
    assert (figure["quantifier"], figure["reported"], figure["unit"], figure["term"]) == (words, reported, "Household", "Forced to flee")


def test_an_unverified_figure_says_so(table: Table, make: Any, said: Any) -> None:
    count = Quantity(5, 5, 5, False, "person")
    reading = make("Some 5 fled.", said("toll", "displaced", "5", {"count": ("5", count)}, "unverified"))
    assert table("idmc", reading)[0]["category"] == "Unverified flow"


# ---------------------------------------------------------------- annotations


def test_annotations_point_at_their_words(write: Write, bridge: Reading) -> None:
    page = json.loads(write("annotations", bridge))
    assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    assert len(page["items"]) == len(bridge.records)
    for item, record in zip(page["items"], bridge.records, strict=True):
        quote, position = item["target"]["selector"]
        assert bridge.text[position["start"] : position["end"]] == quote["exact"] == record.text
        assert bridge.text.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1
        assert f"stance:{record.stance}" in [body["value"] for body in item["body"]]
        assert item["target"]["source"] == f"urn:{bridge.report.id}"
