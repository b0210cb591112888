"""A reading as the contract writes it, and back; and what the check finds in one that is broken."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import checks, output
from dateline.types import Reading, Report, Section


def test_the_keys_of_the_contract(port_reading: Reading) -> None:
    data = output.as_json(port_reading)
    assert list(data) == ["format", "report", "text", "sections", "mentions", "entities", "places", "voices", "records", "doubts"]
    assert data["format"] == "dateline/1"
    assert data["report"]["authors"] == ["A. Writer", "B. Writer"]
    control, _, toll, condition = data["records"]
    assert control["evidence"]["text"] == "Troops took the airport on Wednesday, an army officer said"
    assert control["fields"]["time"][0]["first"] == "2018-06-13"
    assert control["fields"]["holder"][0]["stance"] == "alleged"
    assert control["fields"]["holder"][0]["value"] == "e1"
    count = toll["fields"]["count"][0]
    assert (count["low"], count["best"], count["high"], count["approx"], count["unit"]) == (14000, 14000, None, True, "person")
    assert condition["fields"]["status"][0]["value"] == "closed"
    assert condition["voice"] is None


def test_numbers_are_integers_where_they_are_whole(river_reading: Reading) -> None:
    count = output.as_json(river_reading)["records"][0]["fields"]["count"][0]
    assert [type(count[name]) for name in ("low", "best", "high")] == [int, float, int]


def test_layers_add_their_own_keys(port_reading: Reading) -> None:
    by_layer = {m["layer"]: m for m in output.as_json(port_reading)["mentions"]}
    assert by_layer["name"]["entity"] == "e2"
    assert by_layer["place"]["place"] == "p1"
    assert by_layer["time"]["value"] == "2018-06-13"
    assert by_layer["quantity"]["of_span"]["text"] == "civilians"


@pytest.mark.parametrize("name", ["port_reading", "river_reading"])
def test_round_trip_and_check(name: str, request: pytest.FixtureRequest) -> None:
    data = output.as_json(request.getfixturevalue(name))
    assert checks.check(data) == []
    again = output.from_json(json.loads(output.dumps(data)))
    assert output.as_json(again) == data
    assert output.dumps(output.as_json(again)) == output.dumps(data)


def test_a_reading_that_was_never_rounded_comes_back_whole(river_reading: Reading) -> None:
    assert output.from_json(output.as_json(river_reading)) == river_reading


@given(st.text(alphabet=st.characters(), min_size=1))
def test_any_text_makes_one_line_of_utf8(text: str) -> None:
    reading = Reading(Report("x"), text, (Section("body", 0, len(text)),), (), (), (), (), (), ())
    line = output.dumps(output.as_json(reading))
    assert "\n" not in line
    assert json.loads(line.encode("utf-8"))["text"] == text


def broken(reading: Reading, **changes: object) -> list[str]:
    return checks.check(output.as_json(replace(reading, **changes)))  # type: ignore[arg-type]


def test_the_check_finds_what_is_broken(port_reading: Reading) -> None:
    record, voice, mention = port_reading.records[0], port_reading.voices[0], port_reading.mentions[0]
    rest = port_reading.records[1:]
    chrome = port_reading.sections[-1]
    cases = {
        "no section holds": {"sections": port_reading.sections[1:]},
        "begins inside": {"sections": (*port_reading.sections, port_reading.sections[0])},
        "is no range of the text": {"voices": (replace(voice, cue=replace(record.span, end=9999)), *port_reading.voices[1:])},
        "is none of the voices": {"voices": port_reading.voices[1:]},
        "is none of the places": {"places": ()},
        "is none of the entities": {"entities": ()},
        "stands twice": {"records": (record, *port_reading.records)},
        "type 'took' is not one of control": {"records": (replace(record, type="took"), *rest)},
        "stated, and yet with a voice": {"records": (replace(record, stance="stated"), *rest)},
        "claimed, and yet without a voice": {"records": (replace(record, voice=None), *rest)},
        "rests on page furniture": {"records": (replace(record, start=chrome.start, end=chrome.end), *rest)},
        "its evidence does not hold": {"records": (replace(record, evidence=port_reading.records[3].evidence), *rest)},
        "label 'GPE' is not one of the layer name": {"mentions": (replace(mention, label="GPE"), *port_reading.mentions[1:])},
        "kind 'army' is not one of": {"entities": (replace(port_reading.entities[0], kind="army"), port_reading.entities[1])},
    }
    for expected, changes in cases.items():
        assert any(expected in problem for problem in broken(port_reading, **changes)), expected


def test_the_check_compares_words(port_reading: Reading) -> None:
    data = output.as_json(port_reading)
    data["records"][0]["text"] = "taken"
    assert [problem.endswith("are 'took', not 'taken'") for problem in checks.check(data)] == [True]
