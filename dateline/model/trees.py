"""From the best head of each word to a tree.

In: scores of heads [W, W + 1] (the last column is the root), -inf where no head may be. Out: the heads, without a circle. Method: the best
head of each word; as long as words hang on each other in a circle, the word of it whose next best head outside costs least takes that one
(the contraction step of Chu and Liu 1965, Edmonds 1967, done greedily).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def heads_of(scores: Floats) -> NDArray[np.int64]:
    """The head of every word; its own number of words for the root."""
    heads: NDArray[np.int64] = scores.argmax(1)
    size = len(heads)
    while circle := _circle(heads.tolist(), size):
        outside = scores[circle].copy()
        outside[:, _hanging(heads.tolist(), circle)] = -np.inf
        loss = scores[circle, heads[circle]] - outside.max(1)
        word = int(loss.argmin())
        heads[circle[word]] = outside[word].argmax()
    return heads


def _hanging(heads: Sequence[int], circle: Sequence[int]) -> list[int]:
    """The words whose way up ends in the circle, its own among them."""
    found = set(circle)
    for start in range(len(heads)):
        way, place = [], start
        while place < len(heads) and place not in found and place not in way:
            way.append(place)
            place = heads[place]
        if place in found:
            found.update(way)
    return sorted(found)


def _circle(heads: Sequence[int], size: int) -> list[int]:
    """The words of the first circle; empty where there is none."""
    state = [0] * size  # 0 unseen, 1 on the way, 2 done
    for start in range(size):
        way = []
        place = start
        while place < size and state[place] == 0:
            state[place] = 1
            way.append(place)
            place = heads[place]
        if place < size and state[place] == 1:
            return sorted(way[way.index(place) :])
        for word in way:
            state[word] = 2
    return []
