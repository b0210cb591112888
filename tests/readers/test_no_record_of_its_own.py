"""What only completes another record: words of a count, nouns that point back, things that police take in, what somebody only condemns; and
values that lists and pronouns stand for."""

from __future__ import annotations

import pytest

from dateline import languages, pipeline
from dateline.model import core
from dateline.readers._listed import on_its_side
from dateline.readers._speakers import is_presupposed
from dateline.readers._text import sentences
from dateline.readers._toll_types import type_by_words
from dateline.types import Document, Draft, Reading, Report, Span, content_id

EN = languages.load("en")


def place(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def read(text: str) -> Reading:
    raw = text.encode()
    return pipeline.read_document(Document(text, raw, Report(content_id(raw), published="2015-03-12", given=frozenset({"published"}))))


def types(reading: Reading, kind: str) -> set[str]:
    return {r.type for r in reading.records if r.kind == kind}


@pytest.mark.parametrize(
    "text",
    [
        "Medical workers counted 97 civilians killed in the first week of the operation.",
        "A car bomb exploded at the market in Kirkuk on Monday, killing 12 people.",
        "45 families displaced to Zliten. 50 families displaced to Sirte.",
    ],
)
def test_words_that_say_what_befell_the_counted_are_no_event(text: str) -> None:
    reading = read(text)
    assert types(reading, "toll") <= {"killed", "displaced"}
    assert types(reading, "toll")
    assert not types(reading, "event") & {"killing", "displacement"}


def test_values_of_a_list_stay_with_their_own_count() -> None:
    counts = [Span(0, 2), Span(30, 32)]
    places = [Span(15, 20), Span(45, 50)]
    assert on_its_side(places, counts[0], [counts[1]]) == [True, False]
    assert on_its_side(places[1:], counts[0], [counts[1]]) == [True]
    assert on_its_side(places, counts[1], [counts[0]]) == [True, True]


@pytest.mark.parametrize(
    ("text", "anchor", "presupposed"),
    [
        ("The minister condemned the attack on the convoy.", "attack", True),
        ("The council called for an investigation into an attack on a mosque that killed at least 13 women.", "at least 13", True),
        ("The council called for an end to the shelling of the city.", "shelling", True),
        ("The minister said the army attacked the convoy.", "attacked", False),
        ("The minister said: the attack killed ten.", "attack", False),
    ],
)
def test_what_is_condemned_is_taken_for_a_fact(text: str, anchor: str, presupposed: bool) -> None:
    document = Document(text, text.encode(), Report(content_id(text.encode())))
    draft = Draft(document, document.report, analysis=core.load().analyse(text, sentences(text)))
    assert is_presupposed(draft, place(text, anchor), EN) is presupposed


@pytest.mark.parametrize(
    ("text", "count", "told"),
    [
        ("Professor Parra was shot on Saturday by four terrorists.", "four", "fighters"),
        ("Two gunmen killed a shopkeeper in Huanuco.", "Two", "fighters"),
        ("Two gunmen were killed in Huanuco.", "Two", "killed"),
        ("Fishermen rescued over 700 asylum seekers.", "over 700", "evacuated"),
        ("16,000 families were affected and evacuated.", "16,000", "evacuated"),
        ("Completely destroyed housing: 146", "146", "houses_destroyed"),
    ],
)
def test_who_acts_is_no_victim(text: str, count: str, told: str) -> None:
    found = type_by_words(text, core.load().analyse(text, sentences(text)), place(text, count), EN)
    assert found is not None
    assert found.type == told


def test_police_take_in_arms_and_arrest_nobody() -> None:
    reading = read("Police seized nine pistols and 1,100 rounds of ammunition in a house in Lima on Tuesday.")
    assert not types(reading, "event") & {"arrest", "abduction", "looting"}
    assert not any(v.text == "nine" for r in reading.records if r.kind == "toll" for v in r.fields["count"])


def test_no_text_is_nothing_but_furniture() -> None:
    text = "Over 20,000 persons were evacuated to safer locations across the district due to the flash floods."
    reading = read(text)
    assert [s.role for s in reading.sections] == ["body"]
    assert "evacuated" in types(reading, "toll")


def test_who_was_shot_and_is_dead_was_killed() -> None:
    reading = read("Professor Parra was shot dead at the door of his house in Huancayo on Saturday, police said.")
    assert "killing" in types(reading, "event")
    assert "attack" not in types(reading, "event")
