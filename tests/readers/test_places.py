"""Places in reports: what is a toponym, which place it is, how exactly it is known, and what stays a doubt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import languages
from dateline.readers.places import READER
from dateline.types import Document, Draft, Found, Mention, Place, Report, Section, Span, mention


def read(text: str, *names: tuple[str, str], place: str | None = None, sections: tuple[Section, ...] = ()) -> Found:
    """What the reader finds; `names` are (words, label) of names that the model is said to have seen."""
    report = Report("r", place=place)
    seen = tuple(mention("name", label, Span(text.index(words), text.index(words) + len(words)), text) for words, label in names)
    return READER.read(Draft(Document(text, b"", report), report, sections=sections, mentions=seen), languages.load("en"))


def toponyms(found: Found) -> list[str]:
    return [m.text for m in placed(found)]


def placed(found: Found) -> list[Mention]:
    return sorted((m for m in found.mentions if m.layer == "place"), key=lambda m: m.start)


def place_of(found: Found, words: str) -> Place:
    wanted = next(m.place for m in placed(found) if m.text == words)
    return next(p for p in found.places if p.id == wanted)


def test_a_dateline_and_its_country() -> None:
    found = read("DERNA, Libya (Reuters) - Forces shelled the city of Derna and moved on Benghazi.")
    assert toponyms(found) == ["DERNA", "Libya", "Derna", "Benghazi"]
    assert place_of(found, "Derna").country == "LY"
    assert place_of(found, "Libya").precision == 4


def test_the_named_state_tells_namesakes_apart() -> None:
    found = read("The tornado hit Paris, Texas, on Monday. Residents of Paris said the siren failed.")
    assert {p.admin1 for p in found.places if p.name == "Paris"} == {"Texas"}


def test_a_large_namesake_needs_no_help() -> None:
    assert place_of(read("Ministers met in Paris on Monday."), "Paris").country == "FR"


@pytest.mark.parametrize(
    "text",
    [
        "The Derna Protection Force denied it.",
        "Michael Jordan said he would come.",
        "The Washington Post reported it.",
        "It cost US$40 million.",
        "Nice work, the officer said in March.",
        "The Spanish and Libyan ministers met.",
        "He flew with the SAC on Sunday.",
    ],
)
def test_names_inside_other_names_and_words_are_no_places(text: str) -> None:
    assert toponyms(read(text)) == []


def test_a_name_of_a_person_is_no_place() -> None:
    assert toponyms(read("Austin warned that Kyiv would fall.", ("Austin", "PER"))) == ["Kyiv"]


def test_what_the_model_calls_a_place_is_looked_up_whole() -> None:
    found = read("Troops left Fort Zindrneuf and went to Gao.", ("Fort Zindrneuf", "LOC"))
    assert toponyms(found) == ["Gao"]
    assert [d.message for d in found.doubts] == ["Fort Zindrneuf: not in the gazetteer"]


def test_a_long_description_is_read_by_the_name_in_it() -> None:
    found = read("They crossed the Iraqi city of Mosul and left the town.", ("the Iraqi city of Mosul", "LOC"), ("the town", "LOC"))
    assert toponyms(found) == ["Mosul"]
    assert found.doubts == ()


def test_an_unknown_neighbourhood_is_a_name_and_a_doubt_near_its_town() -> None:
    text = "A car bomb went off in the western Sheiha neighborhood of Derna in Libya."
    found = read(text)
    assert toponyms(found) == ["Sheiha", "Derna", "Libya"]
    assert [m.text for m in found.mentions if m.layer == "name"] == ["Sheiha"]
    assert place_of(found, "Sheiha").precision == 2
    assert [(d.reader, text[d.start : d.end]) for d in found.doubts] == [("places", "Sheiha")]


def test_an_unknown_quarter_belongs_to_the_town_named_last_before_it() -> None:
    found = read(
        "Troops entered Derna in Libya. People of the western Sheiha neighborhood fled. Sheiha is near the port.", ("Sheiha", "LOC")
    )
    assert toponyms(found) == ["Derna", "Libya", "Sheiha", "Sheiha"]
    assert place_of(found, "Sheiha").lat == place_of(found, "Derna").lat
    assert place_of(found, "Sheiha").geonameid is None


def test_an_unknown_name_that_nobody_calls_a_quarter_is_no_part_of_a_town() -> None:
    found = read("Troops entered Derna in Libya. They left Fort Zindrneuf.", ("Fort Zindrneuf", "LOC"))
    assert toponyms(found) == ["Derna", "Libya"]


def test_another_name_of_a_town_far_away_is_a_doubt_though_its_people_are_named() -> None:
    found = read("BAMAKO, Mali - Gunmen attacked the town of Boni in central Mali. German soldiers came to help.", ("Boni", "LOC"))
    assert "Boni" not in toponyms(found)
    assert {p.country for p in found.places} == {"ML"}
    assert any(d.message.startswith("Boni: ") for d in found.doubts)


def test_the_capital_of_a_people_is_not_the_region_of_that_name() -> None:
    assert toponyms(read("Fighting went on in the Somali capital on Monday.")) == []
    assert toponyms(read("Fighting went on in the Somali region of Ethiopia on Monday.")) == ["Somali", "Ethiopia"]


def test_a_small_place_in_a_country_not_named_is_a_doubt() -> None:
    found = read("In Libya, fighters shelled Sirte; others fled to Habo.", ("Habo", "LOC"))
    assert "Habo" not in toponyms(found)
    assert any("does not name" in d.message for d in found.doubts)


def test_another_spelling_is_found_within_the_named_country() -> None:
    found = read("In Libya, families displaced from Bani Waleed went to Tajoura.")
    assert {p.country for p in found.places} == {"LY"}
    assert toponyms(found) == ["Libya", "Bani Waleed", "Tajoura"]


def test_province_and_town_of_one_name() -> None:
    assert place_of(read("Fighting spread through Herat province in Afghanistan."), "Herat").feature == "ADM1"
    assert place_of(read("A blast hit the city of Herat in Afghanistan."), "Herat").feature == "PPL"


def test_a_capitalised_noun_belongs_to_the_name() -> None:
    assert toponyms(read("They fled Borno State in Nigeria.")) == ["Borno State", "Nigeria"]


def test_near_a_town_is_less_exact_than_in_it() -> None:
    inside, near = read("A blast in Mosul killed two."), read("A blast near Mosul killed two.")
    assert place_of(inside, "Mosul").precision == 1
    assert place_of(near, "Mosul").precision == 2
    assert inside.places[0].id != near.places[0].id


def test_a_distance_and_a_direction_move_the_point() -> None:
    town, away = read("A blast in Mosul.").places[0], read("A blast 30 km (19 miles) south of Mosul.").places[0]
    assert town.lat is not None
    assert away.lat == pytest.approx(town.lat - 30 / 111.2, abs=0.01)
    assert away.lon == pytest.approx(town.lon, abs=0.01)
    assert away.precision == 2


def test_an_unknown_village_is_where_its_distance_says() -> None:
    found = read("Fifteen were killed in the village of Zindrneuf, about 45km (28 miles) south of Mosul, on Sunday.")
    village = place_of(found, "Zindrneuf")
    assert (village.name, village.geonameid, village.country, village.precision) == ("Zindrneuf", None, "IQ", 2)
    assert village.lat == pytest.approx(36.335 - 45 / 111.2, abs=0.05)
    assert [d.message for d in found.doubts] == ["Zindrneuf: not in the gazetteer"]


def test_a_distance_beyond_belief_moves_nothing() -> None:
    assert read("A blast 9,000,000 km south of Mosul.").places[0].lat == read("A blast in Mosul.").places[0].lat


def test_upper_case_wire_copy() -> None:
    text = "SAN SALVADOR, 4 APR 89 (ACAN-EFE) -- POLICE SAID THE FMLN ATTACKED A FARM NEAR USULUTAN AND MANY FLED TO HONDURAS."
    assert toponyms(read(text)) == ["SAN SALVADOR", "USULUTAN", "HONDURAS"]


def test_contested_regions_and_waters() -> None:
    found = read("Raids in the West Bank and the Gaza Strip went on; a tanker burned in the Red Sea off Darfur's ally.")
    assert toponyms(found) == ["West Bank", "Gaza Strip", "Red Sea", "Darfur"]
    assert place_of(found, "Red Sea").precision > 3


def test_furniture_has_no_places() -> None:
    text = "London\nTroops entered Mosul."
    assert toponyms(read(text, sections=(Section("chrome", 0, 6), Section("body", 7, len(text))))) == ["Mosul"]


def test_every_mention_of_a_place_is_listed_once() -> None:
    found = read("Clashes in Mosul. Mosul is quiet now, and Mosul's hospital is open.")
    (place,) = found.places
    assert list(place.mentions) == [m.id for m in placed(found)]
    assert place.geonameid is not None
    assert place.id == f"p{place.geonameid}"


@given(st.text(alphabet=st.sampled_from("ABab ,.'’-\n()$Éو0"), max_size=120) | st.text(max_size=80))
def test_any_text_is_read_and_every_offset_is_right(text: str) -> None:
    found = read(text)
    assert all(text[m.start : m.end] == m.text != "" for m in found.mentions)
    assert all(0 <= d.start < d.end <= len(text) for d in found.doubts)
