"""Names mended by what is known without the model: known bodies, titles, one name one meaning, bodies in capitals."""

from __future__ import annotations

import re

import pytest

from dateline import languages
from dateline.readers import names
from dateline.readers._names_upper import bodies, upper_bodies
from dateline.readers._phrases import words_of
from dateline.types import Analysis, Document, Draft, Report, Span, Tag, content_id

EN = languages.load("en")
COMMON = frozenset(["the", "in", "of", "and", "a", "by", "on", "said", "met", "left", "attacked", "came", "took", "hit", "was", "is", "it"])


def draft(text: str, *tags: tuple[str, str, float]) -> Draft:
    """A draft whose analysis has these names (words, label, score), every capitalised word a proper noun and every line a sentence."""
    words = tuple(Span(*m.span()) for m in re.finditer(r"\w+", text))
    upos = tuple("PROPN" if w.of(text)[0].isupper() and w.of(text).lower() not in COMMON else "X" for w in words)
    lines = tuple(Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text))
    found: list[Tag] = []
    for name, label, score in tags:
        at = text.index(name, max((t.end for t in found if t.span.of(text) == name), default=0))
        found.append(Tag(label, at, at + len(name), score))
    analysis = Analysis(words, lines, upos, (), (), tuple(found), (), ())
    return Draft(Document(text, text.encode(), Report(content_id(text.encode()))), Report("r"), analysis=analysis)


def read(text: str, *tags: tuple[str, str, float]) -> list[tuple[str, str]]:
    return [(m.text, m.label) for m in names.READER.read(draft(text, *tags), EN).mentions]


@pytest.mark.parametrize(
    ("name", "bare"),
    [("President Omar Deby", "Omar Deby"), ("Mrs. Lynda Hale", "Lynda Hale"), ("Omar Deby", "Omar Deby"), ("Prince", "Prince")],
)
def test_a_title_is_no_part_of_a_name(name: str, bare: str) -> None:
    assert read(f"It was {name} in town.", (name, "PER", 0.9)) == [(bare, "PER")]


def test_those_who_belong_to_a_body_are_no_part_of_its_name() -> None:
    assert read("Fighters of the Northern Unity Front came.", ("Fighters of the Northern Unity Front", "ORG", 0.9)) == [
        ("Northern Unity Front", "ORG")
    ]
    assert read("Forces of Freedom met.", ("Forces of Freedom", "ORG", 0.9)) == [("Forces of Freedom", "ORG")]


def test_a_known_body_takes_the_place_of_its_parts() -> None:
    assert read("It hit the Free Syrian Army post.", ("Syrian", "LOC", 0.6), ("Army", "ORG", 0.5)) == [("Free Syrian Army", "ORG")]


def test_a_known_body_inside_a_longer_name_is_no_name_of_its_own() -> None:
    assert read("It was the Boko Haram Victims Fund.", ("Boko Haram Victims Fund", "ORG", 0.8)) == [("Boko Haram Victims Fund", "ORG")]


def test_initials_of_both_cases_stand_as_they_are() -> None:
    assert read("Let it be. The LeT came.") == [("LeT", "ORG")]


def test_one_name_has_one_label() -> None:
    text = "Barra said it.\nBarra met it.\nIt left Barra."
    assert [label for _, label in read(text, ("Barra", "PER", 0.9), ("Barra", "PER", 0.9), ("Barra", "LOC", 0.4))] == ["PER"] * 3
    assert [label for _, label in read(text, ("Barra", "PER", 0.9), ("Barra", "LOC", 0.8))][:2] == ["PER", "LOC"]


def test_a_sure_name_is_found_again() -> None:
    assert read("Idris Mbeki came.\nIt was Idris Mbeki.", ("Idris Mbeki", "PER", 0.9)) == [("Idris Mbeki", "PER")] * 2
    assert read("Idris Mbeki came.\nIt was Idris Mbeki.", ("Idris Mbeki", "PER", 0.5)) == [("Idris Mbeki", "PER")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("THE FARABUNDO MARTI NATIONAL LIBERATION FRONT ATTACKED.", ["FARABUNDO MARTI NATIONAL LIBERATION FRONT"]),
        ("THE LAUTARO YOUTH FRONT HIT A BANK.", ["LAUTARO YOUTH FRONT"]),
        ("THE 3D INFANTRY BRIGADE AND THE ATONAL BATTALION CAME.", ["3D INFANTRY BRIGADE", "ATONAL BATTALION"]),
        ("MILITARY DETACHMENT NO 4 CAME.", ["MILITARY DETACHMENT NO 4"]),
        ("THE MOVEMENT OF NATIONAL RESTORATION MET.", ["MOVEMENT OF NATIONAL RESTORATION"]),
        ("THE FRONT LEFT THE PARTY.", []),
        ("IT WAS HIT ON THE FRONT.", []),
    ],
)
def test_bodies_in_capitals(text: str, found: list[str]) -> None:
    proper = {"FARABUNDO", "MARTI", "LAUTARO", "ATONAL"}
    assert [s.of(text) for s in upper_bodies(words_of(text), lambda w: w.raw in proper, EN)] == found


def test_bodies_in_capitals_are_names_only_in_texts_in_capitals() -> None:
    assert read("THE LAUTARO YOUTH FRONT ATTACKED A BANK IN THE CITY.") == [("LAUTARO YOUTH FRONT", "ORG")]
    assert read("The lautaro youth front attacked a bank in the city.") == []


def test_the_words_for_bodies_in_capitals_do_not_contradict_each_other() -> None:
    table = bodies(EN)
    assert table.before & table.stops == set()
    assert table.leads <= table.stops
