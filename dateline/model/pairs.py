"""Where a word stands to a trigger, as small numbers: the same for training and reading.

In: word numbers. Out: buckets of distance (0 inside the trigger, 1-11 before it, 12-22 after it) and of sentence steps (0-4, 2 = the same).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
EDGES = np.array([1, 2, 3, 4, 5, 7, 10, 15, 25, 50, 100])


def distances(first: Ints, last: Ints, size: int) -> Ints:
    """Buckets of the distance of every word to every trigger: [K, size] for first and last words [K]."""
    place = np.arange(size)[None]
    before = np.searchsorted(EDGES, np.maximum(first[:, None] - place, 0), side="right")
    after = np.searchsorted(EDGES, np.maximum(place - last[:, None], 0), side="right")
    return np.where(before > 0, before, np.where(after > 0, after + len(EDGES), 0)).astype(np.int64)


def steps(sentence: Ints, first: Ints) -> Ints:
    """Buckets of sentence steps: [K, W] for the sentence number of every word [W] and the triggers' first words [K]."""
    out: Ints = (np.clip(sentence[None] - sentence[first][:, None], -2, 2) + 2).astype(np.int64)
    return out
