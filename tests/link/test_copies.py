"""Copies of a wire text are found whole, edited and inside longer texts; what only shares a subject is none."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.link.copies import copied, differences, grouped, likeness, origins, sentences, sketch

WIRE = """KRAMATORSK, Ukraine - Artillery shells slammed into a crowded market on Wednesday, killing at least 14 people, the governor said.

Two children were among the dead, he wrote on Telegram. He blamed Russian forces for the attack on the town in the east of the country.

Russia's defence ministry denied that its troops had shelled the town, and said that Ukrainian forces were to blame."""
BACKGROUND = (
    "\n\nThe region has seen some of the heaviest fighting of the war. Both sides accuse each other of firing on residential areas."
)
OTHER = """The number of people killed in the shelling of a market in Kramatorsk rose to 17 after three of the wounded died in hospital.

Prosecutors said they had opened an investigation into the strike, the deadliest on the town since the spring of last year."""


@pytest.mark.parametrize(
    "copy",
    [
        WIRE,
        WIRE + BACKGROUND * 3,
        "Market shelled\n\n" + WIRE.replace("slammed into", "hit").replace("the governor said", "according to the governor"),
        WIRE.split("\n\n", 1)[1] + BACKGROUND,
        "Analysis: a month of war.\n\n" + BACKGROUND + "\n\n" + WIRE,
    ],
    ids=["same", "added to", "edited", "first paragraph left out", "inside"],
)
def test_a_reprint_is_a_copy(copy: str) -> None:
    pairs = copied([sketch("wire", WIRE), sketch("copy", copy), sketch("other", OTHER)])
    assert set(pairs) == {("copy", "wire")}


def test_a_second_report_of_the_same_is_no_copy() -> None:
    assert copied([sketch("wire", WIRE), sketch("other", OTHER)]) == {}
    assert likeness(sketch("wire", WIRE), sketch("other", OTHER)).containment < 0.2


def test_a_long_reprint_is_contained_more_than_it_resembles() -> None:
    found = likeness(sketch("wire", WIRE), sketch("copy", WIRE + BACKGROUND * 6))
    assert found.containment > 0.95
    assert found.resemblance < found.containment


def test_the_first_published_is_the_origin_and_the_shortest_of_one_day() -> None:
    items = {
        s.report: s
        for s in (sketch("a", WIRE + BACKGROUND, "2023-05-04"), sketch("b", WIRE, "2023-05-04"), sketch("c", WIRE, "2023-05-03"))
    }
    (group,) = grouped(items, copied(items.values()))
    assert (group.origin, group.copies) == ("c", ("b", "a"))
    assert origins([group]) == {"b": "c", "a": "c"}


def test_what_a_person_called_different_is_no_copy() -> None:
    items = {s.report: s for s in (sketch("a", WIRE), sketch("b", WIRE))}
    assert grouped(items, copied(items.values()), different=[("b", "a")]) == []


def test_differences_name_the_sentences() -> None:
    changed = WIRE.replace("at least 14 people", "nine people") + BACKGROUND
    found = differences(WIRE, changed)
    assert [d.what for d in found] == ["changed", "added", "added"]
    assert "at least 14 people" in found[0].before
    assert "nine people" in found[0].after


def test_short_and_empty_texts_have_nothing_to_compare() -> None:
    assert likeness(sketch("a", ""), sketch("b", "Four words are few")).containment == 0.0
    assert copied([sketch("a", ""), sketch("b", "")]) == {}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**20))
def test_the_order_of_reports_changes_nothing(seed: int) -> None:
    items = [sketch(name, text) for name, text in (("a", WIRE), ("b", WIRE + BACKGROUND), ("c", OTHER), ("d", OTHER + BACKGROUND))]
    expected = copied(items)
    random.Random(seed).shuffle(items)
    assert copied(items) == expected


def test_sentences_end_at_lines_and_stops() -> None:
    assert sentences("One. Two?\n\nThree") == ["One.", "Two?", "Three"]
