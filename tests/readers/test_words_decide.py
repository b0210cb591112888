"""Where words settle what the model proposes: types of tolls, sectors, statuses, members of joined actors, turns of speakers."""

from __future__ import annotations

import pytest

from dateline import languages
from dateline.kinds import kind
from dateline.model import core
from dateline.readers._condition_words import settled_sector, settled_status
from dateline.readers._parts import parts
from dateline.readers._spans import to_its_head
from dateline.readers._text import sentences
from dateline.readers._toll_types import Told, settled_toll, type_by_words
from dateline.readers._turns import turns
from dateline.types import Document, Draft, Report, Span

EN = languages.load("en")


def place(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("text", "count", "told"),
    [
        ("The raid left 12 fighters dead near the bridge.", "12", "killed"),
        ("More than 300 families were evacuated on Monday.", "More than 300", "evacuated"),
        ("Some 4,000 houses were destroyed by the flood.", "Some 4,000", "houses_destroyed"),
        ("At least 60 displaced households reached the camp.", "At least 60", "displaced"),
        ("Police arrested 14 students at the gate.", "14", "detained"),
        ("The floods forced the evacuation of 2,000 residents of the valley.", "2,000", "evacuated"),
        ("About 2,000 residents live in the valley.", "About 2,000", "population"),
        ("One was killed, three wounded and 150 houses destroyed, leaving 483 homeless.", "483", "displaced"),
        ("Health ministry total: 26,637 killed, 65,387 injured.", "65,387", "injured"),
        ("Only four or five houses on each street are occupied.", "four or five", "houses_occupied"),
        ("Two refugees died next to the convoy.", "Two", "killed"),
        ("The storm forced 17,000 to leave their homes.", "17,000", "displaced"),
        ("Twenty lorries waited at the border.", "Twenty", None),
    ],
)
def test_words_name_what_is_counted(text: str, count: str, told: str | None) -> None:
    analysis = core.load().analyse(text, sentences(text))
    found = type_by_words(text, analysis, place(text, count), EN)
    assert (found and found.type) == told


def test_a_sure_model_is_not_overruled() -> None:
    assert settled_toll({"killed": 0.95}, Told("injured", depends=False)) == ("killed", 0.95)
    assert settled_toll({"killed": 0.95}, Told("injured", depends=True))[0] == "injured"
    assert settled_toll({"killed": 0.98}, Told("injured", depends=True)) == ("killed", 0.98)
    assert settled_toll({"sick": 0.4, "killed": 0.3}, Told("killed", depends=False))[0] == "killed"
    assert settled_toll({"sick": 0.4}, None) == ("sick", 0.4)


def test_toll_words_belong_to_types_of_tolls() -> None:
    table = EN.table("tolls")
    listed = [(w, t) for part in ("people", "houses") for t, ws in table[part].items() for w in ws]
    assert {t for _, t in listed} <= set(kind("toll").types)
    assert all(w == w.lower() and len(w.split()) <= 2 for w, _ in listed)
    for part in ("people", "houses"):
        words = [w for ws in table[part].values() for w in ws]
        assert len(words) == len(set(words))


def test_condition_words_belong_to_sectors_and_statuses() -> None:
    table = EN.table("conditions")
    assert set(table["sectors"]) == set(kind("condition").types)
    assert set(table["statuses"]) == set(kind("condition").values["status"])
    for part in ("sectors", "statuses"):
        words = [w for ws in table[part].values() for w in ws]
        assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("facility", "sector"),
    [
        ("the only hospital in the city", "health"),
        ("Shops", "markets"),
        ("the desalination plant", "water"),
        ("the girls' school", "education"),
    ],
)
def test_the_facility_tells_the_sector(facility: str, sector: str) -> None:
    assert settled_sector({"security": 0.5}, [facility, "was closed"], EN)[0] == sector


def test_words_that_tell_two_sectors_tell_none() -> None:
    assert settled_sector({"health": 0.5}, ["the hospital's water"], EN) == ("health", 0.5)


def test_the_status_follows_its_words_when_the_model_doubts() -> None:
    assert settled_status({"cut": 0.5, "closed": 0.4}, "was closed", EN) == "closed"
    assert settled_status({"cut": 0.9}, "was closed", EN) == "cut"


def test_joined_actors_are_taken_apart() -> None:
    text = "The army and two rebel groups signed the truce."
    analysis = core.load().analyse(text, sentences(text))
    assert [s.of(text) for s in parts(analysis, place(text, "The army and two rebel groups"))] == ["The army", "two rebel groups"]
    assert parts(analysis, place(text, "the truce")) == (place(text, "the truce"),)


def test_a_transcript_has_turns() -> None:
    text = "[Minister Duarte] [Begin recording] We hold the town. Nobody fled. [End recording] The road is closed."
    table = EN.table("voices")
    (turn,) = turns(text, sentences(text), table["notes"], table["recording_ends"])
    assert turn.speaker.of(text) == "Minister Duarte"
    said = " ".join(s.of(text) for s in turn.content)
    assert "We hold the town." in said
    assert "The road is closed" not in said


def test_an_editors_note_is_no_speaker() -> None:
    text = "[Text] The army attacked. [passage indistinct] Two died."
    table = EN.table("voices")
    assert turns(text, sentences(text), table["notes"], table["recording_ends"]) == ()


def test_a_number_is_told_with_the_noun_that_it_counts() -> None:
    text = "Three young people died in the shooting at the market of Kassala."
    analysis = core.load().analyse(text, sentences(text))
    draft = Draft(Document(text, b"", Report("x")), Report("x"), analysis=analysis)
    assert to_its_head(draft, place(text, "Three")).of(text) == "Three young people"
    assert to_its_head(draft, place(text, "the market")).of(text) == "the market"
