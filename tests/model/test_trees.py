"""Heads of words make a tree: every way up ends at the root, and where the best heads do, they are kept."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dateline.model.trees import heads_of


def scores(rows: list[list[float]]) -> np.ndarray:
    found = np.array(rows, np.float32)
    found[np.arange(len(rows)), np.arange(len(rows))] = -np.inf
    return found


def ends_at_the_root(heads: list[int]) -> bool:
    for start in range(len(heads)):
        place, steps = start, 0
        while place < len(heads) and steps <= len(heads):
            place, steps = heads[place], steps + 1
        if place < len(heads):
            return False
    return True


def squares(size: int) -> st.SearchStrategy[list[list[float]]]:
    return st.lists(st.lists(st.floats(-5, 5, width=32), min_size=size + 1, max_size=size + 1), min_size=size, max_size=size)


@given(st.integers(1, 8).flatmap(squares))
def test_every_way_up_ends_at_the_root(rows: list[list[float]]) -> None:
    assert ends_at_the_root(heads_of(scores(rows)).tolist())


def test_a_circle_opens_where_it_costs_least() -> None:
    best = heads_of(scores([[0, 5, 1, 0], [5, 0, 4, 0], [0, 0, 0, 5]]))
    assert best.tolist() == [1, 2, 3]


def test_heads_without_a_circle_are_kept() -> None:
    given_scores = scores([[0, 0, 0, 9], [9, 0, 0, 0], [0, 9, 0, 0]])
    assert heads_of(given_scores).tolist() == [3, 0, 1]
