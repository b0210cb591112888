"""Telling places apart: each rule on names that have namesakes."""

from __future__ import annotations

from dateline.gazetteer.index import Entry
from dateline.gazetteer.resolve import Context, Name, country_row, distance, resolve

FRANCE = Entry(1, None, "France", "PCLI", 46.5, 2.5, "FR", population=66_000_000)
STATES = Entry(2, None, "United States", "PCLI", 39.8, -98.5, "US", population=327_000_000)
TEXAS = Entry(10, None, "Texas", "ADM1", 31.4, -99.3, "US", admin1=10, population=25_000_000)
PARIS = Entry(100, 2988507, "Paris", "PPLC", 48.85, 2.35, "FR", admin1=11, population=2_138_551)
PARIS_TX = Entry(101, 4717560, "Paris", "PPL", 33.66, -95.56, "US", admin1=10, population=24_782)
SAKE = Entry(102, None, "Sake", "PPL", 35.0, 135.0, "JP", population=5_000)
HERAT = Entry(12, None, "Herat", "ADM1", 34.3, 62.0, "AF", admin1=12, population=1_800_000)
HERAT_CITY = Entry(103, 1140026, "Herāt", "PPL", 34.35, 62.2, "AF", admin1=12, population=574_000)
NOTHING = Context({})


def told(*names: Name, context: Context = NOTHING) -> list[Entry | None]:
    return [choice.entry for choice in resolve(names, context)]


def test_alone_the_great_city_is_meant() -> None:
    assert told(Name("Paris", (PARIS, PARIS_TX), 1)) == [PARIS]


def test_the_area_after_a_comma_decides() -> None:
    assert told(Name("Paris", (PARIS, PARIS_TX), 1, containers=frozenset({TEXAS.row})), Name("Texas", (TEXAS,), 1))[0] == PARIS_TX


def test_the_country_after_a_comma_decides() -> None:
    inside = frozenset({country_row("US")})
    assert told(Name("Paris", (PARIS, PARIS_TX), 1, containers=inside), Name("United States", (STATES,), 1))[0] == PARIS_TX


def test_the_noun_decides_between_town_and_province() -> None:
    name = Name("Herat", (HERAT, HERAT_CITY), 1)
    assert told(name) == [HERAT_CITY]
    assert told(Name("Herat", (HERAT, HERAT_CITY), 1, precision=3)) == [HERAT]


def test_a_small_place_abroad_is_a_doubt() -> None:
    choices = resolve([Name("Sake", (SAKE,), 1), Name("France", (FRANCE,), 3)], NOTHING)
    assert choices[0].entry is None
    assert "does not name" in (choices[0].doubt or "")


def test_without_any_other_place_the_only_one_is_taken() -> None:
    assert told(Name("Sake", (SAKE,), 1)) == [SAKE]


def test_no_candidate_is_a_doubt() -> None:
    assert resolve([Name("Tawergha", (), 1)], NOTHING)[0].doubt == "not in the gazetteer"


def test_distance_of_two_cities() -> None:
    assert round(distance(PARIS, PARIS_TX), -2) == 7800
