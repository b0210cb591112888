"""What is compared has bounds, and does not depend on the order in which reports come."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from dateline.link import blocks, near
from dateline.link.blocks import Held, bucketed, keys, number_of
from tests.link.made import account, fact, happening, town

BONI = town("Boni", 15.07, -2.22)


@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(-0.49, 0.49), st.floats(-0.49, 0.49))
def test_places_near_each_other_share_a_cell(lat: float, lon: float, north: float, east: float) -> None:
    one, other = set(blocks.where(town("A", lat, lon))), set(blocks.where(town("B", lat + north, lon + east)))
    assert one & other


@given(st.integers(1, 10**6), st.integers(0, 2))
def test_days_near_each_other_share_a_span(day: int, gap: int) -> None:
    assert set(bucketed(day, 2)) & set(bucketed(day + gap, 2))
    assert keys([(day, day)], [BONI], []) & keys([(day + min(gap, 1), day + min(gap, 1))], [BONI], [])


@given(st.lists(st.tuples(st.integers(0, 10**6), st.sets(st.integers(0, 5))), unique_by=lambda item: item[0]), st.randoms())
def test_of_a_key_that_many_have_the_first_count_in_any_order(items, chance) -> None:  # type: ignore[no-untyped-def]
    one = Held(items, most=3)
    shuffled = [*items]
    chance.shuffle(shuffled)
    other = Held(shuffled, most=3)
    for (a, mine), (b, theirs) in combinations(items, 2):
        for key in mine & theirs:
            held = sorted(n for n, has in items if key in has)[:3]
            assert one.counts(key, a, b) == other.counts(key, a, b) == (a in held and b in held)


def test_reports_are_numbered_by_their_days() -> None:
    assert number_of("b", 700000) < number_of("a", 700001) < number_of("a", None) < 2**63
    assert number_of("a", 700000) != number_of("b", 700000)


def test_a_report_of_very_many_records_costs_no_more_than_the_bound() -> None:
    words = ("Gunmen attacked the village of Boni.",) * 400
    long = account("a", *(happening(fact(f"a{n}", spots=(BONI,), words=w, start=n * 40)) for n, w in enumerate(words)))
    other = account("b", happening(fact("b1", spots=(BONI,), report="b")), published="2021-03-16")
    assert len(near.within(long)) <= near.PAIRS
    assert len(near.between(long, long, lambda *_: True, lambda *_: True)) == near.PAIRS
    assert near.between(long, other, lambda *_: True, lambda *_: True)
