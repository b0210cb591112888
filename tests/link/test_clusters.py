"""Groups follow the scores, never part what is the same, never join what is different, and do not depend on order."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from dateline.link.clusters import Pair, clusters

ITEMS = tuple("abcdef")
PAIRS = tuple(combinations(ITEMS, 2))
scores = st.dictionaries(st.sampled_from(PAIRS), st.integers(0, 100).map(lambda n: n / 100))
chosen = st.sets(st.sampled_from(PAIRS), max_size=3)


def test_a_lucky_pair_does_not_chain_two_groups() -> None:
    found = clusters("abcd", {("a", "b"): 0.9, ("c", "d"): 0.9, ("b", "c"): 0.8}, least=0.6, missing=0.05, best=0.3)
    assert found == [("a", "b"), ("c", "d")]


def test_a_group_holds_when_its_scores_do() -> None:
    found = clusters("abc", {("a", "b"): 0.9, ("b", "c"): 0.8, ("a", "c"): 0.7}, least=0.6)
    assert found == [("a", "b", "c")]


def test_what_nobody_compared_stays_alone() -> None:
    assert clusters("ab", {}, least=0.1) == [("a",), ("b",)]


def test_decisions_win() -> None:
    tie = {("a", "b"): 0.99}
    assert clusters("ab", tie, least=0.5, different=[("b", "a")]) == [("a",), ("b",)]
    assert clusters("ab", {}, least=0.5, same=[("b", "a")]) == [("a", "b")]
    assert clusters("ab", tie, least=0.5, same=[("a", "b")], different=[("a", "b")]) == [("a",), ("b",)]


@given(scores, chosen, chosen)
def test_different_ones_are_never_together_and_all_items_are_there_once(
    ties: dict[Pair, float], same: set[Pair], different: set[Pair]
) -> None:
    found = clusters(ITEMS, ties, least=0.5, missing=0.05, best=0.3, same=same, different=different)
    home = {item: group for group in found for item in group}
    assert sorted(i for group in found for i in group) == sorted(ITEMS)
    assert all(home[a] != home[b] for a, b in different)


@given(scores, chosen)
def test_order_changes_nothing(ties: dict[Pair, float], same: set[Pair]) -> None:
    turned = dict(reversed(list(ties.items())))
    assert clusters(ITEMS, ties, least=0.5, best=0.3, same=same) == clusters(
        ITEMS[::-1], turned, least=0.5, best=0.3, same=sorted(same)[::-1]
    )
