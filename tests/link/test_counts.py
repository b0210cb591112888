"""Counts of a toll: who is counted, whether the count is a total, and when two meet. Counts are what the quantities' grammar reads."""

from __future__ import annotations

import pytest

from dateline.link.counts import Count, count_of, counted_type, side_of
from dateline.readers._quantities_parse import parse_count
from dateline.types import Quantity, Record, Span, Value


def toll(quote: str, count: str, type_: str = "killed", of: str = "") -> Record:
    start = quote.index(count)
    quantity = parse_count(count) or Quantity(1, 1, 1, False, phrase="one")
    fields = {"count": (Value(start, start + len(count), count, quantity=quantity),)}
    if of:
        fields["of"] = (Value(quote.index(of), quote.index(of) + len(of), of),)
    return Record("r1", "toll", type_, "claimed", "actual", None, start, start + len(count), count, Span(0, len(quote)), fields, 0.9)


def read(quote: str, count: str, **more: str) -> Count:
    found = count_of(toll(quote, count, **more), quote)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("quote", "count", "of", "role"),
    [
        ("Shells killed 14 people in the market.", "14", "people", "total"),
        ("Shells killed 14 people, including two children.", "two", "children", "part"),
        ("Two women were among the dead.", "Two", "women", "part"),
        ("Among the dead were two children, the governor said.", "two", "children", "part"),
        ("Another three people died in hospital.", "three", "people", "total"),
        ("The toll rose to 17 after three of the wounded died.", "three", "the wounded", "more"),
        ("The death toll rose to 55 from 46 overnight.", "46", "", "before"),
        ("The toll stood at 12 a day earlier.", "12", "", "before"),
        ("Police said eight farmers, not 21, were kidnapped.", "21", "", "before"),
        ("A missile struck the mosque, killing or injuring 29 civilians.", "29", "civilians", "both"),
    ],
)
def test_the_words_around_tell_what_a_count_is(quote: str, count: str, of: str, role: str) -> None:
    assert read(quote, count, of=of).role == ("more" if "Another" in quote else role)


@pytest.mark.parametrize(
    ("words", "side"), [("14 people", "people"), ("15 militants", "fighters"), ("eleven soldiers", "troops"), ("two children", "children")]
)
def test_who_is_counted(words: str, side: str) -> None:
    assert side_of(words) == side


def test_counts_meet_when_one_number_fits_both() -> None:
    at_least_14, five, seventeen = Count(14, 14, None, "people"), Count(5, 5, 5, "people"), Count(17, 17, 17, "people")
    assert at_least_14.meets(seventeen)
    assert not at_least_14.meets(five)
    assert at_least_14.above(five)
    assert not five.above(at_least_14)


def test_vague_words_are_read_widely() -> None:
    dozens = read("Dozens of people were killed.", "Dozens")
    assert dozens.meets(Count(100, 100, 100, "people"))
    assert not dozens.meets(Count(3, 3, 3, "people"))


def test_somebody_beside_the_counted_leaves_the_count_open() -> None:
    assert read("Relatives buried two brothers and their parents who were shot.", "two").high is None


def test_a_count_after_wounding_is_of_the_wounded() -> None:
    quote = "A car bomb exploded, killing four people and wounding 20."
    assert counted_type(toll(quote, "20"), quote) == "injured"
    assert counted_type(toll(quote, "four"), quote) == "killed"


def test_a_rising_toll_says_so() -> None:
    assert read("The number of dead rose to 17 on Thursday.", "17").rising
    assert not read("Seventeen people were killed.", "Seventeen").rising
    assert read("At least 900 people have been killed since January.", "900").sums
