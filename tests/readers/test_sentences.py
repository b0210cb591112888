"""The sentence splitter: abbreviations, quotations, wrapped and torn lines, lists, sections."""

from __future__ import annotations

import itertools
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.readers._text import sentences
from dateline.types import Section


def split(text: str) -> list[str]:
    return [" ".join(s.of(text).split()) for s in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Lt. Gen. Sergei Rudskoi met Mr. Colville and Dr. A. B. Haddad in St. Pierre.",
        "U.N. Secretary General said the U.S. Embassy was shut at 4 p.m. Tuesday.",
        "Detachment No. 6 moved on Feb. 3 with Col. Omar.",
        'He asked, "Where are they?" and left.',
        '"Where is my son?" Ahmed asked the guard.',
        "ERIE, Pa. — The army left.",
        "About 45.5 km south of the town, sources said.",
        "Contact www.example.org or a.b@example.org for figures.",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("They left. The road was cut.", "They left."),
        ("“They left.” The road was cut.", "“They left.”"),
        ('"They left." "We stayed," she said.', '"They left."'),
        ("It began at 5 a.m. The shelling went on.", "It began at 5 a.m."),
        ("They fled to the U.S. He stayed.", "They fled to the U.S."),
        ("The convoy was hit.[1] Nobody died.", "The convoy was hit.[1]"),
        ("The town fell… Nobody spoke.", "The town fell…"),
        ("The town fell.Nobody spoke.", "The town fell."),
        ("Were they armed? Nobody knew.", "Were they armed?"),
    ],
)
def test_two_sentences_are_parted(text: str, first: str) -> None:
    found = split(text)
    assert len(found) == 2
    assert found[0] == first


def test_wrapped_lines_join_and_paragraph_lines_do_not() -> None:
    wrapped = (
        "   TARGU, 3 JAN 90 -- THE GARRISON OF THE PORT HAS REPORTED THAT\n"
        "ABOUT 50 PEASANTS HAVE BEEN TAKEN FROM THEIR HOMES.  THE MEN WHO\n"
        "TOOK THEM HAVE GONE."
    )
    assert len(split(wrapped)) == 2
    assert split(
        "Texas student inspires movement\nTuesday, September 22, 2015\nNews of the arrest has spread across the whole country."
    ) == [
        "Texas student inspires movement",
        "Tuesday, September 22, 2015",
        "News of the arrest has spread across the whole country.",
    ]


def test_a_page_break_in_a_sentence_does_not_end_it() -> None:
    text = "Crops on both banks of the river were also washed away by heavy\n\nrains in the north of the state."
    assert len(split(text)) == 1
    assert len(split("Water assistance remains\n\nSITUATION OVERVIEW\n\nThe observatory spoke.")) == 3


def test_list_items_are_apart_and_lose_their_bullets() -> None:
    text = "Needs:\n• Water for 300 families\n• Fuel for the clinic • Tents\n- Blankets"
    assert split(text) == ["Needs:", "Water for 300 families", "Fuel for the clinic", "Tents", "Blankets"]
    assert split("1. Three boreholes were sabotaged.\n2. One is back in service.") == [
        "1. Three boreholes were sabotaged.",
        "2. One is back in service.",
    ]


def test_numbers_of_items_stay_with_their_sentence() -> None:
    assert split("Two clinics closed. 3. Water is short. 4. The road is cut.") == [
        "Two clinics closed.",
        "3. Water is short.",
        "4. The road is cut.",
    ]


def test_sections_are_borders_and_chrome_has_no_sentence() -> None:
    text = "TARGU (Reuters) - Troops left. Share this page. They came back"
    sections = (Section("dateline", 0, 17), Section("body", 18, 30), Section("chrome", 31, 47), Section("body", 48, len(text)))
    assert [s.of(text) for s in sentences(text, sections)] == ["TARGU (Reuters) -", "Troops left.", "They came back"]


@given(st.text(alphabet=st.sampled_from('aB .!?\n\r\t"”’•-1()[]…U\u2028\x85')))
def test_sentences_cover_all_words_in_order(text: str) -> None:
    found = sentences(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(s.of(text) == s.of(text).strip() != "" for s in found)
    covered = {i for s in found for i in range(s.start, s.end)}
    assert all(i in covered for i, c in enumerate(text) if c.isalnum())


@pytest.mark.parametrize("piece", [".", "? ", "\"' ", "- ", "\n \n", "Mr. ", "A. ", "• ", " ", "end.The "])
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    started = process_time()
    sentences("Troops left. " + piece * 100_000 + "They came back.")
    assert process_time() - started < 3
