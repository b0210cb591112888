"""Incidents in ACLED's columns: what becomes a row and what does not, its codes, and the rules of its counts."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest
from jsonschema import validate

from dateline import kinds
from dateline.exports import acled
from dateline.exports.countries import countries
from dateline.types import Place, Quantity, Reading

Table = Callable[..., list[dict[str, str]]]
CODES = tomllib.loads(resources.files("dateline.exports").joinpath("acled.toml").read_text(encoding="utf-8"))
SUBS = {sub: (event, disorder) for sub, event, disorder in CODES["hierarchy"]}
INTERS = "|".join(CODES["inter"]["order"])
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": CODES["columns"],
    "properties": {name: {"type": "string"} for name in CODES["columns"]}
    | {
        "event_id_cnty": {"pattern": r"^[A-Z]{3}\d+$"},
        "event_date": {"pattern": r"^\d{4}-\d\d-\d\d$"},
        "year": {"pattern": r"^\d{4}$"},
        "time_precision": {"enum": ["1", "2", "3"]},
        "disorder_type": {"enum": sorted({d for _, d in SUBS.values()})},
        "event_type": {"enum": sorted({e for e, _ in SUBS.values()})},
        "sub_event_type": {"enum": sorted(SUBS)},
        "actor1": {"minLength": 1},
        "inter1": {"pattern": f"^({INTERS}|)$"},
        "inter2": {"pattern": f"^({INTERS}|)$"},
        "interaction": {"pattern": f"^(({INTERS})(-({INTERS})| only)|)$"},
        "civilian_targeting": {"enum": ["Civilians targeted", ""]},
        "iso": {"pattern": r"^\d*$"},
        "latitude": {"pattern": r"^-?\d+\.\d{4}$"},
        "longitude": {"pattern": r"^-?\d+\.\d{4}$"},
        "geo_precision": {"enum": ["1", "2", "3"]},
        "source": {"minLength": 1},
        "fatalities": {"pattern": r"^\d+$"},
    },
}


def only(rows: list[dict[str, str]]) -> dict[str, str]:
    (row,) = rows
    validate(row, SCHEMA)
    return row


def test_a_fight_is_a_row(table: Table, bridge: Reading) -> None:
    row = only(table("acled", bridge))
    assert list(row) == CODES["columns"]
    assert len(row) == 31
    assert (row["event_date"], row["year"], row["time_precision"]) == ("2023-03-10", "2023", "1")
    assert (row["disorder_type"], row["event_type"], row["sub_event_type"]) == ("Political violence", "Battles", "Armed clash")
    assert (row["actor1"], row["inter1"], row["actor2"], row["inter2"]) == ("The rebels", "Rebel group", "army", "State forces")
    assert row["interaction"] == "State forces-Rebel group"
    assert (row["country"], row["iso"], row["region"], row["admin1"]) == ("Chad", "148", "Middle Africa", "Ouaddai")
    assert (row["location"], row["latitude"], row["longitude"], row["geo_precision"]) == ("Dalo", "10.2500", "20.5000", "1")
    assert row["fatalities"] == "14"


def test_no_stance_is_dropped(table: Table, bridge: Reading) -> None:
    row = only(table("acled", bridge))
    assert "[claimed: police] The rebels attacked the army" in row["notes"]
    assert "[denied: The Front] The Front denied" in row["notes"]
    assert "Killed: 14 (police), about 20 (A doctor)" in row["notes"]
    first = bridge.records[0]
    for tag in ("stance=claimed", "denied=yes", "independent=1", f"{first.id}@{first.start}-{first.end}", bridge.report.id, "dateline="):
        assert tag in row["tags"]


@pytest.mark.parametrize(
    ("stance", "modality", "reason"),
    [
        ("denied", "actual", "only denied"),
        ("unverified", "actual", "only unverified"),
        ("claimed", "negated", "not said to have happened (negated, expected, intended, possible, or rejected)"),
    ],
)
@pytest.mark.parametrize("name", ["acled", "ucdp", "hxl"])
def test_what_nobody_says_happened_is_no_event(
    name: str, stance: str, modality: str, reason: str, bridge: Reading, left: Callable[..., Mapping[str, int]], table: Table
) -> None:
    records = tuple(replace(r, stance=stance, modality=modality) for r in bridge.records[:1])
    reading = replace(bridge, records=records)
    assert [r for r in table(name, reading) if not any(v.startswith("#") for v in r.values())] == []
    assert left(name, reading) == {reason: 1}


@pytest.mark.parametrize("stance", ["denied", "unverified"])
@pytest.mark.parametrize("name", ["plover", "polecat"])
def test_nor_is_it_one_in_plover(name: str, stance: str, bridge: Reading, left: Callable[..., Mapping[str, int]]) -> None:
    reading = replace(bridge, records=tuple(replace(r, stance=stance) for r in bridge.records[:1]))
    assert left(name, reading) == {stance: 1}


def quantity(low: float | None, best: float | None, high: float | None, phrase: str | None = None) -> Quantity:
    return Quantity(low, best, high, low != high, "person", phrase=phrase)


@pytest.mark.parametrize(
    ("count", "number"),
    [
        (quantity(14, 14, 14), 14),
        (quantity(14, 14, None, "at_least"), 14),
        (quantity(None, 50, 50, "at_most"), 50),
        (quantity(45, 50, 55, "about"), 50),
        (quantity(4, 4.5, 5, "range"), 4),
        (quantity(3, 5, 7, "several"), 3),
        (quantity(24, 50, 99, "dozens"), 12),
        (quantity(200, 500, 999, "hundreds"), 100),
        (quantity(None, None, None), 0),
    ],
)
def test_the_rules_of_the_codebook_for_numbers(count: Quantity, number: int) -> None:
    assert acled.lowest(count) == number


@pytest.mark.parametrize(("total", "parts", "shares"), [(12, 3, [4, 4, 4]), (13, 3, [5, 4, 4]), (1, 2, [1, 0]), (0, 2, [0, 0])])
def test_a_total_is_split_evenly_and_the_rest_goes_to_the_first(total: int, parts: int, shares: list[int]) -> None:
    assert [acled.split(total, parts, n) for n in range(parts)] == shares


def test_two_places_side_by_side_are_two_rows(table: Table, make: Any, said: Any) -> None:
    dalo, orro = (Place(f"p{n}", name, n, 10.0 + n, 20.0, "TD", "Ouaddai", "PPL", 1) for n, name in enumerate(("Dalo", "Orro")))
    text = "Jets bombed Dalo and Orro on 10 March, killing 5 people."
    day = ("2023-03-10", "2023-03-10")
    where = {"place": ("Dalo", dalo), "time": ("10 March", day)}
    toll = said("toll", "killed", "5", {"count": ("5", quantity(5, 5, 5)), "of": ("people", "civilians")})
    one = make(text, said("event", "airstrike", "bombed", where), toll)
    start = text.index("Orro")
    second = replace(one.records[0].fields["place"][0], start=start, end=start + 4, text="Orro", value="p1")
    fields = dict(one.records[0].fields) | {"place": (*one.records[0].fields["place"], second)}
    both = replace(one, records=(replace(one.records[0], fields=fields), *one.records[1:]), places=(dalo, orro))
    rows = table("acled", both)
    assert [(r["location"], r["fatalities"]) for r in rows] == [("Dalo", "3"), ("Orro", "2")]
    assert all("Fatalities 5 split over 2 rows." in r["notes"] for r in rows)
    assert len({r["event_id_cnty"] for r in rows}) == 2
    assert rows[0]["actor1"] == "Unidentified Armed Group (Chad)"


@pytest.mark.parametrize(
    ("days", "precision", "day"),
    [(("2023-03-06", "2023-03-12"), "2", "2023-03-09"), (("2023-03-01", "2023-03-31"), "3", "2023-03-16")],
)
def test_a_span_is_its_middle(table: Table, make: Any, said: Any, days: tuple[str, str], precision: str, day: str) -> None:
    place = Place("p1", "Dalo", 1, 10.0, 20.0, "TD", None, "PPL", 1)
    reading = make("Rebels shelled Dalo then.", said("event", "shelling", "shelled", {"place": ("Dalo", place), "time": ("then", days)}))
    row = only(table("acled", reading))
    assert (row["time_precision"], row["event_date"]) == (precision, day)


def test_a_place_in_the_west_has_a_number_and_no_formula(table: Table, bridge: Reading) -> None:
    west = replace(bridge, places=tuple(replace(p, lon=-3.5159) for p in bridge.places))
    assert only(table("acled", west))["longitude"] == "-3.5159"


def test_a_states_forces_abroad_are_external(table: Table, bridge: Reading) -> None:
    abroad = replace(bridge, entities=tuple(replace(e, country="SD") if e.kind == "state_force" else e for e in bridge.entities))
    assert only(table("acled", abroad))["inter2"] == "External/Other forces"
    home = replace(bridge, entities=tuple(replace(e, country="TD") if e.kind == "state_force" else e for e in bridge.entities))
    assert only(table("acled", home))["inter2"] == "State forces"
    assert [row["gwnoa"] for row in table("ucdp", home)] == ["483"]


def test_what_the_codebook_says_nothing_about_is_left_out(make: Any, said: Any, left: Callable[..., Mapping[str, int]]) -> None:
    assert left("acled", make("Some came back.", said("event", "return", "came back"))) == {"no code: event return": 1}


def test_the_tables_name_only_what_there_is() -> None:
    assert set(CODES["event"]) <= set(kinds.kind("event").types)
    assert set(CODES["event"].values()) | set(CODES["captures"].values()) <= set(SUBS)
    assert len(CODES["columns"]) == len(set(CODES["columns"])) == 31
    assert all(c.acled_region for c in countries().values())
    assert len({c.numeric for c in countries().values() if c.numeric}) == len([c for c in countries().values() if c.numeric])
