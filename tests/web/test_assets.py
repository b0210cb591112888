"""What the build takes from npm: outlines are converted whole, over the line of days and around the pole."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from dateline.web import assets

# One square, one island over the line of days, and a cap around the south pole; steps of a degree.
TOPOLOGY = {
    "transform": {"scale": [1, 1], "translate": [0, 0]},
    "arcs": [
        [[0, 0], [10, 0], [0, 10]],
        [[10, 10], [-10, 0], [0, -10]],
        [[175, 60], [5, 0], [-355, 5], [-5, 0], [355, -5]],
        [[-180, -70], [120, 0], [120, 0], [119, 0], [-359, 0]],
    ],
    "objects": {
        "countries": {
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "Square"}},
                {"type": "MultiPolygon", "arcs": [[[2]]], "properties": {"name": "Island"}},
                {"type": "Polygon", "arcs": [[3]], "properties": {"name": "Cap"}},
            ]
        }
    },
}


def test_countries_have_their_outlines() -> None:
    found = dict(assets.countries(TOPOLOGY))
    assert found["Square"] == [[[(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]]]


def test_an_outline_goes_on_over_the_line_of_days() -> None:
    ((ring,),) = dict(assets.countries(TOPOLOGY))["Island"]
    assert max(abs(a[0] - b[0]) for a, b in pairwise(ring)) <= 10
    assert ring[0] == ring[-1]


def test_an_outline_around_a_pole_is_closed_there() -> None:
    ((ring,),) = dict(assets.countries(TOPOLOGY))["Cap"]
    assert ring[0] == ring[-1]
    assert {y for _, y in ring} == {-70, -90}


def test_the_drawing_and_the_data_hold_every_country() -> None:
    drawing = assets.svg(TOPOLOGY, digits=1)
    assert drawing.count("<path") == 3
    assert 'd="M0 0l10 0 0 -10 -10 0z"' in drawing
    assert not re.search(r"nan|inf", drawing)
    names = [f["properties"]["name"] for f in assets.geojson(TOPOLOGY)["features"]]
    assert names == ["Square", "Island", "Cap"]


def test_without_npm_nothing_is_written_and_the_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sources = Path(__file__).parents[2] / "web-build"
    assert assets.build(sources, tmp_path / "vendor") == "npm is not there"
    assert not assets.fresh(sources, tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()
