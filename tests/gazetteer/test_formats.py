"""Lists of places as others publish them: what is read, and that any malformed row is named and costs no other."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.gazetteer.formats import Row, admin_codes, format_of
from dateline.gazetteer.shapes import middle

DUMP = "\t".join(
    (
        "364706",
        "Abu Zabad",
        "Abu Zabad",
        "Abu Zabat,ABZ",
        "12.35",
        "29.25",
        "P",
        "PPL",
        "SD",
        "",
        "29",
        "",
        "",
        "",
        "21604",
        "",
        "500",
        "x",
        "y",
    )
)
SQUARE = {"type": "Polygon", "coordinates": [[[32.0, 15.0], [33.0, 15.0], [33.0, 16.0], [32.0, 16.0], [32.0, 15.0]]]}


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def rows(path: Path, wanted: tuple[str, ...] = ("P", "A", "L", "S")) -> list[Row]:
    return [row for _, row in format_of(path).read(path, wanted) if isinstance(row, Row)]


def problems(path: Path) -> list[InputError]:
    return [row for _, row in format_of(path).read(path, ("P",)) if isinstance(row, InputError)]


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(path: Path, *features: Any) -> Path:
    return written(path, json.dumps({"type": "FeatureCollection", "features": list(features)}))


def test_a_dump_of_geonames(tmp_path: Path) -> None:
    (row,) = rows(written(tmp_path / "SD.txt", DUMP + "\n"))
    assert row == Row("Abu Zabad", 12.35, 29.25, "PPL", "SD", "SD.29", 21604, 364706, ("Abu Zabat", "ABZ"))


def test_a_zipped_dump_is_read_past_its_read_me(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "SD.zip", "w") as archive:
        archive.writestr("readme.txt", "about")
        archive.writestr("SD.txt", DUMP + "\n")
    assert [row.name for row in rows(tmp_path / "SD.zip")] == ["Abu Zabad"]


def test_only_the_features_that_are_wanted(tmp_path: Path) -> None:
    hospital, school, country = (DUMP.replace("\tP\tPPL\t", f"\t{class_}\t") for class_ in ("S\tHSP", "S\tSCH", "A\tPCLI"))
    path = written(tmp_path / "SD.txt", "\n".join((DUMP, hospital, school, country)))
    assert [row.feature for row in rows(path, ("S.HSP",))] == ["HSP"]
    assert [row.feature for row in rows(path)] == ["PPL", "HSP", "SCH"]


def test_names_of_area_codes(tmp_path: Path) -> None:
    assert admin_codes(written(tmp_path / "a.txt", "SD.29\tKhartoum\tKhartoum\t379253\n")) == {"SD.29": "Khartoum"}
    with pytest.raises(InputError, match=r"a\.txt:1"):
        admin_codes(written(tmp_path / "a.txt", "Khartoum\n"))


def test_a_table_with_headings_of_all_sorts(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "Latitude;LNG;Place;Type;ISO;Aliases\n13,489;25.313;Zamzam;refugee camp;sd;Zam Zam|Zamzam camp\n")
    assert rows(path) == [Row("Zamzam", 13.489, 25.313, "CMP", "SD", others=("Zam Zam", "Zamzam camp"))]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("A,91,0", "no latitude and longitude"),
        ("A,north,0", "no latitude and longitude"),
        ("A,nan,0", "no latitude and longitude"),
        (",1,1", "no name"),
        ("12,1,1", "no name"),
        ("A,1,1,Sudan", "no country"),
        ("A,1,1,SD,palace of dreams", "no feature"),
        ("A,1,1,SD,PPL,many", "no population"),
        ("A,1,1,SD,PPL,1,1", "more cells"),
        ('"A,1,1', "unexpected end of data"),
    ],
)
def test_a_row_that_is_no_place_is_named_with_its_line(tmp_path: Path, cells: str, reason: str) -> None:
    path = written(tmp_path / "a.csv", f"name,lat,lon,country,feature,population\nGood,1,1\n{cells}\n")
    (problem,) = problems(path)
    assert problem.where == f"{path}:3"
    assert reason in problem.reason
    assert [row.name for row in rows(path)] == ["Good"]


@pytest.mark.parametrize("heading", ["", "name,lat", "a,b,c"])
def test_a_table_without_the_columns_is_refused(tmp_path: Path, heading: str) -> None:
    with pytest.raises(InputError, match="no column"):
        rows(written(tmp_path / "a.csv", heading + "\n1,2,3\n"))


def test_features_of_geojson(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [25.3, 13.5]}
    path = collection(
        tmp_path / "a.geojson", feature(point, name="Zamzam", type="refugee camp"), feature(SQUARE, name="Soba"), feature(point), "no"
    )
    assert [(row.name, row.lat, row.lon, row.feature) for row in rows(path)] == [("Zamzam", 13.5, 25.3, "CMP"), ("Soba", 15.5, 32.5, "PPL")]
    assert [p.where for p in problems(path)] == [f"{path}: feature 3", f"{path}: feature 4"]


def test_a_feature_a_line(tmp_path: Path) -> None:
    line = json.dumps(feature({"type": "Point", "coordinates": [1, 2]}, name="A"))
    path = written(tmp_path / "a.geojsonl", f"{line}\n{{\n{line}\n")
    assert [row.name for row in rows(path)] == ["A", "A"]
    assert [p.where for p in problems(path)] == [f"{path}:2"]


def test_a_folder_of_whos_on_first(tmp_path: Path) -> None:
    soba = {"wof:name": "Soba", "wof:placetype": "neighbourhood", "wof:country": "SD", "lbl:latitude": 15.4, "lbl:longitude": 32.6}
    (tmp_path / "1").mkdir()
    for name, facts in {
        "1/1.geojson": soba | {"name:eng_x_variant": ["Sobah"]},
        "1/2.geojson": soba | {"wof:superseded_by": [3]},
        "1/1-alt-x.geojson": soba,
        "1/3.geojson": soba | {"wof:placetype": "country"},
    }.items():
        written(tmp_path / name, json.dumps(feature(SQUARE, **facts)))
    written(tmp_path / "1" / "4.geojson", "{")
    assert rows(tmp_path) == [Row("Soba", 15.4, 32.6, "PPLX", "SD", others=("Sobah",))]
    assert [p.where for p in problems(tmp_path)] == [str(tmp_path / "1" / "4.geojson")]


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.shp"])
def test_another_file_is_refused_with_the_known_ones(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"%PDF-1.7")
    with pytest.raises(InputError, match="known: GeoNames"):
        format_of(tmp_path / name)


@pytest.mark.parametrize("text", ["[]", "{}", "{", "[" * 100_000, '{"type": "FeatureCollection"}'])
def test_what_is_no_geojson_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="JSON"):
        rows(written(tmp_path / "a.geojson", text))


def test_the_middle_of_shapes() -> None:
    small = [[[0.0, 0.0], [0.1, 0.0], [0.1, 0.1], [0.0, 0.0]]]
    assert middle(SQUARE) == (15.5, 32.5)
    assert middle({"type": "MultiPolygon", "coordinates": [small, SQUARE["coordinates"]]}) == (15.5, 32.5)
    assert middle({"type": "LineString", "coordinates": [[0, 0], [2, 4]]}) == (2.0, 1.0)
    assert middle({"type": "Point", "coordinates": []}) is None
    assert middle(None) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=4)
)


@given(JSON, st.sampled_from(["Point", "Polygon", "MultiPolygon", "LineString"]))
def test_any_geometry_has_a_middle_on_the_globe_or_none(coordinates: Any, kind: str) -> None:
    found = middle({"type": kind, "coordinates": coordinates})
    assert found is None or all(isinstance(c, float) for c in found)


CELLS = st.text(alphabet=st.characters(codec="utf-8"), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=21), max_size=6))
def test_any_dump_is_read_and_every_bad_row_named(tmp_path_factory: pytest.TempPathFactory, lines: list[list[str]]) -> None:
    path = written(tmp_path_factory.mktemp("any") / "XX.txt", DUMP + "\n" + "\n".join("\t".join(cells) for cells in lines))
    found = list(format_of(path).read(path, ("P",)))
    assert isinstance(found[0][1], Row)
    assert [number for number, _ in found] == sorted(number for number, _ in found)
    assert all(p.where == f"{path}:{number}" for number, p in found if isinstance(p, InputError))


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=120))
def test_any_table_is_read_or_named(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = written(tmp_path_factory.mktemp("any") / "a.csv", "name,lat,lon,country,feature\n" + text)
    for _, row in format_of(path).read(path, ()):
        assert isinstance(row, InputError) or (abs(row.lat) <= 90 and abs(row.lon) <= 180 and row.name)


@given(st.dictionaries(st.sampled_from(["name", "lat", "lon", "type", "country", "population", "aliases", "lbl:latitude"]), JSON))
def test_any_feature_is_read_or_named(tmp_path_factory: pytest.TempPathFactory, properties: dict[str, Any]) -> None:
    path = collection(tmp_path_factory.mktemp("any") / "a.geojson", feature(SQUARE, **properties))
    ((number, row),) = format_of(path).read(path, ())
    assert number == 1
    assert isinstance(row, Row | InputError)
