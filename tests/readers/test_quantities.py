"""Counts: intervals by the contract's table, units, counted nouns, and what is no count."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import languages
from dateline.readers import quantities, times
from dateline.readers._quantities_parse import one, parse_count
from dateline.types import Analysis, Document, Draft, Found, Mention, Quantity, Report, Span

ENGLISH = languages.load("en")


def found(text: str, published: str | None = "2018-06-14") -> Found:
    report = Report("test", published=published)
    draft = Draft(Document(text, b"", report), report)
    timed = Draft(Document(text, b"", report), report, mentions=times.read(draft, ENGLISH).mentions)
    return quantities.read(timed, ENGLISH)


def read(text: str) -> list[Mention]:
    return list(found(text).mentions)


def only(text: str) -> tuple[str, Quantity]:
    (m,) = read(text)
    assert m.quantity is not None
    return m.text, m.quantity


TABLE = [
    ("14", 14, 14, 14, False),
    ("more than 14,000", 14000, 14000, None, True),
    ("at least 14,000", 14000, 14000, None, True),
    ("over 14,000", 14000, 14000, None, True),
    ("94+", 94, 94, None, True),
    ("20 or more", 20, 20, None, True),
    ("no fewer than six", 6, 6, None, True),
    ("up to 50", None, 50, 50, True),
    ("fewer than 50", None, 50, 50, True),
    ("as many as five million", None, 5000000, 5000000, True),
    ("200 at most", None, 200, 200, True),
    ("around 50 or 60", 50, 55, 60, True),
    ("50 to 60", 50, 55, 60, True),
    ("90,000-100,000", 90000, 95000, 100000, True),
    ("between 1,900 and 2,300", 1900, 2100, 2300, True),
    ("two to three million", 2000000, 2500000, 3000000, True),
    ("about 50", 45, 50, 55, True),
    ("nearly 50", 45, 50, 55, True),
    ("some 50", 45, 50, 55, True),
    ("20,000 or so", 18000, 20000, 22000, True),
    ("about half a dozen", 5, 6, 7, True),
    ("four or five", 4, 4.5, 5, True),
    ("a couple", 2, 2, 2, True),
    ("a few", 3, 4, 5, True),
    ("several", 3, 5, 7, True),
    ("a dozen", 12, 12, 12, False),
    ("two dozen", 24, 24, 24, False),
    ("a few dozen", 24, 42, 60, True),
    ("several dozen", 36, 60, 84, True),
    ("dozens", 24, 60, 99, True),
    ("scores", 40, 70, 99, True),
    ("hundreds", 200, 600, 999, True),
    ("thousands", 2000, 6000, 9999, True),
    ("tens of thousands", 20000, 60000, 99999, True),
    ("hundreds of thousands", 200000, 600000, 999999, True),
    ("1.2 million", 1200000, 1200000, 1200000, False),
    ("half a million", 500000, 500000, 500000, False),
    ("14 000", 14000, 14000, 14000, False),
    ("14k", 14000, 14000, 14000, False),
    ("twelve hundred", 1200, 1200, 1200, False),
    ("two hundred and twelve", 212, 212, 212, False),
    ("Twenty-seven", 27, 27, 27, False),
    ("eighty- three", 83, 83, 83, False),
    ("at least\nsix", 6, 6, None, True),
    ("only around 7,000-8,000", 7000, 7500, 8000, True),
    ("an additional 13", 13, 13, 13, False),
    ("no one", 0, 0, 0, False),
    ("None", 0, 0, 0, False),
    ("not a single", 0, 0, 0, False),
    ("no casualties", 0, 0, 0, False),
    ("a woman", 1, 1, 1, False),
    ("the mayor", 1, 1, 1, False),
    ("a corporal", 1, 1, 1, False),
    ("Mary Smith", 1, 1, 1, False),
    ("He", 1, 1, 1, False),
    ("a 14-year-old boy", 1, 1, 1, False),
    ("a boy of nine", 1, 1, 1, False),
    ("the second lieutenant", 1, 1, 1, False),
    ("An aide to Steven Chu, the US Energy Secretary", 1, 1, 1, False),
    ("her husband and two nephews", 3, 3, 3, False),
    ("A fisherman and his wife", 2, 2, 2, False),
    ("one of them", 1, 1, 1, False),
    ("fourth", 4, 4, 4, False),
    ("40th", 40, 40, 40, False),
    ("bodies", 2, None, None, True),
    ("many", None, None, None, True),
    ("an unknown number", None, None, None, True),
    ("half as many", None, None, None, True),
]


@pytest.mark.parametrize(("words", "low", "best", "high", "approx"), TABLE)
def test_count_words_are_intervals(words: str, low: float | None, best: float | None, high: float | None, approx: bool) -> None:
    value = parse_count(words)
    assert value is not None
    assert (value.low, value.best, value.high, value.approx) == (low, best, high, approx)


@pytest.mark.parametrize("words", ["", "  ", '""', "..."])
def test_no_words_are_no_count(words: str) -> None:
    assert parse_count(words) is None


COUNTED = [
    ("Shelling displaced more than 14,000 people.", "more than 14,000", "people", "person"),
    ("It killed 12 Iraqi security force personnel.", "12", "Iraqi security force personnel", "person"),
    ("Some 340 households left.", "Some 340", "households", "household"),
    ("Dozens of families fled.", "Dozens", "families", "household"),
    ("They burned 40 of the houses.", "40", "houses", "house"),
    ("Prices rose by 12 per cent.", "12", "per cent", "percent"),
    ("They stand 6 km from the port.", "6", "km", "distance"),
    ("It got $40 million.", "40 million", None, "money"),
    ("They paid 1,400 francs.", "1,400", "francs", "money"),
    ("About 70,000 were displaced.", "About 70,000", None, "person"),
    ("Two armed men came.", "Two", "armed men", "person"),
    ("They hold 62 trucks.", "62", "trucks", None),
    ("They dropped two barrel bombs.", "two", "barrel bombs", None),
]


@pytest.mark.parametrize(("text", "words", "of", "unit"), COUNTED)
def test_the_counted_noun_makes_the_unit(text: str, words: str, of: str | None, unit: str | None) -> None:
    said, value = only(text)
    assert (said, value.of, value.unit) == (words, of, unit)
    assert value.of_span is None or value.of_span.of(text) == of


NO_COUNTS = [
    "It was hit in 2015 and on 12 May.",
    "A 14-year-old boy cried.",
    "Hodan, 41, left.",
    "Resolution 2254 was read.",
    "They fired AK-47 rifles from an F-16.",
    "It fell at 04:30 local time.",
    "On the 20th it rained.",
    "Two days later it ended.",
    "Many roads are bad, most of it sand.",
    "Children under five suffer.",
]


@pytest.mark.parametrize("text", NO_COUNTS)
def test_what_is_no_count(text: str) -> None:
    assert [m.text for m in read(text)] == []


def test_numbers_of_paragraphs_are_no_counts() -> None:
    assert [m.text for m in read("1. The army came.\n\n2. It took six hills.\n")] == ["six"]


def test_a_part_of_a_count_and_a_spread_count_say_so() -> None:
    phrases = [m.quantity.phrase for m in read("It killed 12 people, including six children. They get 40 litres per day.") if m.quantity]
    assert phrases == [None, "including", "each"]


def test_a_comma_that_can_be_read_two_ways_is_a_doubt() -> None:
    result = found("They need 2,5 million tents.")
    assert [m.quantity.best for m in result.mentions if m.quantity] == [2500000]
    assert len(result.doubts) == 1


def test_one_keeps_its_words() -> None:
    text = "A shell killed the mayor of Goma."
    value = one(text, Span(15, 32))
    assert (value.best, value.of) == (1, "the mayor of Goma")


WORDS = """
no not one two twelve twenty - thirty hundred thousand million dozen dozens of scores a an few several about some nearly more than
at least up to between and or 12 1,200 14 000 2,5 1.2 3.000.000 0 99999999999999999999 % $ km people families killed displaced each per
including first 40th half third 14-year-old the who fled , . ( ) \u00a0 from under over + k bn
"""


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=20))
def test_any_words_of_counts_are_read_without_failing(pieces: list[str]) -> None:
    check(" ".join(pieces))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_failing(text: str) -> None:
    check(text)


def check(text: str) -> None:
    parse_count(text)
    end = 0
    for m in read(text):
        assert text[m.start : m.end] == m.text
        assert m.start >= end
        assert m.quantity is not None
        value = m.quantity
        if value.low is not None and value.high is not None:
            assert value.low <= value.high
        assert value.of_span is None or value.of_span.of(text) == value.of
        end = m.end


def test_the_head_of_the_number_ends_the_counted_noun() -> None:
    text = "They buried 12 grain silo guards."
    spans = [Span(0, 4), Span(5, 11), Span(12, 14), Span(15, 20), Span(21, 25), Span(26, 32), Span(32, 33)]
    analysis = Analysis(
        words=tuple(spans),
        sentences=(Span(0, 33),),
        upos=("PRON", "VERB", "NUM", "NOUN", "NOUN", "NOUN", "PUNCT"),
        heads=(1, -1, 5, 5, 5, 1, 1),
        relations=("nsubj", "root", "nummod", "compound", "compound", "obj", "punct"),
        names=(),
        cues=(),
        candidates=(),
    )
    report = Report("test")
    (m,) = quantities.read(Draft(Document(text, b"", report), report, analysis=analysis), ENGLISH).mentions
    assert m.quantity is not None
    assert (m.quantity.of, m.quantity.unit) == ("grain silo guards", "person")
