"""Building the index: what goes in, where areas lie, and that the same rows give the same bytes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from dateline.gazetteer.build import Row, areas, bare, middle, near, serves, write


def row(name: str, lat: float, lon: float, *, others: tuple[str, ...] = (), admin1: str = "Borno State", population: int = 1000) -> Row:
    return Row(None, name, "PPL", lat, lon, "NG", admin1, "", population, len(others), others)


def test_alternate_names_that_a_report_may_use() -> None:
    assert serves("Banghāzī")
    assert serves("Port Said")
    assert not any(serves(name) for name in ("BEN", "ban jia xi", "Бенгази", "Ab", "Hwy 10"))


def test_a_square_of_towns_has_its_middle_there() -> None:
    assert middle([(0.0, 0.0), (0.0, 2.0), (2.0, 0.0), (2.0, 2.0), (0.1, 0.1)]) == (1.0, 1.0)
    assert middle([(5.0, 7.0)]) == (5.0, 7.0)


def test_a_town_far_out_does_not_count() -> None:
    points = [(11.0, 13.0), (11.5, 13.5), (12.0, 13.0), (40.0, 90.0)]
    assert near(points) == points[:3]


def test_an_area_shares_the_other_names_of_its_namesake() -> None:
    towns = [row("Borno", 11.0, 13.0, others=("Bornu",)), row("Bama", 11.5, 13.7), row("Biu", 10.6, 12.2)]
    (area,) = areas(towns, "ADM1", lambda t: (t.country, t.admin1, ""))
    assert area.name == "Borno State"
    assert {"Borno", "Bornu"} <= set(area.others)
    assert area.population == 3000


def test_generic_words_are_taken_off() -> None:
    assert bare("Borno State") == "Borno"
    assert bare("Muhafazat Hadramaout") == "Hadramaout"
    assert bare("State") == "State"


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    rows = [row("Bama", 11.5, 13.7, others=("Bāma", "Dikwa")), row("Biu", 10.6, 12.2)]
    for name in ("one", "two"):
        write(tmp_path / name, rows)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    database = sqlite3.connect(tmp_path / "one")
    found = database.execute("SELECT p.name, n.minor FROM name n JOIN place p ON p.id = n.place WHERE n.key = 'dikwa'").fetchall()
    database.close()
    assert found == [("Bama", 1)]
