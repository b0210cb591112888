"""What counts as right: hand-made marks, one thing wrong at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.measure.figures import Score, as_json, compared, figures
from dateline.measure.marks import Mark, Said, Worth, of_reading
from dateline.measure.pairing import pairs, same_voice, shared
from dateline.types import Reading, Span

TEXT = "The army said that two men were killed in Dalo on Monday. Three were hurt. The hospital is closed."


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


COUNT = Worth(at("two"), {"low": 2, "high": 2})
KILLED = Mark(
    "toll", "killed", "claimed", "actual", at("two"), Said(at("The army")), {"count": (COUNT,), "place": (Worth(at("Dalo"), {}),)}
)
HURT = Mark("toll", "injured", "stated", "actual", at("Three"), None, {"count": (Worth(at("Three"), {"low": 3, "high": 3}),)})
CLOSED = Mark("condition", "health", "stated", "actual", at("is closed"), None, {"status": (Worth(at("closed"), {"value": "closed"}),)})


def test_the_same_marks_agree_in_all() -> None:
    found = figures([compared(TEXT, (KILLED, HURT, CLOSED), (CLOSED, KILLED, HURT))])
    assert (found.found, found.typed, found.fields) == (Score(3, 3, 3), Score(3, 3, 3), Score(4, 4, 4))
    assert found.whole.share == 1
    assert {share.share for share in found.aspects.values()} == {1}


@pytest.mark.parametrize(
    ("told", "typed", "stance", "modality", "voice", "whole"),
    [
        (replace(KILLED, type="injured"), False, True, True, True, False),
        (replace(KILLED, stance="alleged"), True, False, True, True, False),
        (replace(KILLED, modality="possible"), True, True, False, True, True),
        (replace(KILLED, voice=None), True, True, True, False, False),
        (replace(KILLED, voice=Said(at("army"))), True, True, True, True, True),
        (replace(KILLED, fields={"count": (COUNT,)}), True, True, True, True, False),
        (replace(KILLED, fields={**KILLED.fields, "of": (Worth(at("men"), {}),)}), True, True, True, True, True),
    ],
)
def test_one_thing_wrong_is_that_thing_alone(told: Mark, typed: bool, stance: bool, modality: bool, voice: bool, whole: bool) -> None:
    (pair,) = pairs(TEXT, [KILLED], [told])
    assert (pair.typed, pair.stance, pair.modality, pair.voice, pair.whole) == (typed, stance, modality, voice, whole)


def test_a_number_that_means_something_else_is_wrong_though_its_words_are_right() -> None:
    other = replace(KILLED, fields={**KILLED.fields, "count": (Worth(at("two"), {"low": 2, "high": None}),)})
    (pair,) = pairs(TEXT, [KILLED], [other])
    assert pair.right == {"count": 0, "place": 1}


def test_what_only_one_side_says_of_a_meaning_is_not_held_against_the_other() -> None:
    other = replace(KILLED, fields={**KILLED.fields, "count": (Worth(at("two"), {}),)})
    (pair,) = pairs(TEXT, [KILLED], [other])
    assert pair.right == {"count": 1, "place": 1}


def test_anchors_apart_are_one_when_counts_touch_or_type_and_sentence_are_the_same() -> None:
    by_count = replace(KILLED, span=at("were killed"), type="other")
    assert len(pairs(TEXT, [KILLED], [by_count])) == 1
    by_sentence = replace(KILLED, span=at("were killed"), fields={})
    assert len(pairs(TEXT, [KILLED], [by_sentence])) == 1
    assert pairs(TEXT, [KILLED], [replace(by_sentence, type="injured")]) == []
    assert pairs(TEXT, [KILLED], [replace(by_sentence, span=at("hurt"))]) == []
    assert pairs(TEXT, [KILLED], [replace(KILLED, kind="event", type="killing")]) == []


def test_of_two_that_fit_the_more_alike_is_taken_whatever_the_order() -> None:
    worse = replace(KILLED, span=at("were killed"), type="other")
    for told in ([worse, KILLED], [KILLED, worse]):
        (pair,) = pairs(TEXT, [KILLED], told)
        assert pair.told is KILLED
    assert figures([compared(TEXT, [KILLED], [KILLED, worse])]).found == Score(1, 2, 1)


def test_nothing_to_count_on_is_no_figure() -> None:
    empty = figures([compared(TEXT, (), ())])
    assert empty.found.precision is empty.found.recall is empty.found.f1 is empty.whole.share is None
    invented = figures([compared(TEXT, (), (KILLED,))])
    assert (invented.found.precision, invented.found.recall, invented.found.f1) == (0, None, 0)


def test_voices() -> None:
    assert same_voice(None, None)
    assert same_voice(Said(None), Said(None))
    assert not same_voice(None, Said(None))
    assert not same_voice(Said(None), Said(at("The army")))
    assert shared(Span(0, 4), Span(2, 6)) == pytest.approx(1 / 3)
    assert shared(Span(0, 2), Span(2, 4)) == 0


def test_a_reading_measured_against_itself_is_all_right(port_reading: Reading) -> None:
    marks = of_reading(port_reading)
    told = as_json([compared(port_reading.text, marks, marks)])
    assert told["found"]["f1"] == told["typed"]["f1"] == told["fields"]["f1"] == told["whole"]["share"] == 1
    assert told["kinds"]["toll"]["found"]["marked"] == 1
    assert told["kinds"]["event"]["found"]["f1"] is None
    assert told["field"]["count"]["right"] == 1
