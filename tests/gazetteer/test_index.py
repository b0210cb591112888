"""Asking the index, and refusing one that is missing, damaged or of another format."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from dateline import languages
from dateline.errors import DataError
from dateline.gazetteer.atlas import Atlas, open_atlas
from dateline.gazetteer.index import DATA, Gazetteer, open_gazetteer


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return open_atlas(languages.load("en"))


@pytest.mark.parametrize(
    ("name", "country", "feature"),
    [
        ("Derna", "LY", "PPL"),
        ("AlHasakeh", "SY", "ADM1"),
        ("Beletwayne", "SO", "PPL"),
        ("Léopoldville", "CD", "PPLC"),
        ("Laurel County", "US", "ADM2"),
        ("Libya", "LY", "PCLI"),
    ],
)
def test_names_are_found_in_the_spellings_of_reports(name: str, country: str, feature: str) -> None:
    assert (country, feature) in {(e.country, e.feature) for e in open_gazetteer().named(name)}


def test_an_unknown_name_has_no_place() -> None:
    assert open_gazetteer().named("Qwxzbrtville") == ()


def test_another_transliteration_is_found_within_the_country() -> None:
    assert "Bani Walid" in {e.name for e in open_gazetteer().sounding("Bani Waleed", "LY")}
    assert open_gazetteer().sounding("Bani Waleed", "FR") == ()


@pytest.mark.parametrize(
    ("name", "place"),
    [("UK", "United Kingdom"), ("Burma", "Myanmar"), ("N.C.", "North Carolina"), ("West Bank", "West Bank"), ("Kivu", "Kivu")],
)
def test_own_tables_come_first(atlas: Atlas, name: str, place: str) -> None:
    assert atlas.candidates(name)[0].name == place


def test_a_short_alias_means_a_country_only_as_written(atlas: Atlas) -> None:
    assert atlas.candidates("US")[0].feature == "PCLI"
    assert not any(e.feature == "PCLI" for e in atlas.candidates("us"))


def test_demonyms_name_their_country(atlas: Atlas) -> None:
    assert [atlas.demonym(word) for word in ("Libyan", "Syrians", "Burmese", "Philippines", "table")] == ["LY", "SY", "MM", None, None]


def test_every_country_has_a_centre_and_every_region_a_known_country(atlas: Atlas) -> None:
    table = languages.load("en").table("places_regions")["regions"]
    assert all(-90 <= e.lat <= 90 and -180 <= e.lon <= 180 for e in atlas.countries.values())
    assert {country for _, country, *_ in table.values()} <= {"", *atlas.countries}


def test_a_missing_index_says_how_to_rebuild(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"dateline\.gazetteer\.build"):
        Gazetteer(tmp_path)


def test_a_damaged_index_is_refused(tmp_path: Path) -> None:
    shutil.copy(DATA / "places.json", tmp_path)
    sqlite3.connect(tmp_path / "places.sqlite").close()
    (tmp_path / "places.sqlite").write_bytes(b"not the index")
    with pytest.raises(DataError, match="damaged"):
        Gazetteer(tmp_path)


def test_another_format_is_refused(tmp_path: Path) -> None:
    seal = json.loads((DATA / "places.json").read_text(encoding="utf-8"))
    (tmp_path / "places.json").write_text(json.dumps({**seal, "format": 99}), encoding="utf-8")
    (tmp_path / "places.sqlite").write_bytes(b"")
    with pytest.raises(DataError, match="format 99"):
        Gazetteer(tmp_path)
